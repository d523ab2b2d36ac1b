"""The vestibulo-ocular reflex: eyes stay where they look while others move the head."""

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.channels import columns
from kinesics.motion.direction import from_head, in_head
from kinesics.motion.stream import Contribution

__all__ = ["EYES", "HEAD", "steady"]

F64 = NDArray[np.float64]

EYES = frozenset(columns(["gaze_yaw", "gaze_pitch"]).tolist())
HEAD = frozenset(columns(["head_yaw", "head_pitch", "head_roll"]).tolist())
"""What the eyes are turned against."""

_YAW, _PITCH = columns(["gaze_yaw", "gaze_pitch"]).tolist()
_HEAD = columns(["head_yaw", "head_pitch", "head_roll"]).tolist()


def steady(values: F64, parts: list[Contribution]) -> None:
    """Turn the eyes of a mix (C,) by what moves the head besides `parts`, which planned for both.

    The mix is of one instant as it is *seen*: eyes and head, sampled each by the lag of its own
    joints, are moved for the same instant, so the reflex is neither early nor late.
    """
    planned = [0.0, 0.0, 0.0]
    share = 0.0
    for part in parts:
        moved, weight = part.columns.tolist(), part.weight
        weights = weight.tolist() if isinstance(weight, np.ndarray) else len(moved) * [weight]
        for column, share_of, weighted in zip(moved, weights, part.weighted.tolist(), strict=True):
            if column == _YAW:
                share += share_of
            elif column in HEAD:
                planned[_HEAD.index(column)] += weighted
    share = min(share, 1.0)
    yaw, pitch, roll = (
        own + share * (float(values[column]) - own)
        for own, column in zip(planned, _HEAD, strict=True)
    )
    if (yaw, pitch, roll) == (*planned,):
        return
    gaze = from_head((float(values[_YAW]), float(values[_PITCH])), (planned[0], planned[1]))
    values[_YAW], values[_PITCH] = in_head(gaze, (yaw, pitch), roll)
