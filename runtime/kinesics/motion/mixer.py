"""`Mixer`: one value per channel and time, chosen by rule, and the reason for it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import TrackError
from kinesics.motion import channels
from kinesics.motion.blend import blend, nothing
from kinesics.motion.dates import Dates, dates_of
from kinesics.motion.dial import RAMP_S, Dial
from kinesics.motion.ground import Ground, Laid
from kinesics.motion.layer import Layer, Source, Wanted
from kinesics.motion.segment import Part
from kinesics.motion.steady import EYES, steady
from kinesics.motion.stream import Stream
from kinesics.motion.track import Track

__all__ = ["Layer", "Mixer", "Reason"]

F64 = NDArray[np.float64]

_NEVER_NS = -(2**63)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a channel has its value: one source's part in it."""

    source: str
    kind: str
    priority: int
    weight: float
    """0..1; for an added source, 1."""
    value: float
    """What the source wants (or adds) [unit of the channel]."""
    gain: float
    """What its dials make of that: their product."""
    yields: float
    """How much of an addition closed or rounded lips took away, 0..1."""


class Mixer:
    """Holds the newest tracks of every source; `samples` is a function of them and of time alone.

    Order: over-layers by priority (later ones in the constructor's order win ties), owners above
    them, then all additive layers, then eyes are steadied against what moved the head, then the
    range of each channel. While an owner moves the lips (speech), additions to what parts them
    vanish as it closes them, and to what spreads them as it rounds them: no tint costs a closure or
    an /u/. A source that says nothing costs nothing.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._dials = {name: Dial() for layer in layers for name in layer.dials}
        self._named = tuple(self._dials)
        self._dials |= {layer.source: Dial() for layer in layers}
        self._sources = {
            layer.source: Source(
                layer,
                Stream(layer.ramp_s, layer.fade_s),
                tuple(self._dials[name] for name in (*layer.dials, layer.source)),
            )
            for layer in layers
        }
        if clash := {*self._named} & {*self._sources}:
            raise TrackError(f"{', '.join(clash)}: a dial and a source; wanted two names")
        if len(self._sources) != len(layers):
            raise TrackError("two layers of one source; wanted one layer a source")
        self._order = sorted(self._sources.values(), key=lambda one: one.rank)
        self._lay_ground()
        # The latest time that each set of channels was asked for: what comes for it is late.
        self._asked_ns: dict[Wanted, int] = {None: _NEVER_NS}
        self._last_ns = self._pace_ns = 0

    def accept(self, source: str, track: Track) -> None:
        """Take a track of `source`; it replaces the source's older ones from its `t_ns` on.

        Of a track that comes late, what was asked for already stays as it was: it is joined there.

        Raises:
            TrackError: a source without a layer.
        """
        entry = self._entry(source)
        before = entry.has_priority, entry.speaks_of
        self._ground.forget(entry, entry.accept(track, self._asked_of(track)))
        if before != (entry.has_priority, entry.speaks_of):
            self._lay_ground()

    def rewind(self, by_ns: int) -> None:
        """Forget that the last `by_ns` were asked for: they will be again, before they are played.

        Tracks that come now may change them.
        """
        self._asked_ns = {
            wanted: t_ns if t_ns == _NEVER_NS else t_ns - by_ns
            for wanted, t_ns in self._asked_ns.items()
        }

    @property
    def dials(self) -> tuple[str, ...]:
        """Names of all dials that layers share."""
        return self._named

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of all sources; each is also the name of its switch, a dial of its own."""
        return tuple(self._sources)

    def turn(self, dial: str, gain: float, t_ns: int, ramp_s: float = RAMP_S) -> None:
        """Scale what the layers of `dial` want by `gain` (0..2), ramped, from `t_ns` on.

        The name of a source is a dial of that source alone: at 0 it shows nothing. A turn that
        comes late begins where the mix was asked for last.

        Raises:
            TrackError: no layer has this dial, a gain outside 0..2, or a ramp outside 0.1..2 s.
        """
        if dial not in self._dials:
            known = ", ".join(sorted(self._named)) or "none"
            raise TrackError(f"no dial {dial!r}; dials: {known}")
        asked_ns = max(self._asked_ns.values())
        fresh = not self._dials[dial].turned
        self._dials[dial].turn(gain, max(t_ns, asked_ns), asked_ns, ramp_s)
        if fresh:  # what stood alone does no longer
            self._lay_ground()

    def sample(self, t_ns: int) -> F64:
        """Value of every channel at `t_ns`, (C,), within its range."""
        values: F64 = self.samples((t_ns,), (None,))[0]
        return values

    def samples(self, times_ns: tuple[int, ...], wanted: tuple[Wanted, ...]) -> F64:
        """Value of every channel at N times, (N, C), within its range.

        Of each time only the `wanted` channels need to be right: what comes for others is not late.
        Whoever asks at an even pace is asked to pay for a few paces at once, now and then.
        """
        for t_ns, columns in zip(times_ns, wanted, strict=True):
            self._asked_ns[columns] = max(self._asked_ns.get(columns, _NEVER_NS), t_ns)
        pace_ns = self._even_pace(times_ns[0])
        dates = dates_of(times_ns)
        ground = self._ground.at(dates, pace_ns)
        mix = ground.mix.copy()
        parts = _in_order(self._on_top(ground, dates, wanted))
        pieces = blend(mix, times_ns, parts)
        values = mix.over
        values += mix.added
        looking = [*ground.looking, *(one.shown for one in pieces if one.source.layer.looks)]
        for row, columns in enumerate(wanted):
            if looking and (columns is None or not EYES.isdisjoint(columns)):
                steady(values[row], [part.cut(row, 1) for part in looking])
        np.minimum(np.maximum(values, channels.LOW, out=values), channels.HIGH, out=values)
        return values

    def _even_pace(self, t_ns: int) -> int:
        """How much later it will probably be asked next; 0: nobody knows."""
        pace_ns, before_ns = t_ns - self._last_ns, self._pace_ns
        self._last_ns, self._pace_ns = t_ns, pace_ns
        return pace_ns if pace_ns == before_ns else 0

    def _lay_ground(self) -> None:
        """Tell what is mixed some ticks at once from what is mixed on top of it, tick by tick."""
        self._ground = Ground(self._order)
        self._live: dict[tuple[Wanted, ...], list[tuple[Source, int]]] = {}

    def _on_top(
        self, ground: Laid, dates: Dates, wanted: tuple[Wanted, ...]
    ) -> Iterator[tuple[Source, Sequence[Part]]]:
        """What lies on the ground, bottom first, of the times that want something of it."""
        firsts = {len(wanted): dates}
        for source, rows in self._live_of(wanted):
            parts = ground.known.get(source.layer.source)
            if parts is None:
                if rows not in firsts:
                    firsts[rows] = dates.first(rows)
                parts = source.stream.at(firsts[rows])
            yield source, parts

    def _live_of(self, wanted: tuple[Wanted, ...]) -> list[tuple[Source, int]]:
        """What lies on the ground, and how many rows of a mix want something of it."""
        if wanted not in self._live:
            on_top = (one for one in self._order if one not in self._ground.sources)
            rows = [(source, source.rows(wanted)) for source in on_top]
            self._live[wanted] = [one for one in rows if one[1]]
        return self._live[wanted]

    def _entry(self, source: str) -> Source:
        try:
            return self._sources[source]
        except KeyError:
            raise TrackError(
                f"no layer for source {source!r}; layers: {', '.join(self._sources)}"
            ) from None

    def _asked_of(self, track: Track) -> int:
        """The latest time for which any of the track's channels was asked."""
        latest_ns = _NEVER_NS
        for wanted, t_ns in self._asked_ns.items():
            if t_ns > latest_ns and (wanted is None or not wanted.isdisjoint(track.speaks_of)):
                latest_ns = t_ns
        return latest_ns

    def why(self, channel: str, t_ns: int) -> tuple[Reason, ...]:
        """Every source's part in `channel` at `t_ns`, bottom first: the last `over` won."""
        column, times_ns = channels.index(channel), (t_ns,)
        reasons = []
        parts = _in_order((one, one.stream.once(t_ns)) for one in self._order)
        for entry, part, gain, taken in blend(nothing(1), times_ns, parts):
            weight, weighted = float(part.weight[0, column]), float(part.weighted[0, column])
            if weight == 0.0 and weighted == 0.0:
                continue
            layer = entry.layer
            reasons.append(
                Reason(
                    layer.source,
                    layer.kind,
                    part.priority,
                    weight,
                    weighted / weight if weight > 0.0 else 0.0,
                    1.0 if gain is None else float(gain[0, 0]),
                    0.0 if taken is None else taken.of(column),
                )
            )
        return tuple(reasons)

    def part(self, source: str, t_ns: int) -> F64:
        """What `source` wants of every channel at `t_ns`, (C,), by weight and dials; 0: nothing.

        Before closed lips take away from it. Asked after the mix of that time, it changes nothing.

        Raises:
            TrackError: a source without a layer.
        """
        values = np.zeros(len(channels.CHANNELS))
        entry = self._entry(source)
        for part in entry.stream.once(t_ns):
            gain = entry.gain((t_ns,), part.weighted)
            values += (part.weighted if gain is None else gain * part.weighted)[0]
        return values


def _in_order(asked: Iterable[tuple[Source, Sequence[Part]]]) -> list[tuple[Source, Part]]:
    """What sources put into the mix, bottom first."""
    parts = [(source, part) for source, of in asked for part in of]
    if any(part.priority for _, part in parts):
        parts.sort(key=lambda one: (*one[0].rank, one[1].priority))
    return parts
