"""`Layer`: how the tracks of one source enter the mix; `Source`: a layer with its motion."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import TrackError
from kinesics.motion.dial import Dial
from kinesics.motion.lips import GAP, SPREADS, spared
from kinesics.motion.stream import Stream
from kinesics.motion.track import Track

__all__ = ["Layer", "Source", "Wanted"]

Wanted = frozenset[int] | None
"""Columns of the channels that need to be right; None: all."""

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


@dataclass(slots=True, eq=False)
class Source:
    """A layer of a mixer and the motion that was published for it."""

    layer: Layer
    stream: Stream
    dials: tuple[Dial, ...]
    """Those of its layer, and its own switch."""
    speaks_of: frozenset[int] = frozenset()
    """Columns of the channels that it ever moved."""
    moves_lips: bool = False
    """Whether these part or spread the lips."""
    has_priority: bool = False
    """Whether it ever had a priority other than 0."""

    @property
    def rank(self) -> tuple[bool, bool]:
        """Place in the mix, the lowest first."""
        return self.layer.kind == "add", self.layer.owner

    @property
    def stands_alone(self) -> bool:
        """Whether what it puts into the mix depends on nothing but its tracks and time."""
        waits = self.moves_lips and self.layer.kind == "add"  # for lips that an owner closes
        dialled = self.layer.dials or any(dial.turned for dial in self.dials)
        return not (self.layer.owner or dialled or waits)

    def accept(self, track: Track, asked_ns: int) -> int:
        """Take a track as its stream does; from when on its motion is another."""
        if not track.speaks_of <= self.speaks_of:
            self.speaks_of |= track.speaks_of
            self.moves_lips = not _LIPS.isdisjoint(self.speaks_of)
        self.has_priority = self.has_priority or track.priority != 0
        return self.stream.accept(track, asked_ns)

    def rows(self, wanted: tuple[Wanted, ...]) -> int:
        """How many rows of a mix, counted from the first, it must be known for."""
        meets = [one is None or not one.isdisjoint(self.speaks_of) for one in wanted]
        last = max((row for row, met in enumerate(meets, 1) if met), default=0)
        return len(wanted) if self.layer.looks and self.speaks_of else last

    def gain(
        self, times_ns: tuple[int, ...], wanted: NDArray[np.float64]
    ) -> NDArray[np.float64] | None:
        """The product of its dials at times (N,), (N, 1); None: nobody has turned any.

        `wanted` (N, C) is what it scales: an owner's lips that touch are not scaled (`spared`).
        """
        gains: NDArray[np.float64] | None = None
        for dial in self.dials:
            if dial.turned:
                gain = np.array([[dial.at(t_ns)] for t_ns in times_ns])
                gains = gain if gains is None else gains * gain
        if gains is not None and self.layer.owner and self.moves_lips:
            return spared(gains, wanted)
        return gains
