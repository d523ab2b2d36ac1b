"""How the network's word of what arms are about to do is laid out, and what may be read off it."""

import numpy as np
from numpy.typing import NDArray

from kinesics.gesture import gesture

__all__ = ["BIN_NS", "PARTS", "PHASES", "STRIKE_BINS", "STRIKE_FROM", "likeliest", "within"]

F32 = NDArray[np.float32]

PARTS = ("left_arm", "right_arm", "body")
"""`body` is head and torso."""
PHASES = ("rest", *gesture.PHASES, "retraction")
BIN_NS = 40_000_000
STRIKE_BINS, STRIKE_FROM = 16, -4
"""A stroke may end in one of so many bins, the first 0.16 s before the newest sound."""


def within(strikes: F32, since_newest_s: float, reach_s: float) -> float:
    """How surely an accent lies within `reach_s` of that moment, 0..1.

    `since_newest_s` counts from the newest sound. Of two accents in that time either will do.
    """
    low, high = ((since_newest_s + side * reach_s) * 1e9 / BIN_NS for side in (-1.0, 1.0))
    edges = np.arange(STRIKE_BINS + 1) + STRIKE_FROM
    inside = np.clip(np.minimum(edges[1:], high) - np.maximum(edges[:-1], low), 0.0, 1.0)
    return float(min(np.add.reduce(strikes * inside), 1.0))


def likeliest(strikes: F32, since_newest_s: float, reach_s: float) -> float:
    """When the accent near that moment is most likely to peak, in seconds from the newest sound."""
    centres = (np.arange(STRIKE_BINS) + STRIKE_FROM + 0.5) * (BIN_NS * 1e-9)
    near = strikes * (np.abs(centres - since_newest_s) <= reach_s)
    total = float(np.add.reduce(near))
    return float(centres @ near) / total if total > 0.0 else since_newest_s
