"""The teacher: phones with times become lip curves, by the runtime's model of coarticulation."""

import numpy as np
import numpy.typing as npt

from kinesics.audio import coarticulation
from kinesics.audio.coarticulation import ARTICULATORS
from kinesics_training.lips.phones import Segment, timed

__all__ = ["ARTICULATORS", "RATE_HZ", "articulators"]

F32 = npt.NDArray[np.float32]
RATE_HZ = 100
"""Curves have one row per 10 ms."""


def articulators(spoken: list[Segment], times_s: npt.NDArray[np.float64]) -> F32:
    """Curves of `ARTICULATORS` at the given times, (T, 6)."""
    return coarticulation.articulators(timed(spoken), times_s)
