"""Signals without what is fast in them, and without delay."""

from math import log, pi, sqrt

import numpy as np
from numpy.typing import NDArray

__all__ = ["SYLLABLES_HZ", "band", "smoothed"]

F64 = NDArray[np.float64]

SYLLABLES_HZ = (2.0, 8.0)
"""In which a voice and a mouth go up and down together: once a syllable."""


def band(values: F64, rate_hz: float, edges_hz: tuple[float, float] = SYLLABLES_HZ) -> F64:
    """(T,) what of `values` (T,) lies between two frequencies, each at half of its power.

    The difference of two Gaussians, which delays nothing at whatever rate.
    """
    slow, fast = (
        smoothed(values[:, None], sqrt(log(2.0)) / (2.0 * pi * edge_hz) * rate_hz)[:, 0]
        for edge_hz in edges_hz
    )
    between: F64 = fast - slow
    return between


def smoothed(values: F64, sigma: float) -> F64:
    """(T, K) by a Gaussian of `sigma` rows, whose window shrinks at the ends."""
    reach = int(4.0 * sigma) + 1
    kernel = np.exp(-0.5 * np.square(np.arange(-reach, reach + 1) / sigma))
    size = 1 << (len(values) + 2 * reach).bit_length()
    shape = np.fft.rfft(kernel, size)
    weighed = np.fft.irfft(np.fft.rfft(values, size, axis=0) * shape[:, None], size, axis=0)
    weight = np.fft.irfft(np.fft.rfft(np.ones(len(values)), size) * shape, size)
    rows = slice(reach, reach + len(values))
    smooth: F64 = weighed[rows] / weight[rows, None]
    return smooth
