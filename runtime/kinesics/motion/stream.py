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
_KEPT_NS = 5_000_000_000  # of what was replaced; a segment may hold half a megabyte of rows
_SLOPE_NS = 1_000_000
_FOR_EVER_NS = 2**62


class Stream:
    """The motion of one source: newer tracks replace older ones, a stale one fades."""

    def __init__(self, ramp_s: float, fade_s: float) -> None:
        """`ramp_s`: time a seam takes; `fade_s`: time the last rows take to leave."""
        self._ramp_ns = round(ramp_s * 1e9)
        self._fade_ns = round(fade_s * 1e9)
        self._segments: list[Segment] = []

    def accept(self, track: Track, asked_ns: int = -(2**63)) -> int:
        """Take `track` as this source's motion from its `t_ns` on, or from `asked_ns` if later.

        Returns from when on the motion is another than before.
        """
        newest = self._segments[-1] if self._segments else None
        if newest is not None and newest.continues(track):
            ended_ns = newest.end_ns
            newest.extend(track)
            return ended_ns + 1
        seam_ns = max(track.t_ns, asked_ns)
        ghosts = self._ghosts(seam_ns, track.priority)
        kept = [s for s in self._segments if s.t_ns < seam_ns][1 - _KEPT_SEGMENTS :]
        kept.append(Segment(track, seam_ns, ghosts, self._ramp_ns))
        while len(kept) > 1 and kept[1].t_ns < seam_ns - _KEPT_NS:
            del kept[0]
        self._segments = kept
        return seam_ns

    def at(self, dates: Dates) -> Sequence[Part]:
        """What the source puts into the mix at N times; nothing if it is silent."""
        segments, fade_ns = self._segments, self._fade_ns
        if not segments or dates.first_ns >= segments[-1].silent_ns(fade_ns):
            return ()
        if dates.first_ns >= segments[-1].t_ns:
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

    def once(self, t_ns: int) -> Sequence[Part]:
        """What it puts into the mix at one time."""
        return self.at(dates_of((t_ns,)))

    def reach_ns(self, dates: Dates) -> int:
        """How long after the last of the times there are rows; for ever, if no more seem to come.

        0 where these times reach beyond the newest row: the next one may come just in time.
        """
        end_ns = self._segments[-1].end_ns if self._segments else dates.first_ns - 1
        return _FOR_EVER_NS if end_ns < dates.first_ns else max(end_ns - dates.last_ns, 0)

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
