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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import TrackError
from kinesics.motion.spelling import label_of, track_of
from kinesics_app.afar.parcel import Parcel, Sourced
from kinesics_ros.clock.clock_map import ClockMap
from kinesics_ros.messages.crossing import Crossing, read_json

__all__ = ["parcel_of", "parcel_of_typed", "spell_tracks"]

_MOST_TRACKS = 64

Dim = tuple[str, int, int]
"""Label, size and stride."""


def spell_tracks(parcel: Parcel, clocks: ClockMap) -> tuple[list[Dim], "array[float]"]:
    """`layout.dim` and `data` of a message that holds a parcel."""
    head = Crossing.now(parcel.origin, parcel.sequence, clocks).as_map()
    data = array("d")
    dims = []
    for source, track in parcel.tracks:
        rows, columns = track.values.shape
        dims.append((label_of(source, track), rows, columns))
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
    return Parcel(message.origin, message.sequence, [track_of(told, rows)])


def _tracks(dims: Sequence[Any], values: NDArray[np.float64], ahead_ns: int) -> list[Sourced]:
    tracks, at = [], 0
    for dim in dims:
        count = dim.size * dim.stride
        rows = values[at : at + count].reshape(dim.size, dim.stride).copy()
        source, track = track_of(read_json(dim.label), rows)
        tracks.append((source, replace(track, t_ns=track.t_ns + ahead_ns) if ahead_ns else track))
        at += count
    return tracks
