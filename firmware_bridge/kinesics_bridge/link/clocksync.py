"""`ClockSync`: host time to the firmware's microseconds and back, by frequency *and* offset."""

from collections import deque
from math import exp, inf, sqrt
from typing import NamedTuple

__all__ = ["FAST_SAMPLES", "ClockSync"]

FAST_SAMPLES = 8
"""Round trips that are asked for at once, before the map is used."""

_FAST_GAP_NS = 10_000_000
_GAP_NS = 983_900_000  # odd, so that questions do not beat with anything periodic
_GOOD_US = 100.0  # a wire with more jitter than this is asked five times as often
_SAMPLES = 64
_MEMORY_US = 30e6  # older samples fade with this time constant: crystals wander, emulators worse
_FLOOR_US = 20.0  # no round trip is trusted more than this
_CRYSTAL = 2e-4  # what clocks are assumed to differ by, until the samples say otherwise
_ANY_CLOCK = 0.05  # an emulator's
_NO_CLOCK = 0.5  # beyond this the samples are wrong


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
        self.samples = 0
        """Round trips in use."""
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
    def gap_ns(self) -> int:
        """How long to wait before the next question."""
        if self.samples < FAST_SAMPLES:
            return _FAST_GAP_NS
        slowest_ns = _GAP_NS if self.offset_error_us < _GOOD_US else _GAP_NS // 5
        return min(_FAST_GAP_NS << (self.samples - FAST_SAMPLES + 1), slowest_ns)

    def add(self, sent_ns: int, back_ns: int, received_us: int, replied_us: int) -> None:
        """One round trip: host times of leaving and coming back, the firmware's in between."""
        if not self._samples:
            self._host_0_ns, self._firmware_0_us = sent_ns, received_us
        host_us = ((sent_ns - self._host_0_ns) + (back_ns - self._host_0_ns)) / 2000
        firmware_us = ((received_us - self._firmware_0_us) + (replied_us - self._firmware_0_us)) / 2
        round_trip_us = max(0.0, (back_ns - sent_ns) / 1000 - (replied_us - received_us))
        self._samples.append(_Sample(host_us, firmware_us, round_trip_us))
        self.samples = len(self._samples)
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
        weights = self._weights()
        total = sum(weights)
        pairs = list(zip(weights, self._samples, strict=True))
        host = sum(weight * sample.host_us for weight, sample in pairs) / total
        # The difference of the two clocks is small where the clocks themselves are large numbers.
        ahead = (
            sum(weight * (sample.firmware_us - sample.host_us) for weight, sample in pairs) / total
        )
        spread = sum(weight * (sample.host_us - host) ** 2 for weight, sample in pairs)
        slope = sum(
            weight * (sample.host_us - host) * (sample.firmware_us - sample.host_us - ahead)
            for weight, sample in pairs
        )
        for prior in (_CRYSTAL, _ANY_CLOCK):
            information = spread + prior**-2
            self.rate = min(max(slope / information, -_NO_CLOCK), _NO_CLOCK)
            self.rate_error = 1 / sqrt(information)
            if abs(slope) < 4 * sqrt(spread) + spread * 2 * _CRYSTAL:
                break  # what a crystal may do explains it
        self.offset_error_us = 1 / sqrt(total)
        self._host_mean_us, self._firmware_mean_us = host, host + ahead

    def _weights(self) -> list[float]:
        trips_us = sorted(sample.round_trip_us for sample in self._samples)
        count = len(trips_us)
        # How far the shortest is from the possible shows in how thinly the short ones lie; but
        # three may be alike by luck, so what is usual and how many there were have a say too.
        thinly_us = trips_us[min(2, count - 1)] - trips_us[0]
        usually_us = (trips_us[count // 2] - trips_us[0]) / sqrt(count)
        floor_us = _FLOOR_US + max(thinly_us, usually_us)
        now_us = self._samples[-1].host_us
        return [
            exp((sample.host_us - now_us) / _MEMORY_US)
            / (floor_us + (sample.round_trip_us - trips_us[0]) / 2) ** 2
            for sample in self._samples
        ]
