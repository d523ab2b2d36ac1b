"""`blend`: the parts of some sources, put into a mix by their order and their kind."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.channels import CHANNELS
from kinesics.motion.layer import Source
from kinesics.motion.lips import Yields, yielding
from kinesics.motion.segment import Part

__all__ = ["Blend", "Piece", "blend", "nothing"]

F64 = NDArray[np.float64]


class Piece(NamedTuple):
    """What one source put into a mix of N times."""

    source: Source
    part: Part
    """Of the first of these times, as many as it was asked for."""
    gain: F64 | None
    """(N, 1) of its dials; None: 1."""
    taken: Yields | None
    """What owned lips took away from it; None: nothing."""

    @property
    def shown(self) -> Part:
        """What of the part is left by its dials."""
        part, gain = self.part, self.gain
        if gain is None:
            return part
        return Part(part.priority, gain * part.weight, gain * part.weighted)


class Blend(NamedTuple):
    """A mix of N times that more can be put into, its additions beside it."""

    over: F64
    """(N, C) of the over-layers."""
    added: F64
    """(N, C) the sum of the additions."""

    def cut(self, start: int, count: int) -> "Blend":
        """Some of its times."""
        return Blend(self.over[start : start + count], self.added[start : start + count])

    def copy(self) -> "Blend":
        """One that may be changed."""
        return Blend(self.over.copy(), self.added.copy())


def nothing(count: int) -> Blend:
    """The mix of so many times before anything is put into it."""
    over, added = np.zeros((2, count, len(CHANNELS)))
    return Blend(over, added)


def blend(
    mix: Blend, times_ns: tuple[int, ...], parts: Iterable[tuple[Source, Part]]
) -> list[Piece]:
    """Put `parts`, in order, into the `mix` of `times_ns`; over-layers come before additions."""
    pieces: list[Piece] = []
    owned: F64 | None = None  # (N,) of the lips, by an owner
    yields: Yields | None = None
    for source, part in parts:
        count, taken = len(part.weighted), None
        gain = source.gain(times_ns[:count], part.weighted)
        weighted = part.weighted if gain is None else gain * part.weighted
        if source.layer.kind == "over":
            over = mix.over[:count]
            over *= 1.0 - part.weight
            over += weighted
            if source.layer.owner and source.moves_lips:
                owned = np.zeros(len(times_ns)) if owned is None else owned
                owned[:count] += np.maximum.reduce(part.weight, axis=1)  # two at a seam
        else:
            if source.moves_lips and owned is not None:
                yields = taken = yields or yielding(mix.over, np.minimum(owned, 1.0))
                weighted = weighted * taken.left[:count]
            added = mix.added[:count]
            added += weighted
        pieces.append(Piece(source, part, gain, taken))
    return pieces
