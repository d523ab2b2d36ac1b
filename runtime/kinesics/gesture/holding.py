"""Hands that hold something between them: poses in between keep its size."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kinesics.gesture.gesture import Gesture, KeyPose, Object

__all__ = ["across", "least_looks", "with_between"]

F64 = NDArray[np.float64]

_HELD_LOOKS = 4  # two of each arm: at the place, then at it alone
_STEP_S = 0.16  # joints go straight from pose to pose: so near, the hands keep their distance


def across(along: F64) -> F64:
    """Where the fingers point that hold something `along`: forward, or across what is forward."""
    forward = np.array([1.0, 0.0, 0.0]) if abs(along[0]) < 0.7 else np.array([0.0, 0.0, 1.0])
    across = forward - (forward @ along) * along
    unit: F64 = across / np.linalg.norm(across)
    return unit


def with_between(before: KeyPose | None, pose: KeyPose) -> list[tuple[float, KeyPose]]:
    """The pose, and before it those that carry what is held there."""
    if before is None or before.object is None or pose.object is None:
        return [(pose.at_s, pose)]
    span_s = pose.at_s - before.at_s
    count = max(round(span_s / _STEP_S), 1)
    poses = []
    for step in range(1, count + 1):
        share = step / count
        eased = share**3 * (10.0 - 15.0 * share + 6.0 * share * share)
        one, two = before.object, pose.object
        along = (1.0 - eased) * np.array(one.along) + eased * np.array(two.along)
        at = (1.0 - eased) * np.array(one.at) + eased * np.array(two.at)
        size_m = (1.0 - eased) * one.size_m + eased * two.size_m
        thing = Object(tuple(at), size_m, tuple(along / np.linalg.norm(along)))
        body = {
            name: (1.0 - eased) * before.body.get(name, 0.0) + eased * pose.body.get(name, 0.0)
            for name in {*before.body, *pose.body}
        }
        poses.append(
            (before.at_s + share * span_s, KeyPose(pose.at_s, pose.phase, object=thing, body=body))
        )
    return poses


def least_looks(gesture: Gesture) -> int:
    """How often arms are looked at, at least, to make its poses: twice each that holds."""
    poses = [
        one
        for last, pose in pairwise((None, *gesture.poses))
        if pose is not None
        for _, one in with_between(last, pose)
    ]
    return sum(len(one.hands) if one.object is None else _HELD_LOOKS for one in poses)
