"""`pcm16`: samples as links carry them."""

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
    samples = np.asarray(samples)
    if samples.ndim == 1 and (samples.dtype.kind, samples.dtype.itemsize) == ("i", 2):
        return samples.astype("<i2").tobytes()
    if samples.ndim != 1 or samples.dtype.kind != "f" or not np.isfinite(samples).all():
        raise IntentError(
            f"sound: samples are {samples.dtype} of shape {samples.shape}, or not all finite; "
            "wanted (N,) of floats -1 to 1, or of int16"
        )
    return np.round(np.clip(samples, -1.0, 1.0) * _FULL).astype("<i2").tobytes()
