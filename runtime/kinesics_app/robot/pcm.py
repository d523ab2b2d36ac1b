"""`pcm16`: samples as links carry them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import IntentError

__all__ = ["pcm16"]

_FULL = 32767.0


def pcm16(samples: NDArray[np.float32] | NDArray[np.int16]) -> bytes:
    """Samples (N,) -1..1, or int16 as synthesisers make them, as little-endian 16-bit integers.

    Raises:
        IntentError: other integers, several channels, NaN.
    """
    given: NDArray[Any] = np.asarray(samples)
    if given.ndim == 1 and (given.dtype.kind, given.dtype.itemsize) == ("i", 2):
        return bytes(given.astype("<i2").tobytes())
    if given.ndim != 1 or given.dtype.kind != "f" or not np.isfinite(given).all():
        raise IntentError(
            f"sound: samples are {given.dtype} of shape {given.shape}, or not all finite; "
            "wanted (N,) of floats -1 to 1, or of int16"
        )
    return bytes(np.round(np.clip(given, -1.0, 1.0) * _FULL).astype("<i2").tobytes())
