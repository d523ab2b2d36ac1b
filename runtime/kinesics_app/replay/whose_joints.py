"""`rig_of_joints`: whose joints the signals of a recording are."""

from pathlib import Path

from kinesics.errors import RigError
from kinesics.motion.channels import NAMES
from kinesics.record.mcap_file import robot_of
from kinesics.rig.load import load_rig
from kinesics.rig.rig import Rig

__all__ = ["rig_of_joints"]

_USUAL = "humanoid"


def rig_of_joints(path: Path, names: tuple[str, ...], robot: str | None) -> Rig | None:
    """The rig of `robot`; without it, that which the recording names, if its joints are `names`.

    A file that names none is the reference humanoid's, if it fits. None: they are channels, or
    nobody's.

    Raises:
        RigError: `robot` has not these joints.
    """
    if all(name in NAMES for name in names):
        return None
    if robot is not None:
        rig = load_rig(robot)
        strange = sorted(set(names) - set(rig.names))
        if strange:
            raise RigError(f"{rig.name} has no joint {strange[0]!r}, which is in {path}")
        return rig
    named = robot_of(path) if path.suffix.lower() == ".mcap" else ""
    try:
        rig = load_rig(named or _USUAL)
    except RigError:  # a robot of somebody's own, whose rig is elsewhere
        return None
    return rig if set(names) <= set(rig.names) else None
