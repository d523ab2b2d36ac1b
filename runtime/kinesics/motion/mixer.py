"""`Mixer`: one value per channel and time, chosen by rule, and the reason for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import TrackError
from kinesics.motion import channels
from kinesics.motion.dates import dates_of
from kinesics.motion.dial import RAMP_S, Dial
from kinesics.motion.lips import GAP, SPREADS, Yields, yielding
from kinesics.motion.segment import Part
from kinesics.motion.steady import EYES, steady
from kinesics.motion.stream import Stream
from kinesics.motion.track import Track

__all__ = ["Layer", "Mixer", "Reason"]

F64 = NDArray[np.float64]

Wanted = frozenset[int] | None
"""Columns of the channels that need to be right; None: all."""

_NEVER_NS = -(2**63)
_LIPS = frozenset(np.flatnonzero((GAP != 0.0) | (SPREADS != 0.0)).tolist())


@dataclass(frozen=True, slots=True)
class Layer:
    """How the tracks of one source enter the mix."""

    source: str
    """Name of the behaviour."""
    kind: Literal["over", "add"]
    """`over` replaces what lies below by its weight; `add` is put on top of the result."""
    ramp_s: float = 0.08
    """Time in which a new motion takes over from the old."""
    fade_s: float = 0.4
    """Time in which a stale motion leaves."""
    owner: bool = False
    """Above all other over-layers: no addition opens lips that it closes or spreads round ones."""
    dials: tuple[str, ...] = ()
    """Names of the gains that scale what the source wants (`Mixer.turn`)."""
    looks: bool = False
    """Its eyes stay where it looks, whatever else moves the head."""

    def __post_init__(self) -> None:
        if self.kind not in ("over", "add"):
            raise TrackError(f"layer {self.source!r} is of kind {self.kind!r}; wanted over or add")
        if not (self.ramp_s > 0.0 and self.fade_s > 0.0):
            raise TrackError(f"layer {self.source!r}: ramp_s and fade_s are times; wanted > 0")


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


@dataclass(slots=True, eq=False)
class _Source:
    layer: Layer
    stream: Stream
    dials: tuple[Dial, ...]
    moves_lips: bool = False
    """Whether it has ever moved what parts or spreads the lips."""


_Piece = tuple[_Source, Part, F64 | None, Yields | None]
"""What one source put into a mix of N times: its part, its gains (N, 1), and what it yields."""


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
        self._sources = {
            layer.source: _Source(
                layer,
                Stream(layer.ramp_s, layer.fade_s),
                tuple(self._dials[name] for name in layer.dials),
            )
            for layer in layers
        }
        if len(self._sources) != len(layers):
            raise TrackError("two layers of one source; wanted one layer a source")
        self._order = sorted(self._sources.values(), key=_rank)
        self._looks = next((one for one in self._order if one.layer.looks), None)
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
        entry.stream.accept(track, self._asked_of(track))
        entry.moves_lips = entry.moves_lips or not _LIPS.isdisjoint(track.speaks_of)

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
        """Names of all dials."""
        return tuple(self._dials)

    def turn(self, dial: str, gain: float, t_ns: int, ramp_s: float = RAMP_S) -> None:
        """Scale what the layers of `dial` want by `gain` (0..2), ramped, from `t_ns` on.

        A turn that comes late begins where the mix was asked for last.

        Raises:
            TrackError: no layer has this dial, a gain outside 0..2, or a ramp outside 0.1..2 s.
        """
        if dial not in self._dials:
            known = ", ".join(sorted(self._dials)) or "none"
            raise TrackError(f"no dial {dial!r}; dials: {known}")
        asked_ns = max(self._asked_ns.values())
        self._dials[dial].turn(gain, max(t_ns, asked_ns), asked_ns, ramp_s)

    def sample(self, t_ns: int) -> F64:
        """Value of every channel at `t_ns`, (C,), within its range."""
        values: F64 = self.samples((t_ns,), (None,))[0]
        return values

    def samples(self, times_ns: tuple[int, ...], wanted: Sequence[Wanted]) -> F64:
        """Value of every channel at N times, (N, C), within its range.

        Of each time only the `wanted` channels need to be right: what comes for others is not late.
        Whoever asks at an even pace is asked to pay for a few paces at once, now and then.
        """
        for t_ns, columns in zip(times_ns, wanted, strict=True):
            self._asked_ns[columns] = max(self._asked_ns.get(columns, _NEVER_NS), t_ns)
        pace_ns = self._even_pace(times_ns[0])
        values = np.zeros((len(times_ns), len(channels.CHANNELS)))
        dates = dates_of(times_ns)
        pieces = self._mix(values, times_ns, lambda stream: stream.at(dates, pace_ns))
        looking = [part for source, part, _, _ in pieces if source is self._looks]
        for row, columns in enumerate(wanted):
            if looking and (columns is None or not EYES.isdisjoint(columns)):
                steady(values[row], [part.at(row) for part in looking])
        np.minimum(np.maximum(values, channels.LOW, out=values), channels.HIGH, out=values)
        return values

    def _even_pace(self, t_ns: int) -> int:
        """How much later it will probably be asked next; 0: nobody knows."""
        pace_ns, before_ns = t_ns - self._last_ns, self._pace_ns
        self._last_ns, self._pace_ns = t_ns, pace_ns
        return pace_ns if pace_ns == before_ns else 0

    def _entry(self, source: str) -> _Source:
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
        column = channels.index(channel)
        values = np.zeros((1, len(channels.CHANNELS)))
        reasons = []
        for entry, part, gain, taken in self._mix(values, (t_ns,), lambda one: one.once(t_ns)):
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
        gain = _gain(entry, (t_ns,))
        for part in entry.stream.once(t_ns):
            values += (part.weighted if gain is None else gain * part.weighted)[0]
        return values

    def _mix(
        self, values: F64, times_ns: tuple[int, ...], ask: Callable[[Stream], Sequence[Part]]
    ) -> list[_Piece]:
        """Mix all sources into `values` (N, C), which are zero; what was mixed, bottom first."""
        pieces: list[_Piece] = []
        owned: F64 | None = None  # (N,) of the lips, by an owner
        lips: F64 | None = None  # (N, C) as they are before any addition
        yields: Yields | None = None
        for entry, part in self._parts(ask):
            gain, taken = _gain(entry, times_ns), None
            weighted = part.weighted if gain is None else gain * part.weighted
            if entry.layer.kind == "over":
                values *= 1.0 - part.weight
                values += weighted
                if entry.layer.owner and entry.moves_lips:
                    strongest = np.maximum.reduce(part.weight, axis=1)
                    owned = strongest if owned is None else owned + strongest  # two at a seam
            else:
                lips = values.copy() if lips is None else lips
                if entry.moves_lips and owned is not None:
                    yields = taken = yields or yielding(lips, np.minimum(owned, 1.0))
                values += weighted if taken is None else weighted * taken.left
            pieces.append((entry, part, gain, taken))
        return pieces

    def _parts(self, ask: Callable[[Stream], Sequence[Part]]) -> list[tuple[_Source, Part]]:
        """What every source puts into the mix, bottom first."""
        parts = [(entry, part) for entry in self._order for part in ask(entry.stream)]
        if any(part.priority for _, part in parts):
            parts.sort(key=lambda one: (*_rank(one[0]), one[1].priority))
        return parts


def _rank(source: _Source) -> tuple[bool, bool]:
    return source.layer.kind == "add", source.layer.owner


def _gain(source: _Source, times_ns: tuple[int, ...]) -> F64 | None:
    """The product of its dials at times (N,), (N, 1); None: nobody has turned any."""
    turned = [dial for dial in source.dials if dial.turned]
    if not turned:
        return None
    gains = np.ones((len(times_ns), 1))
    for dial in turned:
        gains *= np.array([[dial.at(t_ns)] for t_ns in times_ns])
    return gains
