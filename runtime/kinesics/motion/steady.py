"""The vestibulo-ocular reflex: eyes stay where they look while others move head and torso."""

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.channels import columns
from kinesics.motion.direction import Direction, from_head, in_head
from kinesics.motion.segment import Part

__all__ = ["CARRIERS", "EYES", "steady"]

F64 = NDArray[np.float64]

EYES = frozenset(columns(["gaze_yaw", "gaze_pitch"]).tolist())

_YAW, _PITCH = columns(["gaze_yaw", "gaze_pitch"]).tolist()
_CARRIERS = columns(
    [f"{part}_{axis}" for part in ("head", "torso") for axis in ("yaw", "pitch", "roll")]
)

CARRIERS = frozenset(_CARRIERS.tolist())
"""What the eyes are turned against: the channels of what carries them."""


def steady(values: F64, parts: list[Part]) -> None:
    """Turn the eyes of a mix (C,) by what moves head and torso besides `parts`, which planned both.

    The parts are of one time, (1, C).

    The mix is of one instant as it is *seen*: eyes, head and torso, sampled each by the lag of its
    own joints, are moved for the same instant, so the reflex is neither early nor late.
    """
    planned = [0.0] * len(_CARRIERS)
    share = 0.0
    for part in parts:
        share += float(part.weight[0, _YAW])
        own = part.weighted[0, _CARRIERS].tolist()
        planned = [before + more for before, more in zip(planned, own, strict=True)]
    share = min(share, 1.0)
    shown = values[_CARRIERS].tolist()
    moved = [own + share * (there - own) for own, there in zip(planned, shown, strict=True)]
    if moved == planned:
        return
    eyes = (float(values[_YAW]), float(values[_PITCH]))
    values[_YAW], values[_PITCH] = _in_head(_gaze(eyes, planned), moved)


def _gaze(eyes: Direction, carried: list[float]) -> Direction:
    """Where eyes look that are carried so: seen from the base."""
    yaw, pitch, roll, torso_yaw, torso_pitch, torso_roll = carried
    return from_head(from_head(eyes, (yaw, pitch), roll), (torso_yaw, torso_pitch), torso_roll)


def _in_head(gaze: Direction, carried: list[float]) -> Direction:
    """What eyes that are carried so do to look there: the inverse of `_gaze`."""
    yaw, pitch, roll, torso_yaw, torso_pitch, torso_roll = carried
    return in_head(in_head(gaze, (torso_yaw, torso_pitch), torso_roll), (yaw, pitch), roll)
