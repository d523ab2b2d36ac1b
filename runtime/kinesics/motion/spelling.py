"""A track as text and numbers: what messages and recordings hold of it, channels by name.

The text is JSON: `source`, `t_ns`, `rate_hz`, `channels`, and `weight` and `priority` where they
are not 1 and 0; the numbers are its rows.
"""

import json
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import TrackError
from kinesics.motion.channels import NAMES, columns
from kinesics.motion.track import Track

__all__ = ["label_of", "track_of"]

_MOST_PRIORITY = 1000
_KEYS = {"source", "t_ns", "rate_hz", "channels", "weight", "priority"}


def label_of(source: str, track: Track) -> str:
    """The text of a track of `source`."""
    more = "" if track.weight == 1.0 else f', "weight": {float(track.weight)!r}'
    more += "" if track.priority == 0 else f', "priority": {int(track.priority)}'
    return (
        f'{{"source": {_quoted(source)}, "t_ns": {int(track.t_ns)}, '
        f'"rate_hz": {float(track.rate_hz)!r}, '
        f'"channels": {_names(track.columns.tobytes(), track.columns.dtype.str)}{more}}}'
    )


def track_of(told: dict[str, Any], rows: NDArray[np.float64]) -> tuple[str, Track]:
    """Source and track of a text that was read, and its rows (T, K).

    Raises:
        TrackError: something else than a track, with what would be right.
    """
    unknown = sorted(set(told) - _KEYS)
    if unknown:
        raise TrackError(f"a track has {unknown[0]!r}; wanted {', '.join(sorted(_KEYS))}")
    source, names = told.get("source"), told.get("channels")
    if (
        type(source) is not str
        or type(names) is not list
        or not all(type(name) is str for name in names)
    ):
        raise TrackError("a track wants the text `source` and the texts `channels`")
    t_ns, priority = told.get("t_ns"), told.get("priority", 0)
    if type(t_ns) is not int or type(priority) is not int or abs(priority) > _MOST_PRIORITY:
        raise TrackError(f"a track wants the integers `t_ns` and `priority` (±{_MOST_PRIORITY})")
    numbers: tuple[Any, Any] = told.get("rate_hz"), told.get("weight", 1.0)
    rate_hz, weight = numbers
    if type(rate_hz) not in (int, float) or type(weight) not in (int, float):
        raise TrackError("a track wants the numbers `rate_hz` and `weight`")
    return source, Track(t_ns, float(rate_hz), _columns(tuple(names)), rows, weight, priority)


@lru_cache(maxsize=64)
def _quoted(source: str) -> str:
    return json.dumps(source)


@lru_cache(maxsize=256)
def _names(content: bytes, kind: str) -> str:
    return json.dumps([NAMES[column] for column in np.frombuffer(content, kind).tolist()])


@lru_cache(maxsize=256)
def _columns(names: tuple[str, ...]) -> NDArray[np.intp]:
    """One array for equal names: the mixer then knows at once that they are equal."""
    if len(set(names)) != len(names):
        raise TrackError(f"channels {', '.join(names)}: one comes twice")
    return columns(names)
