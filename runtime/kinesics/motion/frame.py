"""`Frame`: the whole body at one instant."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Frame"]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Values of every channel (or of every joint of a rig, as the context says) at one time."""

    t_ns: int
    """Robot time the values are for."""
    values: NDArray[np.float64]
    """(C,) channels in vocabulary order or (J,) joints in rig order; rad, m or 0..1."""
