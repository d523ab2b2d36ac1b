"""`Ground`: the part of a mix that is known for longer than a tick, some ticks of it at once."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from kinesics.motion.blend import Blend, blend, nothing
from kinesics.motion.dates import Dates, dates_of
from kinesics.motion.layer import Source
from kinesics.motion.segment import Part

__all__ = ["Ground", "Laid"]

_PACES = 8
"""Worked out at once: a few numpy calls cost the same for eight ticks as for one."""


class Laid(NamedTuple):
    """The ground at the times of one tick; not to be changed."""

    mix: Blend
    looking: Sequence[Part]
    """What a source that looks put into it."""
    known: Mapping[str, Sequence[Part]]
    """What sources that do not stand alone put on top of it, as far as that is known already."""


class Ground:
    """What lies at the bottom of a mix: of each kind, the first sources that stand alone.

    What it says of a time is what mixing them one by one says, to the bit: they come first, in
    their order, whatever is put on top of them. Asked at an even pace, it works out as many paces
    as their rows reach, and what others have rows for as long puts on top; it remembers that until
    a track changes it.
    """

    def __init__(self, order: Sequence[Source]) -> None:
        """`order`: all sources of the mix, bottom first."""
        self.sources = [*_bottom(order, "over"), *_bottom(order, "add")]
        self._others = [source for source in order if source not in self.sources]
        self._ahead: dict[tuple[int, ...], Laid] = {}
        self._reached_ns = 0  # the latest time in it
        self._told: Sequence[Source] = ()  # whose motion is in it

    def at(self, dates: Dates, pace_ns: int = 0) -> Laid:
        """The ground at N times.

        `pace_ns`: it will probably be asked for the same times so much later next; 0: nobody knows.
        """
        laid = self._ahead.get(dates.times_ns)
        return self._look_ahead(dates, pace_ns) if laid is None else laid

    def forget(self, source: Source, from_ns: int) -> None:
        """The motion of a source is another from `from_ns` on: what was worked out of it is not."""
        if self._reached_ns >= from_ns and source in self._told:
            self._ahead = {}

    def _look_ahead(self, dates: Dates, pace_ns: int) -> Laid:
        """As `at`, and as many paces more as there are rows for."""
        paces = self._paces(dates, pace_ns)
        later_ns = [n * pace_ns for n in range(paces)]
        asked = [tuple([t_ns + later for t_ns in dates.times_ns]) for later in later_ns]
        whole, size = dates_of(sum(asked, ())), len(dates.times_ns)
        parts = [(one, part) for one in self.sources for part in one.stream.at(whole)]
        mix = nothing(len(whole.times_ns))
        blend(mix, whole.times_ns, parts)
        looking = [part for source, part in parts if source.layer.looks]
        ready_ns = max(paces - 1, 1) * pace_ns
        ready = [one for one in self._others if one.stream.reach_ns(dates) >= ready_ns]
        known = {one.layer.source: one.stream.at(whole) for one in ready}
        self._told, self._reached_ns = [*self.sources, *ready], whole.last_ns
        self._ahead = {
            times_ns: Laid(
                mix.cut(n * size, size),
                [part.cut(n * size, size) for part in looking],
                {name: [part.cut(n * size, size) for part in of] for name, of in known.items()},
            )
            for n, times_ns in enumerate(asked)
        }
        return self._ahead[dates.times_ns]

    def _paces(self, dates: Dates, pace_ns: int) -> int:
        """How many paces all of its sources have rows for, 1 at least."""
        if pace_ns <= 0:
            return 1
        reach_ns = min((source.stream.reach_ns(dates) for source in self.sources), default=0)
        return min(reach_ns // pace_ns, _PACES - 1) + 1


def _bottom(order: Sequence[Source], kind: str) -> Iterable[Source]:
    """The first sources of a kind that stand alone; none where priorities decide what is first."""
    of_kind = [source for source in order if source.layer.kind == kind]
    if any(source.has_priority for source in of_kind):
        return ()
    return takewhile(lambda source: source.stands_alone, of_kind)
