"""`DatedSound`: the last seconds of a sound that comes in dated blocks, to be read by date."""

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.between import between
from kinesics.audio.sample_clock import SampleClock

__all__ = ["DatedSound"]

F32 = NDArray[np.float32]

_KEPT_S = 4


class DatedSound:
    """Blocks count their samples, so what was lost is known, and silent; dates may jitter."""

    def __init__(self, rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self._ring: F32 = np.zeros(_KEPT_S * rate_hz, np.float32)
        self._clock = SampleClock(rate_hz)
        self._end = 0

    def push(self, t_ns: int, first: int, samples: F32) -> None:
        """A block (N,), its first sample `first` heard at about `t_ns`."""
        if first < self._end:  # whoever counts began anew
            self._clear()
        if first - self._end >= len(self._ring):
            self._clear()
            self._end = first
        self._put(self._end, np.zeros(first - self._end, np.float32))
        self._put(first, samples[-len(self._ring) :])
        self._end = first + len(samples)
        self._clock.note(first, t_ns)

    def reaches(self, t_ns: int) -> bool:
        """Whether it is known until then."""
        return self._clock.known and self._clock.sample(t_ns) <= self._end

    def read(self, t_ns: int, count: int, rate_hz: int) -> F32:
        """(count,) at `rate_hz`, the first heard at `t_ns`; what is not known is silent."""
        if not self._clock.known:
            return np.zeros(count, np.float32)
        ratio = self.rate_hz / (rate_hz * (1.0 + 1e-6 * self._clock.slow_ppm))
        places = self._clock.sample(t_ns) + ratio * np.arange(count, dtype=np.float64)
        return between(self._at, places)

    def _at(self, places: NDArray[np.int64]) -> F32:
        known = (places < self._end) & (places >= self._end - len(self._ring)) & (places >= 0)
        return np.where(known, self._ring[places % len(self._ring)], np.float32(0.0))

    def _put(self, first: int, samples: F32) -> None:
        self._ring[np.arange(first, first + len(samples)) % len(self._ring)] = samples

    def _clear(self) -> None:
        self._ring.fill(0.0)
        self._clock = SampleClock(self.rate_hz)
        self._end = 0
