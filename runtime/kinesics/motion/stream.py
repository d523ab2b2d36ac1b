"""`Stream`: the tracks of one source, joined without a jump in position or velocity."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.channels import CHANNELS
from kinesics.motion.dates import Dates, dates_of
from kinesics.motion.ghost import Ghost
from kinesics.motion.segment import Part, Segment
from kinesics.motion.track import Track

__all__ = ["Stream"]

F64 = NDArray[np.float64]

_KEPT_SEGMENTS = 16  # a seam a tick, as far back as a mixer is rewound
_SLOPE_NS = 1_000_000
_PACES = 8
"""Worked out at once: a few numpy calls cost the same for eight times as for one."""


class Stream:
    """The motion of one source: newer tracks replace older ones, a stale one fades.

    Asked pace after pace, it works out as many paces ahead as its rows reach, and remembers them
    until a track changes them.
    """

    def __init__(self, ramp_s: float, fade_s: float) -> None:
        """`ramp_s`: time a seam takes; `fade_s`: time the last rows take to leave."""
        self._ramp_ns = round(ramp_s * 1e9)
        self._fade_ns = round(fade_s * 1e9)
        self._segments: list[Segment] = []
        self._ahead: dict[tuple[int, ...], Sequence[Part]] = {}
        self._reached_ns = 0  # the latest time in it

    def accept(self, track: Track, asked_ns: int = -(2**63)) -> None:
        """Take `track` as this source's motion from its `t_ns` on, or from `asked_ns` if later."""
        newest = self._segments[-1] if self._segments else None
        if newest is not None and newest.continues(track):
            self._forget(newest.end_ns + 1)
            newest.extend(track)
            return
        seam_ns = max(track.t_ns, asked_ns)
        self._forget(seam_ns)
        ghosts = self._ghosts(seam_ns, track.priority)
        self._segments = [s for s in self._segments if s.t_ns < seam_ns][1 - _KEPT_SEGMENTS :]
        self._segments.append(Segment(track, seam_ns, ghosts, self._ramp_ns))

    def at(self, dates: Dates, pace_ns: int = 0) -> Sequence[Part]:
        """What the source puts into the mix at N times; nothing if it is silent.

        `pace_ns`: it will probably be asked for the same times so much later next.
        """
        if not self._segments or dates.first_ns >= self._segments[-1].silent_ns(self._fade_ns):
            return ()
        parts = self._ahead.get(dates.times_ns)
        return self._look_ahead(dates, pace_ns) if parts is None else parts

    def once(self, t_ns: int) -> Sequence[Part]:
        """What it puts into the mix at one time, remembering nothing."""
        return self._parts(dates_of((t_ns,)))

    def _forget(self, from_ns: int) -> None:
        """What was worked out for `from_ns` and later will be another."""
        if self._reached_ns >= from_ns:
            self._ahead = {}

    def _look_ahead(self, dates: Dates, pace_ns: int) -> Sequence[Part]:
        """As `at`, and as many paces more as there are rows for."""
        times_ns, reach_ns = dates.times_ns, self._segments[-1].end_ns - dates.last_ns
        paces = min(reach_ns // pace_ns, _PACES - 1) if pace_ns > 0 else 0
        self._reached_ns = dates.last_ns + max(paces, 0) * pace_ns
        if paces <= 0:
            self._ahead = {times_ns: self._parts(dates)}
        else:
            later_ns = [n * pace_ns for n in range(paces + 1)]
            asked = [tuple([t_ns + later for t_ns in times_ns]) for later in later_ns]
            parts, size = self._parts(dates_of(sum(asked, ()))), len(times_ns)
            self._ahead = {
                times: [_cut(part, n * size, size) for part in parts]
                for n, times in enumerate(asked)
            }
        return self._ahead[times_ns]

    def _parts(self, dates: Dates) -> list[Part]:
        """What the source puts into the mix at any times."""
        segments, fade_ns = self._segments, self._fade_ns
        if segments and dates.first_ns >= segments[-1].t_ns:
            return segments[-1].at(dates, fade_ns)
        begins, array_ns = [segment.t_ns for segment in segments], dates.array_ns
        of = np.searchsorted(begins, array_ns, side="right") - 1
        whole: dict[int, Part] = {}
        for index in np.unique(of[of >= 0]):
            rows = np.flatnonzero(of == index)
            for part in segments[index].at(dates_of(tuple(array_ns[rows].tolist())), fade_ns):
                nothing = _nothing(part.priority, len(array_ns))
                _, weight, weighted = whole.setdefault(part.priority, nothing)
                weight[rows], weighted[rows] = part.weight, part.weighted
        return [whole[priority] for priority in sorted(whole)]

    def _ghosts(self, t_ns: int, priority: int) -> dict[int, Ghost]:
        """What is there at `t_ns`, by priority, and be it nothing at `priority`."""
        here, there = (
            {part.priority: part for part in self.once(at_ns)} for at_ns in (t_ns, t_ns - _SLOPE_NS)
        )
        seen = {known for known, part in here.items() if part.weight.any()}
        return {
            known: _ghost(t_ns, here.get(known), there.get(known))
            for known in sorted({priority} | seen)
        }


def _cut(part: Part, start: int, count: int) -> Part:
    """The part of some of its times."""
    rows = slice(start, start + count)
    weight = part.weight if len(part.weight) == 1 else part.weight[rows]
    return Part(part.priority, weight, part.weighted[rows])


def _nothing(priority: int, count: int) -> Part:
    weight, weighted = np.zeros((2, count, len(CHANNELS)))
    return Part(priority, weight, weighted)


def _ghost(t_ns: int, here: Part | None, there: Part | None) -> Ghost:
    """Of what is `here` at `t_ns` and was `there` a little earlier."""
    now = here or _nothing(0, 1)
    before = there or now  # begun, or forgotten: no slope
    per_s = 1e9 / _SLOPE_NS
    return Ghost(
        t_ns,
        now.weight[0],
        now.weighted[0],
        (now.weight[0] - before.weight[0]) * per_s,
        (now.weighted[0] - before.weighted[0]) * per_s,
    )
