"""Hands that hold something between them: poses in between keep its size."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.gesture.gesture import Gesture, KeyPose, Object

__all__ = ["Between", "across", "between", "least_looks"]

F64 = NDArray[np.float64]

_HELD_LOOKS = 4  # two of each arm: at the place, then at it alone
_STEP_S = 0.16  # joints go straight from pose to pose: so near, the hands keep their distance


def across(along: F64) -> F64:
    """Where the fingers point that hold something `along`: forward, or across what is forward."""
    forward = np.array([1.0, 0.0, 0.0]) if abs(along[0]) < 0.7 else np.array([0.0, 0.0, 1.0])
    across = forward - (forward @ along) * along
    unit: F64 = across / np.linalg.norm(across)
    return unit


class Between(NamedTuple):
    """A pose on the way from one that holds something to the next."""

    share: float
    """0..1 of the way, slow at its ends."""
    pose: KeyPose


def between(before: KeyPose | None, pose: KeyPose) -> list[Between]:
    """Poses that carry what is held from one to the next; none where nothing is."""
    if before is None or before.object is None or pose.object is None:
        return []
    count = max(round((pose.at_s - before.at_s) / _STEP_S), 1)
    return [_at(before, before.object, pose, pose.object, step / count) for step in range(1, count)]


def _at(before: KeyPose, one: Object, pose: KeyPose, two: Object, share: float) -> Between:
    eased = share**3 * (10.0 - 15.0 * share + 6.0 * share * share)
    along = (1.0 - eased) * np.array(one.along) + eased * np.array(two.along)
    at = (1.0 - eased) * np.array(one.at) + eased * np.array(two.at)
    size_m = (1.0 - eased) * one.size_m + eased * two.size_m
    thing = Object(tuple(at), size_m, tuple(along / np.linalg.norm(along)))
    body = {
        name: (1.0 - eased) * before.body.get(name, 0.0) + eased * pose.body.get(name, 0.0)
        for name in {*before.body, *pose.body}
    }
    at_s = before.at_s + share * (pose.at_s - before.at_s)
    return Between(eased, KeyPose(at_s, pose.phase, object=thing, body=body))


def least_looks(gesture: Gesture) -> int:
    """How often arms are looked at, at least: twice each that holds, those between all at once."""
    looks = [_HELD_LOOKS if one.object is not None else len(one.hands) for one in gesture.poses]
    carries = any(between(*one) for one in pairwise(gesture.poses))
    return sum(looks) + (_HELD_LOOKS if carries else 0)
