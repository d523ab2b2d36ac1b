"""`firmware_part`: of a robot with several wires, the joints that one firmware holds."""

from dataclasses import replace

from kinesics.errors import BridgeError
from kinesics.rig.bus import Bus
from kinesics.rig.rig import Rig

__all__ = ["demand_one_wire", "firmware_part"]

_EMULATORS = "servos without one have emulators: python -m kinesics_bridge.emulators --help"


def firmware_part(rig: Rig, bus: str | None = None) -> Rig:
    """The joints on the firmware bus of this name, as a robot of one wire; without buses, `rig`.

    None: the only firmware that the rig names.

    Raises:
        BridgeError: the rig names no such bus, no firmware on it, or several to choose from.
    """
    if not rig.buses:
        if bus is not None:
            raise BridgeError(f"rig {rig.name!r} has no [[buses]]; leave --bus {bus} out")
        return rig
    columns = rig.on_bus(_chosen(rig, bus).name)
    joints = tuple(rig.joints[column] for column in columns)
    return replace(rig, joints=joints, view={}, buses=())


def demand_one_wire(rig: Rig, port: str) -> None:
    """BridgeError unless one firmware holds all joints, so that one port is the whole robot."""
    if [bus.kind for bus in rig.buses] in ([], ["firmware"]):
        return
    named = ", ".join(f"{bus.name!r} on {bus.port}" for bus in rig.buses)
    raise BridgeError(
        f"{port} is not the whole of {rig.name!r}, whose rig names {named}: write each bus's port "
        "there, and name `buses` instead of a port"
    )


def _chosen(rig: Rig, name: str | None) -> Bus:
    firmwares = {bus.name: bus for bus in rig.buses if bus.kind == "firmware"}
    told = ", ".join(firmwares) or "none"
    if name is not None and name not in firmwares:
        kinds = {bus.name: bus.kind for bus in rig.buses}
        what = f"is a bus of {kinds[name]} servos" if name in kinds else "is no bus of it"
        raise BridgeError(
            f"rig {rig.name!r}: {name!r} {what}; buses with firmware: {told}; {_EMULATORS}"
        )
    if name is None and len(firmwares) != 1:
        more = "choose one with --bus NAME" if firmwares else _EMULATORS
        raise BridgeError(f"rig {rig.name!r}: buses with firmware: {told}; {more}")
    return firmwares[name] if name is not None else next(iter(firmwares.values()))
