"""BVH: torso, head and arms as a skeleton that animation tools read, and read back."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from kinesics.errors import GestureError, RecordError
from kinesics.gesture.importers import bvh as importer
from kinesics.gesture.importers.limbs import ANGLES, rest_rad
from kinesics.measures.curves import Curves
from kinesics.record.export.face import channels_at
from kinesics.record.rows import Rows
from kinesics.record.take import F64

__all__ = ["bvh", "read_bvh"]

_FPS = 60
_SIDES = ("left", "right")
_AXES = {"yaw": "Y", "pitch": "X", "roll": "Z", "elbow": "X"}
"""A skeleton of BVH looks along Z, its left is X and up is Y: REP-103's y, z, x."""


class _Bone(NamedTuple):
    """Where a joint is in its parent [cm], and the channels that turn it, outward."""

    name: str
    offset_cm: tuple[float, float, float]
    turned_by: tuple[str, ...]
    children: tuple["_Bone", ...] = ()
    end_cm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Of the last bone of a limb."""


def _arm(side: str) -> _Bone:
    """About the proportions of the reference humanoid."""
    out = 1.0 if side == "left" else -1.0
    named = side.capitalize()
    wrist = tuple(f"{side}_wrist_{axis}" for axis in ("yaw", "pitch", "roll"))
    hand = _Bone(f"{named}Hand", (0.0, -18.5, 0.0), wrist, end_cm=(0.0, -15.0, 0.0))
    fore = _Bone(f"{named}ForeArm", (0.0, -24.0, 0.0), (f"{side}_elbow",), (hand,))
    shoulder = tuple(f"{side}_shoulder_{axis}" for axis in ("pitch", "roll", "yaw"))
    return _Bone(f"{named}Arm", (17.0 * out, 27.0, 0.0), shoulder, (fore,))


_HEAD = _Bone(
    "Head", (0.0, 5.0, 0.0), ("head_yaw", "head_pitch", "head_roll"), end_cm=(0.0, 18.0, 0.0)
)
_NECK = _Bone("Neck", (0.0, 28.0, 0.0), (), (_HEAD,))
_SPINE = _Bone(
    "Spine",
    (0.0, 0.0, 0.0),
    ("torso_yaw", "torso_pitch", "torso_roll"),
    (_NECK, *(_arm(side) for side in _SIDES)),
)


def _bones(bone: _Bone) -> Iterator[_Bone]:
    yield bone
    for child in bone.children:
        yield from _bones(child)


_TURNED = tuple(name for bone in _bones(_SPINE) for name in bone.turned_by)
"""Channels, in the order of a frame's numbers, which the hips' six go before."""


def bvh(curves: Curves) -> bytes:
    """60 frames a second of hips that rest, a spine, a head and two arms; hands do not open.

    Raises:
        RecordError: none of the channels of torso, head and arms.
    """
    if not set(_TURNED) & set(curves.names):
        raise RecordError(
            f"{curves.names[0]} and the others move neither torso, head nor arms; wanted those"
        )
    whole = channels_at(curves, _FPS)
    columns = [whole[name] + _rest_rad(name) for name in _TURNED]
    degrees: F64 = np.degrees(np.stack(columns, axis=1))  # (T, K)
    lines = [*_hierarchy(), "MOTION", f"Frames: {len(degrees)}", f"Frame Time: {1 / _FPS:.9f}"]
    hips = "0 0 0 0 0 0 "
    lines += [hips + " ".join(f"{value:.6f}" for value in row) for row in degrees.tolist()]
    return ("\n".join(lines) + "\n").encode()


def read_bvh(text: str) -> Rows:
    """Torso, head and arms of any such skeleton, at 30 rows a second or less, as channels.

    Torso and head turn as from the first frame.

    Raises:
        RecordError: not BVH, or a skeleton without arms of names that are known.
    """
    try:
        clip = importer.read(text)
    except GestureError as error:
        raise RecordError(str(error)) from error
    return Rows(clip.channels, clip.times_s, clip.values)


def _hierarchy() -> Iterator[str]:
    position = "Xposition Yposition Zposition"
    yield from ("HIERARCHY", "ROOT Hips", "{", "  OFFSET 0 0 0")
    yield f"  CHANNELS 6 {position} Yrotation Xrotation Zrotation"
    yield from _joint(_SPINE, "  ")
    yield "}"


def _joint(bone: _Bone, indent: str) -> Iterator[str]:
    turns = [f"{_AXES[name.rsplit('_', 1)[1]]}rotation" for name in bone.turned_by]
    yield f"{indent}JOINT {bone.name}"
    yield f"{indent}{{"
    yield f"{indent}  OFFSET {_numbers(bone.offset_cm)}"
    yield f"{indent}  CHANNELS {' '.join([str(len(turns)), *turns])}"
    for child in bone.children:
        yield from _joint(child, indent + "  ")
    if not bone.children:
        yield f"{indent}  End Site"
        yield f"{indent}  {{"
        yield f"{indent}    OFFSET {_numbers(bone.end_cm)}"
        yield f"{indent}  }}"
    yield f"{indent}}}"


def _numbers(values: tuple[float, float, float]) -> str:
    return " ".join(f"{value:g}" for value in values)


def _rest_rad(channel: str) -> float:
    """By how much a limb is turned where its channel is 0."""
    side, _, name = channel.partition("_")
    if side not in _SIDES or name not in ANGLES:
        return 0.0
    return float(rest_rad(side)[ANGLES.index(name)])
