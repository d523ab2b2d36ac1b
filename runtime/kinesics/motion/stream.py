"""`Stream`: the tracks of one source, joined without a jump in position or velocity."""

from collections.abc import Set
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.channels import CHANNELS
from kinesics.motion.ramp import smoothstep
from kinesics.motion.track import Track, between_rows

__all__ = ["Contribution", "Stream"]

F64 = NDArray[np.float64]

_KEPT_SEGMENTS = 16  # a seam a tick, as far back as a mixer is rewound
_KEPT_ROWS = 512
_GHOST_TAU_S = 0.05  # an old motion coasts to rest in the time of a short saccade
_SLOPE_NS = 1_000_000


class Contribution(NamedTuple):
    """What a source adds at one time: `out = (1 − weight) · below + weighted`."""

    columns: NDArray[np.intp]
    """(K,) channel columns."""
    weight: F64 | float
    """(K,) or one for all, 0..1."""
    weighted: F64
    """(K,) weight · value."""


@dataclass(frozen=True, slots=True, eq=False)
class _Ghost:
    """The motion before a seam, coasting to rest: it meets the new one in position and velocity."""

    t_ns: int
    weight: F64  # (C,)
    weighted: F64  # (C,)
    weight_slope: F64  # (C,) [1/s]
    weighted_slope: F64  # (C,) [unit/s]

    def at(self, t_ns: int) -> tuple[F64, F64]:
        """Weight and weighted value, (C,) each."""
        elapsed_s = (t_ns - self.t_ns) * 1e-9
        coast_s = _GHOST_TAU_S * (1.0 - np.exp(-elapsed_s / _GHOST_TAU_S))
        weight = self.weight + coast_s * self.weight_slope
        np.minimum(np.maximum(weight, 0.0, out=weight), 1.0, out=weight)
        return weight, self.weighted + coast_s * self.weighted_slope


class _Segment:
    """Rows without a seam between them, growing at the end."""

    def __init__(self, track: Track, t_ns: int, ghosts: dict[int, _Ghost]) -> None:
        """`ghosts`: what was there before `t_ns`, by priority; one of the track's own too."""
        self.t_ns = t_ns
        self.ghosts = ghosts
        self.priority = track.priority
        self.columns = track.columns
        self.speaks_of = track.speaks_of
        self.weight = track.weight
        self._first_ns = track.t_ns
        self._period_ns = track.period_ns
        self._rows = np.array(track.values)  # (capacity, K)
        self._count = len(track.values)
        self.end_ns = track.end_ns

    def continues(self, track: Track) -> bool:
        """Whether `track` is the next rows of the same motion."""
        return (
            track.t_ns == self.end_ns + self._period_ns
            and track.period_ns == self._period_ns
            and (track.weight, track.priority) == (self.weight, self.priority)
            and (track.columns is self.columns or np.array_equal(track.columns, self.columns))
        )

    def extend(self, track: Track) -> None:
        """Append rows; forgets rows that no tick can still ask for."""
        count = self._count + len(track.values)
        if count > len(self._rows):
            dropped = max(self._count - _KEPT_ROWS, 0)
            kept = self._count - dropped
            rows = np.empty((2 * (_KEPT_ROWS + len(track.values)), len(self.columns)))
            rows[:kept] = self._rows[dropped : self._count]
            self._rows, self._count = rows, kept
            self._first_ns += dropped * self._period_ns
            count = kept + len(track.values)
        self._rows[self._count : count] = track.values
        self._count = count
        self.end_ns = track.end_ns

    def at(self, t_ns: int) -> F64:
        """Values at `t_ns`, (K,): linear between rows, held at the ends."""
        return between_rows(self._rows[: self._count], t_ns - self._first_ns, self._period_ns)


