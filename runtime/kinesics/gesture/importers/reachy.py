"""Recorded moves of Reachy Mini: the head's pose as a matrix, antennas, and the body's yaw."""

import json

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import GestureError
from kinesics.gesture.clip import Clip
from kinesics.gesture.importers.limbs import turns

__all__ = ["looks_like", "read"]

F64 = NDArray[np.float64]

RATE_HZ = 25.0
"""Rows are thinned to this: what moves faster, no head of a robot follows."""

_TURNS_WITHIN = 0.01
"""Of the unit matrix: rows that are rounded still turn, others mean no direction."""

_CHANNELS = (
    *("head_yaw", "head_pitch", "head_roll", "head_x", "head_y", "head_z"),
    "torso_yaw",
)


def looks_like(document: object) -> bool:
    """Whether a JSON document is one."""
    return isinstance(document, dict) and {"time", "set_target_data"} <= set(document)


def read(text: str) -> Clip:
    """The move of a document; antennas are left out, as no channel is theirs.

    Raises:
        GestureError: not such a document, or a head that is no matrix of four by four that turns.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise GestureError(f"reachy move: not JSON: {error}") from error
    if not looks_like(document):
        raise GestureError("reachy move: wanted `time` and `set_target_data`")
    try:
        times_s = np.array(document["time"], dtype=np.float64)
        rows = np.array([_row(one) for one in document["set_target_data"]])
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise GestureError(
            "reachy move: wanted numbers in `time`, and in every target a `head` of 4 by 4, a "
            "rotation and a place"
        ) from error
    if len(times_s) != len(rows) or not len(rows):
        raise GestureError(f"reachy move: {len(times_s)} times for {len(rows)} targets")
    times_s, rows = _thinned(times_s - times_s[0], rows)
    name = str(document.get("description") or "move")
    moves = any(one.get("antennas") for one in document["set_target_data"])
    notes = ("its antennas: no channel is theirs; drive them by the brows",) if moves else ()
    return Clip(name, "a recorded move of Reachy Mini", _CHANNELS, times_s, rows, notes)


def _row(target: dict[str, object]) -> F64:
    head = np.array(target["head"], dtype=np.float64)
    if head.shape != (4, 4):
        raise ValueError(head.shape)
    turn = head[:3, :3]
    if not np.allclose(turn @ turn.T, np.eye(3), atol=_TURNS_WITHIN):
        raise ValueError(turn)
    body = target.get("body_yaw") or 0.0
    return np.concatenate((turns(head[:3, :3]), head[:3, 3], [float(str(body))]))


def _thinned(times_s: F64, rows: F64) -> tuple[F64, F64]:
    """Rows no nearer in time than `RATE_HZ` allows, the last one kept."""
    kept, last_s = [], -np.inf
    for row, time_s in enumerate(times_s):
        if time_s - last_s >= 1.0 / RATE_HZ - 1e-9:
            kept.append(row)
            last_s = time_s
    if kept[-1] != len(times_s) - 1 and times_s[-1] > last_s:
        kept[-1 if len(kept) > 2 else len(kept) :] = [len(times_s) - 1]
    return times_s[kept], rows[kept]
