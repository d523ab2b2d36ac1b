"""`arm_angles`: channels of an arm from the directions of its upper arm and forearm."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from kinesics.rig.load import load_rig

__all__ = ["ANGLES", "arm_angles", "rest_rad", "turns"]

F64 = NDArray[np.float64]

ANGLES = ("shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow")
"""What follows `left_` and `right_`, in the order of `arm_angles`."""

_STRAIGHT = 0.05  # sine of an elbow below which the forearm does not tell how the arm is turned


def arm_angles(upper: F64, fore: F64, side: str) -> F64:
    """(4,) as `ANGLES`: from unit vectors in the frame of the trunk (x forward, y left, z up).

    Turns of the shoulder are pitch, roll, yaw, in that order outward, as in channels.toml.
    """
    roll = np.arcsin(np.clip(upper[1], -1.0, 1.0))
    pitch = np.arctan2(-upper[0], -upper[2])
    elbow = -np.arccos(np.clip(upper @ fore, -1.0, 1.0))
    cos_p, sin_p, cos_r, sin_r = np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    turn = np.array(
        [
            [cos_p, sin_p * sin_r, sin_p * cos_r],
            [0.0, cos_r, -sin_r],
            [-sin_p, cos_p * sin_r, cos_p * cos_r],
        ]
    )
    seen = turn.T @ fore
    yaw = np.arctan2(seen[1], seen[0]) if -np.sin(elbow) > _STRAIGHT else 0.0
    return np.array([pitch, roll, yaw, elbow]) - rest_rad(side)


def turns(turn: F64) -> F64:
    """(3,) yaw, pitch and roll of a rotation (3, 3): about z, then y, then x."""
    yaw = np.arctan2(turn[1, 0], turn[0, 0])
    pitch = np.arcsin(np.clip(-turn[2, 0], -1.0, 1.0))
    roll = np.arctan2(turn[2, 1], turn[2, 2])
    return np.array([yaw, pitch, roll])


@cache
def rest_rad(side: str) -> F64:
    """(4,) as `ANGLES`: the reference humanoid's rest pose, from which channels count."""
    rig = load_rig("humanoid")
    return np.array([rig.joints[rig.index(f"{side}_{name}")].neutral for name in ANGLES])