class Stream:
    """The motion of one source: newer tracks replace older ones, a stale one fades."""

    def __init__(self, ramp_s: float, fade_s: float) -> None:
        """`ramp_s`: time a seam takes; `fade_s`: time the last rows take to leave."""
        self._ramp_ns = round(ramp_s * 1e9)
        self._fade_ns = round(fade_s * 1e9)
        self._segments: list[_Segment] = []

    def accept(self, track: Track, asked_ns: int = -(2**63)) -> None:
        """Take `track` as this source's motion from its `t_ns` on, or from `asked_ns` if later."""
        if self._segments and self._segments[-1].continues(track):
            self._segments[-1].extend(track)
            return
        seam_ns = max(track.t_ns, asked_ns)
        ghosts = self._ghosts(seam_ns, track.priority)
        self._segments = [s for s in self._segments if s.t_ns < seam_ns][1 - _KEPT_SEGMENTS :]
        self._segments.append(_Segment(track, seam_ns, ghosts))

    def at(self, t_ns: int, wanted: Set[int] | None = None) -> list[tuple[int, Contribution]]:
        """What the source contributes at `t_ns`, with its priority; nothing if it is silent.

        At a seam of two priorities the old motion leaves at its own while the new one comes. With
        `wanted`, columns of channels, also nothing if it says nothing of those.
        """
        for segment in reversed(self._segments):
            if segment.t_ns <= t_ns:
                break
        else:
            return []
        settled = t_ns >= segment.t_ns + self._ramp_ns
        if settled and wanted is not None and wanted.isdisjoint(segment.speaks_of):
            return []
        weight, late_ns = segment.weight, t_ns - segment.end_ns
        if late_ns > 0:
            if late_ns >= self._fade_ns and settled:
                return []
            weight *= 1.0 - smoothstep(late_ns / self._fade_ns)
        values = segment.at(t_ns)
        weighted = values if weight == 1.0 else weight * values
        plain = Contribution(segment.columns, weight, weighted)
        if settled:
            return [(segment.priority, plain)]
        ramp = smoothstep((t_ns - segment.t_ns) / self._ramp_ns)
        return [
            (
                priority,
                _blend(ghost.at(t_ns), plain if priority == segment.priority else None, ramp),
            )
            for priority, ghost in segment.ghosts.items()
        ]

    def _ghosts(self, t_ns: int, priority: int) -> dict[int, _Ghost]:
        """What is there at `t_ns`, by priority, and be it nothing at `priority`."""
        here, there = dict(self.at(t_ns)), dict(self.at(t_ns - _SLOPE_NS))
        seen = {known for known, part in here.items() if np.any(part.weight)}
        return {
            known: _ghost(t_ns, here.get(known), there.get(known))
            for known in sorted({priority} | seen)
        }


def _ghost(t_ns: int, here: Contribution | None, there: Contribution | None) -> _Ghost:
    """Of what is `here` at `t_ns` and was `there` a little earlier."""
    now = _spread(here)
    before = _spread(there if there is not None else here)  # begun, or forgotten: no slope
    per_s = 1e9 / _SLOPE_NS
    return _Ghost(t_ns, *now, (now[0] - before[0]) * per_s, (now[1] - before[1]) * per_s)


def _spread(part: Contribution | None) -> tuple[F64, F64]:
    """Weight and weighted value over all channels, (C,) each; zero where the source is silent."""
    weight, weighted = np.zeros(len(CHANNELS)), np.zeros(len(CHANNELS))
    if part is not None:
        weight[part.columns] = part.weight
        weighted[part.columns] = part.weighted
    return weight, weighted


def _blend(old: tuple[F64, F64], new: Contribution | None, ramp: float) -> Contribution:
    """From `old` (over all channels) to `new`, or to nothing, by `ramp` 0..1."""
    weight, weighted = (1.0 - ramp) * old[0], (1.0 - ramp) * old[1]
    if new is not None:
        weight[new.columns] += ramp * new.weight
        weighted[new.columns] += ramp * new.weighted
    used = np.flatnonzero((weight != 0.0) | (weighted != 0.0))
    return Contribution(used, weight[used], weighted[used])
