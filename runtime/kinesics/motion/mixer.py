"""`Mixer`: one value per channel and time, chosen by rule, and the reason for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import TrackError
from kinesics.motion import channels
from kinesics.motion.dial import RAMP_S, Dial
from kinesics.motion.lips import GAP, SPREADS, WHOLE, Yields, yielding
from kinesics.motion.steady import EYES, steady
from kinesics.motion.stream import Contribution, Stream
from kinesics.motion.track import Track

__all__ = ["Layer", "Mixer", "Reason"]

F64 = NDArray[np.float64]

_NEVER_NS = -(2**63)
_PARTS_LIPS = (GAP != 0.0).astype(np.float64)  # (C,)
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


_Piece = tuple[_Source, int, Contribution, float, Yields]
"""What one source put into one mix: the source, its priority, its part, gain and what it yields."""


class Mixer:
    """Holds the newest tracks of every source; `sample` is a function of them and of time alone.

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
        self._asked_ns: dict[frozenset[int] | None, int] = {None: _NEVER_NS}

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

    def sample(self, t_ns: int, wanted: frozenset[int] | None = None) -> F64:
        """Value of every channel at `t_ns`, (C,), within its range.

        With `wanted`, columns of channels, only those need to be right: sources that say nothing
        of them are not asked.
        """
        values = np.zeros(len(channels.CHANNELS))
        self._asked_ns[wanted] = max(self._asked_ns.get(wanted, _NEVER_NS), t_ns)
        self._mix(values, t_ns, wanted)
        clipped: F64 = np.minimum(np.maximum(values, channels.LOW), channels.HIGH)
        return clipped

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
        reasons = []
        for entry, priority, part, gain, taken in self._mix(np.zeros(len(channels.CHANNELS)), t_ns):
            weights = np.broadcast_to(part.weight, part.columns.shape)
            for row in np.flatnonzero(part.columns == column):
                weight = float(weights[row])
                value = float(part.weighted[row]) / weight if weight > 0.0 else 0.0
                yields = taken.closed if GAP[column] else 0.0
                yields = taken.rounded if SPREADS[column] else yields
                layer = entry.layer
                reasons.append(
                    Reason(layer.source, layer.kind, priority, weight, value, gain, yields)
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
        for _, part in entry.stream.at(t_ns):
            _add(values, part, _gain(entry, t_ns))
        return values

    def _mix(self, values: F64, t_ns: int, wanted: frozenset[int] | None = None) -> list[_Piece]:
        """Mix all sources into `values` (C,), which are zero; what was mixed, bottom first."""
        pieces: list[_Piece] = []
        owned = 0.0
        yields: Yields | None = None
        for entry, priority, part in self._parts(t_ns, wanted):
            gain, taken = _gain(entry, t_ns), WHOLE
            if entry.layer.kind == "over":
                _lay_over(values, part, gain)
                if entry.layer.owner and entry.moves_lips:
                    owned = min(owned + _strongest(part), 1.0)  # two parts at a seam
            else:
                if entry.moves_lips and owned:
                    yields = yielding(values, owned) if yields is None else yields
                    taken = yields
                _add(values, part, gain, taken)
            pieces.append((entry, priority, part, gain, taken))
        if wanted is None or not EYES.isdisjoint(wanted):
            self._steady(values, pieces)
        return pieces

    def _steady(self, values: F64, pieces: list[_Piece]) -> None:
        """Keep the eyes where the layer that looks has them, whatever else moves the head."""
        looking = [part for source, _, part, _, _ in pieces if source is self._looks]
        if looking:
            steady(values, looking)

    def _parts(
        self, t_ns: int, wanted: frozenset[int] | None
    ) -> list[tuple[_Source, int, Contribution]]:
        """What every source contributes at `t_ns`, bottom first."""
        parts, ranked = [], False
        for entry in self._order:
            for priority, part in entry.stream.at(t_ns, wanted):
                parts.append((entry, priority, part))
                ranked = ranked or priority != 0
        if ranked:
            parts.sort(key=lambda one: (*_rank(one[0]), one[1]))
        return parts


def _rank(source: _Source) -> tuple[bool, bool]:
    return source.layer.kind == "add", source.layer.owner


def _gain(source: _Source, t_ns: int) -> float:
    """The product of its dials."""
    gain = 1.0
    for dial in source.dials:
        if dial.turned:
            gain *= dial.at(t_ns)
    return gain


def _strongest(part: Contribution) -> float:
    weight = part.weight
    return weight if isinstance(weight, float) else float(weight.max(initial=0.0))


def _lay_over(values: F64, part: Contribution, gain: float) -> None:
    wanted = part.weighted if gain == 1.0 else gain * part.weighted
    if isinstance(part.weight, float) and part.weight == 1.0:
        values[part.columns] = wanted
    else:
        values[part.columns] = values[part.columns] * (1.0 - part.weight) + wanted


def _add(values: F64, part: Contribution, gain: float, yields: Yields = WHOLE) -> None:
    added = part.weighted if gain == 1.0 else gain * part.weighted
    if yields.closed:
        added = added * (1.0 - yields.closed * _PARTS_LIPS[part.columns])
    if yields.rounded:
        added = added * (1.0 - yields.rounded * SPREADS[part.columns])
    values[part.columns] += added
