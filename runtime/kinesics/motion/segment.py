"""`Segment`: rows of one source without a seam between them, and how they take over from before."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.channels import CHANNELS
from kinesics.motion.dates import Dates
from kinesics.motion.ghost import Ghost
from kinesics.motion.ramp import smoothsteps
from kinesics.motion.track import Track, between_rows

__all__ = ["Part", "Segment"]

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

_KEPT_ROWS = 512


class Part(NamedTuple):
    """What a source puts into a mix at N times: `out = (1 − weight) · below + weighted`."""

    priority: int
    weight: F64
    """(N, C), or (1, C) where it is the same at all times, 0..1; 0: it does not speak of that."""
    weighted: F64
    """(N, C) weight · value."""

    def cut(self, start: int, count: int) -> "Part":
        """The part of some of the times."""
        rows = slice(start, start + count)
        weight = self.weight if len(self.weight) == 1 else self.weight[rows]
        return Part(self.priority, weight, self.weighted[rows])


class Segment:
    """Rows of one motion, growing at the end; it ramps in, and fades when no more rows come."""

    def __init__(self, track: Track, t_ns: int, ghosts: Mapping[int, Ghost], ramp_ns: int) -> None:
        """`ghosts`: what was there before `t_ns`, by priority; one of the track's own too."""
        self.t_ns = t_ns
        self.settled_ns = t_ns + ramp_ns
        self.end_ns = track.end_ns
        self._ghosts = ghosts
        self._ramp_ns = ramp_ns
        self._priority = track.priority
        self._columns = track.columns
        self._weight = track.weight
        self._shown = np.full(len(CHANNELS), len(track.columns))  # (C,) which column of the rows
        self._shown[track.columns] = np.arange(len(track.columns))
        self._spoken = (self._shown < len(track.columns)).astype(np.float64)[None]
        self._weights = track.weight * self._spoken
        self._first_ns = track.t_ns
        self._period_ns = track.period_ns
        self._count = len(track.values)
        self._rows = self._room(self._count)
        self._rows[:, :-1] = track.values

    def continues(self, track: Track) -> bool:
        """Whether `track` is the next rows of the same motion."""
        return (
            track.t_ns == self.end_ns + self._period_ns
            and track.period_ns == self._period_ns
            and (track.weight, track.priority) == (self._weight, self._priority)
            and (track.columns is self._columns or np.array_equal(track.columns, self._columns))
        )

    def extend(self, track: Track) -> None:
        """Append rows; forgets rows that no tick can still ask for."""
        count = self._count + len(track.values)
        if count > len(self._rows):
            dropped = max(self._count - _KEPT_ROWS, 0)
            kept = self._count - dropped
            rows = self._room(2 * (_KEPT_ROWS + len(track.values)))
            rows[:kept] = self._rows[dropped : self._count]
            self._rows, self._count = rows, kept
            self._first_ns += dropped * self._period_ns
            count = kept + len(track.values)
        self._rows[self._count : count, :-1] = track.values
        self._count = count
        self.end_ns = track.end_ns

    def silent_ns(self, fade_ns: int) -> int:
        """From when on it says nothing any more, if no more rows come."""
        return max(self.end_ns + fade_ns, self.settled_ns)

    def at(self, dates: Dates, fade_ns: int) -> list[Part]:
        """What it puts into the mix at N times from its `t_ns` on, by priority.

        At a seam of two priorities the old motion leaves at its own while the new one comes.
        """
        if dates.first_ns >= self.silent_ns(fade_ns):
            return []
        times_ns, weight = dates.array_ns, self._weights
        weighted = self._values(times_ns)
        if dates.last_ns > self.end_ns:
            late = (times_ns - self.end_ns) / fade_ns
            stays = self._weight * (1.0 - smoothsteps(late))[:, None]
            weight, weighted = stays * self._spoken, stays * weighted
        elif self._weight != 1.0:
            weighted *= self._weight
        if dates.first_ns >= self.settled_ns:
            return [Part(self._priority, weight, weighted)]
        ramp = smoothsteps((times_ns - self.t_ns) / self._ramp_ns)[:, None]
        parts = []
        for priority, ghost in self._ghosts.items():
            there, left = ghost.at(times_ns)
            there *= 1.0 - ramp
            left *= 1.0 - ramp
            if priority == self._priority:
                there += ramp * weight
                left += ramp * weighted
            parts.append(Part(priority, there, left))
        return parts

    def _room(self, count: int) -> F64:
        """(count, K + 1) for rows; the last column is that of channels nothing is said of."""
        return np.zeros((count, len(self._columns) + 1))

    def _values(self, times_ns: I64) -> F64:
        """(N, C): linear between rows, held at the ends; 0 where nothing is said of a channel."""
        rows = self._rows[: self._count]
        values = between_rows(rows, times_ns - self._first_ns, self._period_ns)
        return values.take(self._shown, axis=1)
