"""`twin_of`: a robot that is only computed, by the name of its device."""

from importlib.resources import files
from pathlib import Path

from kinesics.rig.load import shipped_rigs
from kinesics.rig.rig import Rig
from kinesics_bridge.joints.servo import ServoParameters
from kinesics_bridge.twin.machine import Twin
from kinesics_bridge.twin.physical import PhysicalTwin
from kinesics_bridge.twin.physics import Physics

__all__ = ["MUJOCO", "TWIN", "is_twin", "twin_of"]

TWIN = "twin"
MUJOCO = "mujoco"
"""With weight and contacts: of a shipped robot by this name, of others as `mujoco:FILE.xml`."""


def is_twin(device: str) -> bool:
    """Whether a device is computed, here, in any time."""
    return device in (TWIN, MUJOCO) or device.startswith(f"{MUJOCO}:")


def twin_of(
    device: str, rig: Rig, servos: ServoParameters, boot_ns: int, *, keep_trace: bool = True
) -> Twin:
    """The twin that `device` names, booted.

    Raises:
        BridgeError: MuJoCo is not installed, or has no model of this robot.
    """
    joints = len(rig.joints)
    if device == TWIN:
        return Twin(joints, servos, boot_ns=boot_ns, keep_trace=keep_trace)
    physics = Physics(_model(device, rig), rig.names, rig.neutral, servos)
    return PhysicalTwin(joints, physics, servos, boot_ns=boot_ns, keep_trace=keep_trace)


def _model(device: str, rig: Rig) -> Path:
    """Where its MJCF is."""
    _, _, named = device.partition(":")
    if named:
        return Path(named)
    shipped = rig.name if rig.name in shipped_rigs() else "NAME"
    return Path(str(files("kinesics.rig"))) / "robots" / shipped / f"{shipped}.xml"
