"""`Mixer`: one value per channel and time, chosen by rule, and the reason for it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import TrackError
from kinesics.motion import channels
from kinesics.motion.blend import Blend
from kinesics.motion.channels import LOW
from kinesics.motion.dial import RAMP_S, Dial
from kinesics.motion.layer import Layer, Source, Wanted, rank
from kinesics.motion.lips import GAP, SPREADS
from kinesics.motion.steady import EYES
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
    an /u/. The law itself is C: kernels/mix.c.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = tuple(layers)
        self._dials = {name: Dial() for layer in layers for name in layer.dials}
        self._named = tuple(self._dials)
        self._dials |= {layer.source: Dial() for layer in layers}
        if clash := {*self._named} & {layer.source for layer in layers}:
            raise TrackError(f"{', '.join(clash)}: a dial and a source; wanted two names")
        self._blend = Blend(len(layers))
        self._order = [
            Source(
                layer,
                Stream(self._blend, place, layer.ramp_s, layer.fade_s),
                tuple(self._dials[name] for name in (*layer.dials, layer.source)),
            )
            for place, layer in enumerate(sorted(layers, key=rank))
        ]
        by_name = {one.layer.source: one for one in self._order}
        if len(by_name) != len(layers):
            raise TrackError("two layers of one source; wanted one layer a source")
        self._sources = {layer.source: by_name[layer.source] for layer in layers}
        self._dialled: list[int] = []  # places of sources whose gain may be other than 1
        # The latest time that each set of channels was asked for: what comes for it is late.
        self._asked_ns: dict[Wanted, int] = {None: _NEVER_NS}
        self._eyes: dict[tuple[Wanted, ...], tuple[bool, ...]] = {}

    def accept(self, source: str, track: Track) -> None:
        """Take a track of `source`; it replaces the source's older ones from its `t_ns` on.

        Of a track that comes late, what was asked for already stays as it was: it is joined there.

        Raises:
            TrackError: a source without a layer.
        """
        entry = self._entry(source)
        if not entry.stream.extend(track, self._latest):
            entry.begin(track, self._asked_of(track))

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

    @property
    def gains(self) -> dict[str, float]:
        """What the dials that were turned were told last, by name."""
        return {name: dial.told for name, dial in self._dials.items() if dial.turned}

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
        asked_ns = self._latest()
        self._dials[dial].turn(gain, max(t_ns, asked_ns), asked_ns, ramp_s)
        self._dialled = [
            place for place, one in enumerate(self._order) if any(dial.turned for dial in one.dials)
        ]

    def sample(self, t_ns: int) -> F64:
        """Value of every channel at `t_ns`, (C,), within its range."""
        values: F64 = self.samples((t_ns,), (None,))[0]
        return values

    def samples(self, times_ns: tuple[int, ...], wanted: tuple[Wanted, ...]) -> F64:
        """Value of every channel at N times, (N, C), within its range.

        Of each time only the `wanted` channels need to be right: what comes for others is not late.
        """
        for t_ns, columns in zip(times_ns, wanted, strict=True):
            self._asked_ns[columns] = max(self._asked_ns.get(columns, _NEVER_NS), t_ns)
        eyes = self._eyes.get(wanted)
        if eyes is None:
            eyes = tuple(one is None or not EYES.isdisjoint(one) for one in wanted)
            self._eyes[wanted] = eyes
        return self._mixed(times_ns, eyes)

    def _mixed(self, times_ns: tuple[int, ...], eyes: tuple[bool, ...]) -> F64:
        dialled = self._dialled
        gains = [[self._order[place].gain(t_ns) for place in dialled] for t_ns in times_ns]
        return self._blend.rows(times_ns, eyes, dialled, gains)

    def _entry(self, source: str) -> Source:
        try:
            return self._sources[source]
        except KeyError:
            raise TrackError(
                f"no layer for source {source!r}; layers: {', '.join(self._sources)}"
            ) from None

    def _latest(self) -> int:
        """For when a mix was asked for last."""
        return max(self._asked_ns.values())

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
        self._mixed((t_ns,), (True,))
        reasons = []
        for piece in self._blend.pieces():
            weight, weighted = float(piece.weight[column]), float(piece.weighted[column])
            if weight == 0.0 and weighted == 0.0:
                continue
            layer = self._order[piece.source].layer
            value = weighted / weight if weight > 0.0 else 0.0
            yields = piece.rounded if SPREADS[column] else piece.closed if GAP[column] else 0.0
            reasons.append(
                Reason(layer.source, layer.kind, piece.priority, weight, value, piece.gain, yields)
            )
        return tuple(reasons)

    def part(self, source: str, t_ns: int) -> F64:
        """What `source` wants of every channel at `t_ns`, (C,), by weight and dials; 0: nothing.

        Before closed lips take away from it. Asked after the mix of that time, it changes nothing.

        Raises:
            TrackError: a source without a layer.
        """
        place = self._order.index(self._entry(source))
        self._mixed((t_ns,), (False,))
        parts = [one.gain * one.weighted for one in self._blend.pieces() if one.source == place]
        values: F64 = np.sum(parts, axis=0, initial=0.0) if parts else np.zeros(len(LOW))
        return values
