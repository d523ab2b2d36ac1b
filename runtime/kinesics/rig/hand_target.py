"""`HandTarget`: where a hand is wanted; `Reached`: how near an arm gets to it."""

from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["HandTarget", "Reached"]

F64 = NDArray[np.float64]


class HandTarget(NamedTuple):
    """Where a hand is wanted, in the frame of the trunk."""

    place_m: F64
    """(3,) of the palm."""
    fingers: F64 | None = None
    """(3,) unit vector along the fingers; None: whichever is natural."""
    palm: F64 | None = None
    """(3,) unit vector out of the palm."""
    firm: float = 1.0
    """How much the directions count; 1 is usual."""


class Reached(NamedTuple):
    """A pose of an arm, and how far it is from what was wanted."""

    values: F64
    """(7,) as `ARM_CHANNELS`."""
    error_m: float
    turned_rad: float
    """The larger angle between wanted and reached directions of fingers and palm."""
    apart_m: float = inf
    """Between the arm and the body, where somebody looked."""
