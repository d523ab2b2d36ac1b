"""`ClockSync`: host time to the firmware's microseconds and back, by frequency *and* offset."""

from collections import deque
from math import exp, inf, sqrt
from typing import NamedTuple

__all__ = ["ClockSync"]

_SAMPLES = 64
_MEMORY_US = 30e6  # older samples fade with this time constant: crystals wander, emulators worse
_FLOOR_US = 20.0  # no round trip is trusted more than this
_PRIOR_RATE = 5e-3  # before there is a baseline, clocks are assumed this equal


class _Sample(NamedTuple):
    host_us: float
    firmware_us: float
    round_trip_us: float


class ClockSync:
    """Weighted regression of the firmware's clock on the host's over round trips.

    A round trip that took long says little: its error may be half of what it took beyond the
    shortest, and so is its weight.
    """

    def __init__(self) -> None:
        self.rate = 0.0
        """Firmware microseconds per host microsecond, minus 1."""
        self.rate_error = inf
        """Standard error of `rate`."""
        self.offset_error_us = inf
        """Standard error of a converted time near the latest samples [us]."""
        self._samples: deque[_Sample] = deque(maxlen=_SAMPLES)
        self._host_0_ns = 0
        self._firmware_0_us = 0
        self._host_mean_us = 0.0
        self._firmware_mean_us = 0.0

    @property
    def samples(self) -> int:
        """Round trips in use."""
        return len(self._samples)

    def add(self, sent_ns: int, back_ns: int, received_us: int, replied_us: int) -> None:
        """One round trip: host times of leaving and coming back, the firmware's in between."""
        if not self._samples:
            self._host_0_ns, self._firmware_0_us = sent_ns, received_us
        host_us = ((sent_ns - self._host_0_ns) + (back_ns - self._host_0_ns)) / 2000
        firmware_us = ((received_us - self._firmware_0_us) + (replied_us - self._firmware_0_us)) / 2
        round_trip_us = max(0.0, (back_ns - sent_ns) / 1000 - (replied_us - received_us))
        self._samples.append(_Sample(host_us, firmware_us, round_trip_us))
        self._fit()

    def firmware_us(self, t_ns: int) -> float:
        """The firmware's clock at host time `t_ns`."""
        host_us = (t_ns - self._host_0_ns) / 1000 - self._host_mean_us
        return self._firmware_0_us + self._firmware_mean_us + host_us * (1 + self.rate)

    def host_ns(self, firmware_us: int) -> int:
        """Host time at which the firmware's clock shows `firmware_us`."""
        elapsed_us = firmware_us - self._firmware_0_us - self._firmware_mean_us
        return self._host_0_ns + round((self._host_mean_us + elapsed_us / (1 + self.rate)) * 1000)

    def _fit(self) -> None:
        shortest = min(sample.round_trip_us for sample in self._samples)
        now = self._samples[-1].host_us
        weights = []
        for sample in self._samples:
            error_us = _FLOOR_US + (sample.round_trip_us - shortest) / 2
            weights.append(exp((sample.host_us - now) / _MEMORY_US) / error_us**2)
        total = sum(weights)
        pairs = list(zip(weights, self._samples, strict=True))
        host = sum(weight * sample.host_us for weight, sample in pairs) / total
        # Around the sample itself the difference of the two clocks is small, so nothing is lost.
        ahead = (
            sum(weight * (sample.firmware_us - sample.host_us) for weight, sample in pairs) / total
        )
        spread = sum(weight * (sample.host_us - host) ** 2 for weight, sample in pairs)
        slope = sum(
            weight * (sample.host_us - host) * (sample.firmware_us - sample.host_us - ahead)
            for weight, sample in pairs
        )
        self.rate = slope / (spread + _PRIOR_RATE**-2)
        self.rate_error = 1 / sqrt(spread + _PRIOR_RATE**-2)
        self.offset_error_us = 1 / sqrt(total)
        self._host_mean_us, self._firmware_mean_us = host, host + ahead
