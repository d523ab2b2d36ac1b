"""`arm_angles`: channels of an arm from the directions of its upper arm and forearm."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from kinesics.rig.load import load_rig

__all__ = ["ANGLES", "arm_angles", "rest_rad", "turns"]

F64 = NDArray[np.float64]

ANGLES = ("shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow")
"""What follows `left_` and `right_`, in the order of `arm_angles`."""

_TOLD = 0.2
"""Sine of an angle from which on a direction tells how an arm is turned; below, ever less."""

_STIFFNESS = 1e-3
"""What a change from row to row weighs, against a turn that is told: nothing that is seen."""

_BEYOND = 10.0  # what an angle beyond a joint's range weighs, against one that changes


def arm_angles(upper: F64, fore: F64, side: str) -> F64:
    """(T, 4) as `ANGLES`: from unit vectors (T, 3) in the frame of the trunk, row after row.

    The frame's x is forward, y left, z up; turns of the shoulder are pitch, roll, yaw, in that
    order outward, as in channels.toml. An arm straight out to its side has any pitch, and a
    straight elbow any yaw: there, and near there, they go on from how it was to how it will be. An
    arm that is raised past its side goes on with its roll where the joint can, instead of turning
    round at once.
    """
    pitch = _smooth(_pitches(upper, side), _weights(np.hypot(upper[:, 0], upper[:, 2])))
    roll = np.arctan2(upper[:, 1], -_along(upper, pitch))
    elbow = -np.arccos(np.clip((upper * fore).sum(axis=1), -1.0, 1.0))
    told = _weights(-np.sin(elbow))
    yaw = _smooth(_unwrapped(_yaws(fore, pitch, roll), told, side), told)
    return np.stack((pitch, roll, yaw, elbow), axis=1) - rest_rad(side)


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


@cache
def _ranges_rad(side: str) -> F64:
    """(2, 3) least and most of pitch, roll and yaw, of the reference humanoid."""
    rig = load_rig("humanoid")
    joints = [rig.joints[rig.index(f"{side}_{name}")] for name in ANGLES[:3]]
    ranges: F64 = np.array([[one.position_min, one.position_max] for one in joints]).T
    return ranges


def _weights(sine: F64) -> F64:
    """(T,) 0..1: how surely a turn is told."""
    weights: F64 = np.clip(sine / _TOLD, 0.0, 1.0) ** 4
    return weights


def _along(way: F64, pitch: F64) -> F64:
    """(T,) the third of a direction (T, 3), once pitch is undone."""
    along: F64 = np.sin(pitch) * way[:, 0] + np.cos(pitch) * way[:, 2]
    return along


def _yaws(fore: F64, pitch: F64, roll: F64) -> F64:
    """(T,) how the arm is turned about itself, by where its forearm (T, 3) goes."""
    forward = np.cos(pitch) * fore[:, 0] - np.sin(pitch) * fore[:, 2]
    aside = np.cos(roll) * fore[:, 1] + np.sin(roll) * _along(fore, pitch)
    yaws: F64 = np.arctan2(aside, forward)
    return yaws


def _pitches(upper: F64, side: str) -> F64:
    """(T,) of the two pitches that a direction has, the ones within range that change least."""
    sure = np.hypot(upper[:, 0], upper[:, 2]) > 0.1 * _TOLD
    if not sure.any():
        return np.zeros(len(upper))
    ways = _both(upper[sure])
    least, most = _ranges_rad(side)[:, :2]
    rows = np.arange(len(upper))
    return np.interp(rows, rows[sure], _least_way(ways, least, most)[:, 0])


def _both(upper: F64) -> F64:
    """(T, 2, 2) pitch and roll either way; pitch from 1.25 turns behind to 0.75 before, of pi."""
    pitch = np.arctan2(-upper[:, 0], -upper[:, 2])
    pitches = np.stack((pitch, pitch + np.pi), axis=1)
    pitches = (pitches + 1.25 * np.pi) % (2.0 * np.pi) - 1.25 * np.pi
    rolls = np.stack([np.arctan2(upper[:, 1], -_along(upper, one)) for one in pitches.T], axis=1)
    return np.stack((pitches, rolls), axis=2)


def _unwrapped(yaw: F64, told: F64, side: str) -> F64:
    """(T,) whole turns taken off or put on, so that it keeps its range and does not jump.

    What nobody tells lies between its neighbours.
    """
    sure = told > 1e-4
    if not sure.any():
        return np.zeros(len(yaw))
    ways = (yaw[sure, None] + 2.0 * np.pi * np.array([-1.0, 0.0, 1.0]))[..., None]
    least, most = _ranges_rad(side)[:, 2:]
    rows = np.arange(len(yaw))
    return np.interp(rows, rows[sure], _least_way(ways, least, most)[:, 0])


def _least_way(ways: F64, least: F64, most: F64) -> F64:
    """(T, K) the one of N ways (T, N, K) in each row that change least and keep their ranges (K,).

    The best path through all rows (Viterbi 1967): one that turns round is worth it where the other
    would leave its range.
    """
    over = np.maximum(least - ways, 0.0) + np.maximum(ways - most, 0.0)
    beyond = _BEYOND * over.sum(axis=2)  # (T, N)
    cost, came = beyond[0], np.zeros(beyond.shape, dtype=np.intp)
    for row in range(1, len(ways)):
        changes = np.abs(ways[row, :, None] - ways[row - 1, None]).sum(axis=2)  # (to, from)
        total = changes + cost
        came[row] = total.argmin(axis=1)
        cost = total.min(axis=1) + beyond[row]
    chosen = np.empty(len(ways), dtype=np.intp)
    chosen[-1] = cost.argmin()
    for row in range(len(ways) - 1, 0, -1):
        chosen[row - 1] = came[row, chosen[row]]
    path: F64 = ways[np.arange(len(ways)), chosen]
    return path


def _smooth(angles: F64, told: F64) -> F64:
    """(T,) as `angles` where they are told, and between them without haste.

    Least squares of both, by elimination along the rows.
    """
    if len(angles) < 2:
        return angles
    weights = told / (1.0 - told + 1e-6) + 1e-9  # what is wholly told stays as it is
    diagonal = weights + 2.0 * _STIFFNESS
    diagonal[[0, -1]] -= _STIFFNESS
    right = weights * angles
    for row in range(1, len(angles)):
        share = _STIFFNESS / diagonal[row - 1]
        diagonal[row] -= share * _STIFFNESS
        right[row] += share * right[row - 1]
    smooth = right / diagonal
    for row in range(len(angles) - 2, -1, -1):
        smooth[row] += _STIFFNESS * smooth[row + 1] / diagonal[row]
    return smooth
