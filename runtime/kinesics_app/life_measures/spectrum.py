"""`slow_share`: how much of a motion's speed is slow, by Welch's method."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["slow_share"]

F64 = NDArray[np.float64]

_SEGMENT_S = 8.0
_BELOW_HZ = 6.0


def slow_share(angles: F64, rate_hz: float) -> float:
    """Share of the velocity power of (N, K) angles, all of them, that lies below 6 Hz."""
    velocity = np.diff(angles, axis=0) * rate_hz
    size = min(round(_SEGMENT_S * rate_hz), len(velocity))
    window = np.hanning(size)[:, None]
    hz = np.fft.rfftfreq(size, 1.0 / rate_hz)
    power = np.zeros(len(hz))
    for first in range(0, len(velocity) - size + 1, size // 2):
        power += (np.abs(np.fft.rfft(window * velocity[first : first + size], axis=0)) ** 2).sum(1)
    return float(power[hz < _BELOW_HZ].sum() / power.sum())
