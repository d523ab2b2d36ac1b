"""`between`: sound at places between its samples."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["between"]

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]


def between(read: Callable[[NDArray[np.int64]], F32], places: F64) -> F32:
    """The sound at `places` (N,): `read` gives samples by index; cubic between two of them."""
    whole = np.floor(places).astype(np.int64)
    part = (places - whole).astype(np.float32)
    if not part.any():
        return read(whole)
    a, b, c, d = (read(whole + step) for step in (-1, 0, 1, 2))
    bend = part * (2.0 * a - 5.0 * b + 4.0 * c - d + part * (3.0 * (b - c) + d - a))
    made: F32 = b + 0.5 * part * (c - a + bend)
    return made
