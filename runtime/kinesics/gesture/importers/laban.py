"""Labanotation as JSON (Microsoft's LabanotationSuite, MIT): key poses of head, elbows, wrists."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import GestureError
from kinesics.gesture.clip import Clip
from kinesics.gesture.importers.limbs import ANGLES, arm_angles

__all__ = ["looks_like", "read"]

F64 = NDArray[np.float64]

_FLAT = {"forward": 0.0, "left": 90.0, "backward": 180.0, "right": -90.0}
_LEVELS = {"low": -45.0, "normal": 0.0, "middle": 0.0, "high": 45.0}
_CHANNELS = (
    *(f"{side}_{name}" for side in ("left", "right") for name in ANGLES),
    *("torso_yaw", "head_yaw", "head_pitch"),
)


def looks_like(document: object) -> bool:
    """Whether a JSON document is one."""
    return isinstance(document, dict) and any(_poses(one) for one in document.values())


def read(text: str) -> Clip:
    """The first gesture of a document.

    Raises:
        GestureError: not such a document, an unknown direction or level, fewer than two poses.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise GestureError(f"labanotation: not JSON: {error}") from error
    if not looks_like(document):
        raise GestureError("labanotation: no gesture with Position0, Position1, ...")
    name, poses = next((name, found) for name, one in document.items() if (found := _poses(one)))
    poses = [pose for pose in poses if "start time" in pose]
    if len(poses) < 2:
        raise GestureError("labanotation: fewer than two poses with a start time")
    times_s = np.array([_number(pose, "start time", 0) * 1e-3 for pose in poses])
    arms = [_arm(poses, side) for side in ("left", "right")]
    rows = np.hstack((*arms, [_body(pose) for pose in poses]))
    kept = np.concatenate(([True], np.diff(times_s) > 0.0))
    notes = () if kept.all() else (f"{int((~kept).sum())} poses at a time already passed",)
    summary = f"{len(poses)} key poses of Labanotation"
    return Clip(name, summary, _CHANNELS, times_s[kept], rows[kept], notes)


def _poses(gesture: object) -> list[Mapping[str, Any]]:
    if not isinstance(gesture, dict):
        return []
    numbered = [(key, pose) for key, pose in gesture.items() if key[:8] == "Position"]
    poses = [(int(key[8:]), pose) for key, pose in numbered if key[8:].isdigit()]
    return [pose for _, pose in sorted(poses, key=lambda one: one[0]) if isinstance(pose, dict)]


def _arm(poses: list[Mapping[str, Any]], side: str) -> F64:
    """(T, 4) as `ANGLES`."""
    upper, fore = (
        np.array([_way(pose, f"{side} {limb}") for pose in poses]) for limb in ("elbow", "wrist")
    )
    return arm_angles(upper, fore, side)


def _body(pose: Mapping[str, Any]) -> F64:
    """(3,) torso's yaw, head's yaw and pitch."""
    head = _way(pose, "head")
    yaw = float(np.arctan2(head[1], head[0])) if abs(head[2]) < 0.9 else 0.0
    pitch = -float(np.arcsin(head[2])) if abs(head[2]) < 0.9 else 0.0
    return np.array([_turned(pose), yaw, pitch])


def _way(pose: Mapping[str, Any], limb: str) -> F64:
    """Unit vector of a limb: `[direction, level]`, such as `["Left Forward", "High"]`."""
    value = pose.get(limb)
    if not isinstance(value, list) or len(value) != 2 or str(value[1]).lower() not in _LEVELS:
        raise GestureError(f"labanotation: {limb} is {value!r}; wanted [direction, level]")
    words, level = str(value[0]).lower().replace("-", " ").split(), str(value[1]).lower()
    if words == ["place"] and _LEVELS[level]:
        return np.array([0.0, 0.0, 1.0 if level == "high" else -1.0])
    words = ["forward"] if words == ["place"] else words
    if not words or not set(words) <= set(_FLAT):
        raise GestureError(
            f"labanotation: {limb} goes {value[0]!r}; wanted Place, or of {', '.join(_FLAT)}"
        )
    around = np.radians([_FLAT[word] for word in words])
    yaw = np.arctan2(np.sin(around).sum(), np.cos(around).sum())
    up = np.radians(_LEVELS[level])
    return np.array([np.cos(up) * np.cos(yaw), np.cos(up) * np.sin(yaw), np.sin(up)])


def _turned(pose: Mapping[str, Any]) -> float:
    value = pose.get("rotation", ["ToLeft", "0"])
    degrees = float(str(value[1])) if len(value) > 1 and _is_number(value[1]) else 0.0
    return float(np.radians(degrees if str(value[0]).lower() == "toleft" else -degrees))


def _number(pose: Mapping[str, Any], key: str, place: int) -> float:
    value = pose.get(key)
    if not isinstance(value, list) or len(value) <= place or not _is_number(value[place]):
        raise GestureError(f"labanotation: {key} is {value!r}; wanted a list of a number")
    return float(value[place])


def _is_number(value: object) -> bool:
    try:
        return bool(np.isfinite(float(str(value))))
    except ValueError:
        return False
