"""BVH: a skeleton's motion, read as arms, torso and head of channels."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import GestureError
from kinesics.gesture.clip import Clip
from kinesics.gesture.importers.limbs import ANGLES, arm_angles, turns

__all__ = ["looks_like", "read"]

F64 = NDArray[np.float64]

RATE_HZ = 30.0
"""Rows are thinned to this."""

_PARTS = {
    "hips": r"hips?|pelvis|root",
    "neck": r"neck\d*|head",
    "head": r"head",
    **{
        f"{side}_{part}": rf"{side}.*({names})|({names}).*{side[0]}\b|{side[0]}_?({names})"
        for side in ("left", "right")
        for part, names in (
            ("shoulder", r"uparm|upperarm|upper_arm|arm|shldr"),
            ("elbow", r"forearm|lowerarm|lower_arm|loarm|elbow"),
            ("hand", r"hand|wrist"),
        )
    },
}
_FALLBACK = {"left_shoulder": r"left.*shoulder", "right_shoulder": r"right.*shoulder"}
_CHANNELS = (
    *(f"{side}_{name}" for side in ("left", "right") for name in ANGLES),
    *("torso_yaw", "torso_pitch", "torso_roll", "head_yaw", "head_pitch", "head_roll"),
)
_MOST = 3_000_000  # numbers


@dataclass(slots=True)
class _Joint:
    name: str
    parent: int
    offset: F64 = field(default_factory=lambda: np.zeros(3))
    channels: list[str] = field(default_factory=list)
    first: int = 0
    """Column of its first channel in a frame."""


def looks_like(text: str) -> bool:
    """Whether a text is BVH."""
    return text.lstrip()[:9].upper() == "HIERARCHY"


def read(text: str, name: str = "motion") -> Clip:
    """The motion of a file: arms by the directions of their bones, so any proportions will do.

    Torso and head turn as from the first frame. Wrists and fingers are left out.

    Raises:
        GestureError: not BVH, or a skeleton without arms of names that are known.
    """
    joints, period_s, frames, told = _parsed(text)
    parts = _parts(joints)
    places, frame_turns = _placed(joints, frames)
    trunk = _trunk(places, parts)  # (T, 3, 3) world from trunk
    columns = []
    for side in ("left", "right"):
        shoulder, elbow, hand = (places[:, parts[f"{side}_{p}"]] for p in _ARM)
        ways = (_along(shoulder, elbow), _along(elbow, hand))
        upper, fore = (np.einsum("tji,tj->ti", trunk, way) for way in ways)
        columns.append(arm_angles(upper, fore, side))
    columns.append(np.array([turns(trunk[0].T @ frame) for frame in trunk]))
    head = frame_turns[:, parts["head"]]
    rest = trunk[0].T @ head[0]
    columns.append(np.array([turns(a.T @ b @ rest.T) for a, b in zip(trunk, head, strict=True)]))
    kept = np.arange(0, len(frames), max(round(1.0 / RATE_HZ / period_s), 1))
    missing = (
        (f"it tells of {told} frames; {len(frames)} were read",) if told != len(frames) else ()
    )
    notes = ("wrists and fingers: left out", *missing)
    summary = f"BVH, {len(frames)} frames of {len(joints)} joints"
    values = np.concatenate(columns, axis=1)[kept]
    times_s = np.asarray(kept * period_s, np.float64)
    return Clip(name, summary, _CHANNELS, times_s, values, tuple(notes))


_ARM = ("shoulder", "elbow", "hand")


def _parsed(text: str) -> tuple[list[_Joint], float, F64, int]:
    """Joints, seconds from frame to frame, (T, N) numbers, and how many rows it says there are."""
    head, mark, tail = text.partition("MOTION")
    if not looks_like(text) or not mark:
        raise GestureError("bvh: wanted HIERARCHY, then MOTION")
    joints = _hierarchy(iter(head.split()))
    width = sum(len(joint.channels) for joint in joints)
    found = re.match(r"\s*Frames:\s*(\d+)\s*Frame Time:\s*([0-9.eE+-]+)\s*(.*)", tail, re.S)
    try:
        period_s = float(found[2]) if found else 0.0
        numbers = np.array(found[3].split()[:_MOST] if found else [], dtype=np.float64)
    except ValueError as error:
        raise GestureError(f"bvh: {error}") from error
    if not np.isfinite(numbers).all():
        row = int(np.flatnonzero(~np.isfinite(numbers))[0]) // max(width, 1)
        raise GestureError(f"bvh: frame {row} has a number that is not finite")
    if not 1e-4 < period_s < 10.0 or not width or len(numbers) < 2 * width:
        raise GestureError("bvh: wanted `Frames: N`, `Frame Time: S`, and two frames or more")
    count = len(numbers) // width
    told = int(found[1]) if found else 0
    return joints, period_s, numbers[: count * width].reshape(count, width), told


def _hierarchy(words: Iterator[str]) -> list[_Joint]:
    """Joints in the order of their channels; an end is a joint without any."""
    joints: list[_Joint] = []
    open_rows: list[int] = []
    column = 0
    try:
        for word in words:
            if word in ("ROOT", "JOINT", "End"):
                joints.append(_Joint(next(words), open_rows[-1] if open_rows else -1))
            elif word == "{":
                open_rows.append(len(joints) - 1)
            elif word == "}":
                open_rows.pop()
            elif word == "OFFSET":
                joints[-1].offset = np.array([float(next(words)) for _ in range(3)])
            elif word == "CHANNELS":
                joints[-1].channels = [next(words) for _ in range(int(next(words)))]
                joints[-1].first = column
                column += len(joints[-1].channels)
    except (StopIteration, ValueError, IndexError) as error:
        raise GestureError("bvh: its hierarchy ends early, or holds no numbers") from error
    return joints


def _parts(joints: list[_Joint]) -> dict[str, int]:
    """Which joint plays which part."""
    names = [joint.name.lower().rsplit(":", 1)[-1] for joint in joints]
    parts = {}
    for part, pattern in _PARTS.items():
        tries = [pattern, _FALLBACK.get(part, pattern)]
        found = [n for one in tries for n, name in enumerate(names) if re.fullmatch(one, name)]
        if not found:
            raise GestureError(
                f"bvh: no joint that may be the {part.replace('_', ' ')}; it has {', '.join(names)}"
            )
        parts[part] = found[0]
    return parts


def _placed(joints: list[_Joint], frames: F64) -> tuple[F64, F64]:
    """(T, N, 3) places, and (T, N, 3, 3) turns."""
    count = len(frames)
    places = np.zeros((count, len(joints), 3))
    found = np.tile(np.eye(3), (count, len(joints), 1, 1))
    for row, joint in enumerate(joints):
        moved = np.tile(joint.offset, (count, 1))
        turn = np.tile(np.eye(3), (count, 1, 1))
        for column, channel in enumerate(joint.channels, joint.first):
            axis = "XYZ".find(channel[:1].upper())
            if channel.lower().endswith("rotation"):
                turn = turn @ _about(axis, np.radians(frames[:, column]))
            elif channel.lower().endswith("position"):
                moved[:, axis] = frames[:, column]
        if joint.parent < 0:
            places[:, row], found[:, row] = moved, turn
        else:
            above = found[:, joint.parent]
            places[:, row] = places[:, joint.parent] + np.einsum("tij,tj->ti", above, moved)
            found[:, row] = above @ turn
    return places, found


def _about(axis: int, angles: F64) -> F64:
    """(T, 3, 3) turns about x, y or z."""
    one, two = (axis + 1) % 3, (axis + 2) % 3
    turn = np.tile(np.eye(3), (len(angles), 1, 1))
    turn[:, one, one] = turn[:, two, two] = np.cos(angles)
    turn[:, one, two], turn[:, two, one] = -np.sin(angles), np.sin(angles)
    return turn


def _trunk(places: F64, parts: dict[str, int]) -> F64:
    """(T, 3, 3) axes of the trunk: forward, left, up."""
    left = _along(places[:, parts["right_shoulder"]], places[:, parts["left_shoulder"]])
    up = _along(places[:, parts["hips"]], places[:, parts["neck"]])
    up -= (up * left).sum(axis=1, keepdims=True) * left
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    return np.stack((np.cross(left, up), left, up), axis=2)


def _along(start: F64, end: F64) -> F64:
    """(T, 3) unit vectors."""
    way = end - start
    length = np.linalg.norm(way, axis=1, keepdims=True)
    if not (length > 1e-9).all():
        raise GestureError("bvh: a bone of no length")
    unit: F64 = way / length
    return unit
