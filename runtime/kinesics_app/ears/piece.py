"""`Piece`: sound that a microphone gave."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.conversation.overheard import Overheard

__all__ = ["Piece", "piece_of"]


class Piece(NamedTuple):
    """As it came: whether it is any good, `Intake` finds out."""

    t_ns: int
    """This computer's CLOCK_MONOTONIC when its first sample was heard."""
    samples: NDArray[np.float32]
    """(N,) mono, or (N, C)."""
    rate_hz: int
    lost: bool = False
    """Whether its device says that sound before it is missing."""


def piece_of(given: Overheard) -> Piece:
    """What another program gave."""
    samples = np.frombuffer(given.samples, "<i2").astype(np.float32) / np.float32(32768.0)
    return Piece(given.t_ns, samples, given.rate_hz)
