"""`Layer`: how the tracks of one source enter the mix; `Source`: a layer with its motion."""

from dataclasses import dataclass
from math import prod
from typing import Literal

import numpy as np

from kinesics.errors import TrackError
from kinesics.motion.dial import Dial
from kinesics.motion.lips import GAP, SPREADS
from kinesics.motion.stream import Stream
from kinesics.motion.track import Track

__all__ = ["LIPS", "Layer", "Source", "Wanted", "rank"]

Wanted = frozenset[int] | None
"""Columns of the channels that need to be right; None: all."""

LIPS = frozenset(np.flatnonzero((GAP != 0.0) | (SPREADS != 0.0)).tolist())
"""Columns of what parts or spreads them."""


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


@dataclass(slots=True, eq=False)
class Source:
    """A layer of a mixer and the motion that was published for it."""

    layer: Layer
    stream: Stream
    dials: tuple[Dial, ...]
    """Those of its layer, and its own switch."""
    speaks_of: frozenset[int] = frozenset()
    """Columns of the channels that it ever moved."""

    def __post_init__(self) -> None:
        struct, layer = self.stream.struct, self.layer
        struct.adds, struct.owner, struct.looks = layer.kind == "add", layer.owner, layer.looks

    def begin(self, track: Track, asked_ns: int) -> None:
        """Take a track that its stream does not go on with."""
        if not track.speaks_of <= self.speaks_of:
            self.speaks_of |= track.speaks_of
            self.stream.struct.moves_lips = not LIPS.isdisjoint(self.speaks_of)
        self.stream.begin(track, asked_ns)

    def gain(self, t_ns: int) -> float:
        """The product of its dials."""
        return prod(dial.at(t_ns) for dial in self.dials if dial.turned)


def rank(layer: Layer) -> tuple[bool, bool]:
    """Place in the mix, the lowest first."""
    return layer.kind == "add", layer.owner
