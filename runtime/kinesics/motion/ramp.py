"""`smoothstep`: the ramp that every hand-over takes."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["smoothstep", "smoothsteps"]

F64 = NDArray[np.float64]


def smoothstep(x: float) -> float:
    """3x² − 2x³ on 0..1, held outside: the least polynomial ramp without a jump in velocity."""
    x = min(max(x, 0.0), 1.0)
    return x * x * (3.0 - 2.0 * x)


def smoothsteps(x: F64) -> F64:
    """`smoothstep` of every element, to the bit."""
    x = np.minimum(np.maximum(x, 0.0), 1.0)
    return x * x * (3.0 - 2.0 * x)
