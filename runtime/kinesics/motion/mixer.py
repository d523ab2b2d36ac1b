"""`Mixer`: one value per channel and time, chosen by rule, and the reason for it."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import TrackError
from kinesics.motion import channels
from kinesics.motion.stream import Contribution, Stream
from kinesics.motion.track import Track

__all__ = ["Layer", "Mixer", "Reason"]

F64 = NDArray[np.float64]


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


@dataclass(slots=True, eq=False)
class _Source:
    layer: Layer
    stream: Stream
    priority: int = 0


class Mixer:
    """Holds the newest tracks of every source; `sample` is a function of them and of time alone.

    Order: over-layers by priority (later ones in the constructor's order win ties), then all
    additive layers, then the range of each channel. A source that says nothing costs nothing.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._sources = {
            layer.source: _Source(layer, Stream(layer.ramp_s, layer.fade_s)) for layer in layers
        }
        if len(self._sources) != len(layers):
            raise TrackError("two layers of one source; wanted one layer a source")
        self._order = sorted(self._sources.values(), key=_rank)

    def accept(self, source: str, track: Track) -> None:
        """Take a track of `source`; it replaces the source's older ones from its `t_ns` on.

        Raises:
            TrackError: a source without a layer.
        """
        try:
            entry = self._sources[source]
        except KeyError:
            raise TrackError(
                f"no layer for source {source!r}; layers: {', '.join(self._sources)}"
            ) from None
        entry.stream.accept(track)
        if entry.priority != track.priority:
            entry.priority = track.priority
            self._order = sorted(self._sources.values(), key=_rank)

    def sample(self, t_ns: int, wanted: Set[int] | None = None) -> F64:
        """Value of every channel at `t_ns`, (C,), within its range.

        With `wanted`, columns of channels, only those need to be right: sources that say nothing
        of them are not asked.
        """
        values = np.zeros(len(channels.CHANNELS))
        for entry, part in self._parts(t_ns, wanted):
            _apply(values, entry.layer, part)
        clipped: F64 = np.minimum(np.maximum(values, channels.LOW), channels.HIGH)
        return clipped

    def why(self, channel: str, t_ns: int) -> tuple[Reason, ...]:
        """Every source's part in `channel` at `t_ns`, bottom first: the last `over` won."""
        column = channels.index(channel)
        reasons = []
        for entry, part in self._parts(t_ns):
            weights = np.broadcast_to(part.weight, part.columns.shape)
            for row in np.flatnonzero(part.columns == column):
                weight = float(weights[row])
                value = float(part.weighted[row]) / weight if weight > 0.0 else 0.0
                layer = entry.layer
                reasons.append(Reason(layer.source, layer.kind, entry.priority, weight, value))
        return tuple(reasons)

    def _parts(
        self, t_ns: int, wanted: Set[int] | None = None
    ) -> list[tuple[_Source, Contribution]]:
        parts = [(entry, entry.stream.at(t_ns, wanted)) for entry in self._order]
        return [(entry, part) for entry, part in parts if part is not None]


def _rank(source: _Source) -> tuple[bool, int]:
    return source.layer.kind == "add", source.priority


def _apply(values: F64, layer: Layer, part: Contribution) -> None:
    if layer.kind == "add":
        values[part.columns] += part.weighted
    elif isinstance(part.weight, float) and part.weight == 1.0:
        values[part.columns] = part.weighted
    else:
        values[part.columns] = values[part.columns] * (1.0 - part.weight) + part.weighted
