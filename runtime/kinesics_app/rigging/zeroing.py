"""`zero`: the pose in which a limp robot is held becomes the neutral one of its rig file."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import RigError
from kinesics.rig.joint import Joint
from kinesics.rig.rig import Rig
from kinesics_app.rigging.edit import edit_rig, with_joint_value

__all__ = ["zero"]

_NOISE = 0.01  # of a joint's range


def zero(robot: str, rig: Rig, pose: NDArray[np.float64]) -> tuple[Path, list[str]]:
    """Write `pose` (J,), as measured, as the neutral places; the file, and the joints of it.

    Joints without feedback keep theirs: nobody knows where they are.

    Raises:
        RigError: a shipped rig, one without any feedback, or a place outside a joint's limits: then
            the file is as it was.
    """
    told = {
        joint.name: f"{_within(joint, float(place)):.4f}"
        for joint, place in zip(rig.joints, pose, strict=True)
        if joint.feedback != "none"
    }
    if not told:
        raise RigError(f"no joint of {rig.name} has feedback; nobody knows where they are")

    def change(text: str) -> str:
        for name, place in told.items():
            text = with_joint_value(text, name, "neutral", place)
        return text

    edit_rig(robot, change)
    return Path(robot), [*told]


def _within(joint: Joint, place: float) -> float:
    """A place at the end of a joint's way may be measured a little beyond it."""
    low, high = joint.position_min, joint.position_max
    room = _NOISE * (high - low)
    return min(max(place, low), high) if low - room <= place <= high + room else place
