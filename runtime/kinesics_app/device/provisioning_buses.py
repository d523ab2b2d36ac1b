"""`provision_buses`: every wire that a rig names gets what it has to know, told line by line."""

from collections.abc import Iterator

from kinesics.errors import BridgeError
from kinesics.rig.bus import Bus
from kinesics.rig.rig import Rig
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.provisioning import Order, provision
from kinesics_bridge.buses.of_rig import bus_bridge, bus_table
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.ports.serial_port import SerialPort

__all__ = ["provision_buses"]


def provision_buses(rig: Rig, order: Order) -> Iterator[str]:
    """Joint tables to firmwares; to servos without one the settings that they keep.

    Raises:
        BridgeError: the rig names no bus, or one cannot be reached or provisioned; it is named.
    """
    if not rig.buses:
        raise BridgeError(f"rig {rig.name!r} has no [[buses]]; give the name of a port")
    table = joint_table(rig)
    for bus in rig.buses:
        yield f"bus     {bus.name!r}: {bus.kind} on {bus.port}"
        try:
            port = SerialPort(bus.port, baud=bus.baud)
            try:
                yield from _provision(port, rig, bus, table, order)
            finally:
                port.close()
        except BridgeError as error:
            raise BridgeError(f"bus {bus.name!r}: {error}") from error


def _provision(
    port: SerialPort, rig: Rig, bus: Bus, table: JointTable, order: Order
) -> Iterator[str]:
    if bus.kind == "firmware":
        mine = bus_table(table, rig.on_bus(bus.name))
        yield from provision(port, rig, mine, order)
        return
    bridge = bus_bridge(rig, bus, table, port)
    bridge.connect(provision=not order.dry_run)
    found = "it answers" if bus.kind == "maestro" else "all found"
    yield f"servos  {bridge.capabilities.device}: {found}"
    yield from (f"servos  {sentence}" for _, sentence in bridge.bus.cycle.facts())
    if bus.kind == "maestro":
        yield "nothing to do: a Maestro keeps its settings itself, see its own Control Center"
        return
    yield (
        "dry run: nothing was written"
        if order.dry_run
        else "servos  hold position mode, no return delay and the widest limits that they can; "
        "their torque was taken for it"
    )
