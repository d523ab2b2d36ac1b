"""`Segment`: rows of one source without a seam between them, and how they take over from before."""

from collections.abc import Callable
from ctypes import sizeof
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.kernels.room import Room
from kinesics.motion.blend import SegmentStruct
from kinesics.motion.track import Track

__all__ = ["KEPT_NS", "Segment"]

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

KEPT_NS = 2_500_000_000
"""Before what was asked for last: a mixer is rewound by 1.3 s at most, joints lag by up to 0.5."""


class Segment:
    """Rows of one motion, growing at the end; it ramps in, and fades when no more rows come.

    What it puts into a mix is kernels/source.c.
    """

    def __init__(
        self, room: Room, track: Track, t_ns: int, seam: tuple[I64, F64], ramp_ns: int
    ) -> None:
        """`seam`: what was there before `t_ns`, as `Blend.seam` tells it."""
        self.t_ns = t_ns
        self.end_ns = track.end_ns
        self._room = room
        self._columns = track.columns
        self._weight, self._priority = track.weight, track.priority
        self._period_ns = track.period_ns
        shown = {column: row for row, column in enumerate(track.columns.tolist())}
        spoken: I64 = room.lend((2, len(shown)), np.int64)
        spoken[:] = (*shown,), (*shown.values(),)
        self._rows: F64 = room.lend(track.values.shape)
        self._rows[:] = track.values
        priorities, ghosts = seam
        block: Any = room.lend(sizeof(SegmentStruct), np.uint8)
        self._lent = [spoken, priorities, ghosts, block]
        self.struct = SegmentStruct.from_buffer(block)
        room.fill(
            self.struct,
            t_ns=t_ns,
            settled_ns=t_ns + ramp_ns,
            end_ns=track.end_ns,
            first_ns=track.t_ns,
            period_ns=track.period_ns,
            count=len(track.values),
            ramp_ns=ramp_ns,
            width=len(track.columns),
            spoken=len(shown),
            priority=track.priority,
            ghosts=len(priorities),
            weight=track.weight,
            rows=self._rows,
            columns=spoken[0],
            shown=spoken[1],
            ghost_priority=priorities,
            ghost=ghosts,
            older=0,
        )

    def continues(self, track: Track) -> bool:
        """Whether `track` is the next rows of the same motion."""
        return (
            track.t_ns == self.end_ns + self._period_ns
            and track.period_ns == self._period_ns
            and (track.weight, track.priority) == (self._weight, self._priority)
            and (track.columns is self._columns or np.array_equal(track.columns, self._columns))
        )

    def extend(self, track: Track, asked: Callable[[], int]) -> None:
        """Append rows; forgets rows that no tick can still ask for.

        `asked`: for when a mix was asked for last, if somebody wants to know.
        """
        struct, had = self.struct, self.struct.count
        count = had + len(track.values)
        if count > len(self._rows):
            old = (asked() - KEPT_NS - struct.first_ns) // self._period_ns
            dropped = min(max(old, 0), had)
            had -= dropped
            kept = max(had, KEPT_NS // self._period_ns) + len(track.values)
            rows = self._room.lend((2 * kept, self._rows.shape[1]))
            rows[:had] = self._rows[dropped : dropped + had]
            self._room.give_back(self._rows)
            self._rows, struct.rows = rows, self._room.address(rows)
            struct.first_ns += dropped * self._period_ns
            count = had + len(track.values)
        self._rows[had:count] = track.values
        struct.count = count
        self.end_ns = struct.end_ns = track.end_ns

    def forget(self) -> None:
        """Give back its memory: no source shows it any more."""
        for array in (*self._lent, self._rows):
            self._room.give_back(array)
