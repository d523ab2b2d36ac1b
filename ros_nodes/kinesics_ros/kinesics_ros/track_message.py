"""Tracks as `std_msgs/Float64MultiArray`: motion dated in the near future, several in one message.

| `layout.dim` | label: JSON | size | stride |
|---|---|---|---|
| the first | `origin`, `sequence`, `clock`, `t_ns`, `stamp_ns` (`Crossing`) | tracks | values |
| one a track | `source`, `t_ns`, `rate_hz`, `channels`, `weight`, `priority` | T rows | K columns |

`data` holds the rows of all tracks, one after the other, each T x K; `data_offset` is 0. `weight` 1
and `priority` 0 may be left out. Channels are told by name: columns are nobody's business.
"""

import json
from array import array
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import TrackError
from kinesics.motion.channels import NAMES, columns
from kinesics.motion.track import Track
from kinesics_app.afar.parcel import Parcel, Sourced
from kinesics_ros.clock_map import ClockMap
from kinesics_ros.crossing import Crossing, read_json

__all__ = ["parcel_of", "parcel_of_typed", "spell_tracks"]

_MOST_TRACKS = 64
_MOST_PRIORITY = 1000
_KEYS = {"source", "t_ns", "rate_hz", "channels", "weight", "priority"}

Dim = tuple[str, int, int]
"""Label, size and stride."""


def spell_tracks(parcel: Parcel, clocks: ClockMap) -> tuple[list[Dim], "array[float]"]:
    """`layout.dim` and `data` of a message that holds a parcel."""
    head = Crossing.now(parcel.origin, parcel.sequence, clocks).as_map()
    data = array("d")
    dims = []
    for source, track in parcel.tracks:
        dims.append(_dim(source, track))
        data.frombytes(np.ascontiguousarray(track.values).tobytes())
    return [(json.dumps(head), len(dims), len(data)), *dims], data


def parcel_of(message: Any, clocks: ClockMap) -> Parcel:
    """The parcel in a message, its tracks dated by robot time.

    Raises:
        TrackError: not this layout, NaN, an unknown channel: with what would be right.
    """
    dims = message.layout.dim
    if not 1 <= len(dims) <= _MOST_TRACKS + 1 or message.layout.data_offset:
        raise TrackError(
            f"{len(dims)} dims from {message.layout.data_offset} on; wanted a head and "
            f"{_MOST_TRACKS} tracks at most, and data_offset 0"
        )
    head = Crossing.of_map(read_json(dims[0].label))
    values = np.frombuffer(memoryview(message.data).cast("B"), np.float64)
    wanted = sum(dim.size * dim.stride for dim in dims[1:])
    if len(values) != wanted:
        raise TrackError(f"{len(values)} values; wanted {wanted}, rows by columns of every track")
    return Parcel(head.origin, head.sequence, _tracks(dims[1:], values, head.ahead_ns(clocks)))


def parcel_of_typed(message: Any, clocks: ClockMap) -> Parcel:
    """The parcel of one track in a `kinesics_interfaces/Track`.

    Raises:
        TrackError: as `parcel_of`.
    """
    names, count = message.channels, len(message.values)
    if not names or count % len(names):
        raise TrackError(f"{count} values for {len(names)} channels; wanted whole rows")
    rows = np.array(message.values, np.float64).reshape(-1, len(names))
    stamp = message.header.stamp
    told = {
        "source": message.source,
        "t_ns": clocks.of_ros(stamp.sec * 10**9 + stamp.nanosec),
        "rate_hz": message.rate_hz,
        "channels": list(names),
        "weight": message.weight,
        "priority": message.priority,
    }
    return Parcel(message.origin, message.sequence, [_track(told, rows)])


def _tracks(dims: Sequence[Any], values: NDArray[np.float64], ahead_ns: int) -> list[Sourced]:
    tracks, at = [], 0
    for dim in dims:
        count = dim.size * dim.stride
        rows = values[at : at + count].reshape(dim.size, dim.stride).copy()
        source, track = _track(read_json(dim.label), rows)
        tracks.append((source, replace(track, t_ns=track.t_ns + ahead_ns) if ahead_ns else track))
        at += count
    return tracks


def _dim(source: str, track: Track) -> Dim:
    told = {
        "source": source,
        "t_ns": int(track.t_ns),
        "rate_hz": float(track.rate_hz),
        "channels": _names(track.columns.tobytes(), track.columns.dtype.str),
        **({} if track.weight == 1.0 else {"weight": float(track.weight)}),
        **({} if track.priority == 0 else {"priority": int(track.priority)}),
    }
    return json.dumps(told), len(track.values), len(track.columns)


@lru_cache(maxsize=256)
def _names(content: bytes, kind: str) -> list[str]:
    return [NAMES[column] for column in np.frombuffer(content, kind).tolist()]


@lru_cache(maxsize=256)
def _columns(names: tuple[str, ...]) -> NDArray[np.intp]:
    """One array for equal names: the mixer then knows at once that they are equal."""
    if len(set(names)) != len(names):
        raise TrackError(f"channels {', '.join(names)}: one comes twice")
    return columns(names)


def _track(told: dict[str, Any], rows: NDArray[np.float64]) -> Sourced:
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
