"""`SampleClock`: when each sample of a device was, by dates of its blocks that jitter."""

from math import exp

__all__ = ["SampleClock"]

_MEMORY_S = 30.0
"""Over which a device's rate is learnt."""
_RIDGE_S2 = 100.0
"""Pulls the rate towards its nominal one: dates that jitter by 2 ms, rates off by 200 ppm."""
_JUMP_S = 0.03
"""Further off than this samples were lost, or the computer slept: it begins anew."""


class SampleClock:
    """A straight line through (sample, date), the older the fainter: weighted least squares."""

    def __init__(self, rate_hz: int) -> None:
        """`rate_hz`: nominal, of the samples that are counted."""
        self._rate_hz = rate_hz
        self.jumps = 0
        self._known = False
        self._begin(0, 0)

    @property
    def known(self) -> bool:
        """Whether there was a date."""
        return self._known

    def note(self, sample: float, t_ns: int) -> bool:
        """Sample `sample` was at about `t_ns`; whether that is where it was to be.

        If it is not, all that was known is forgotten.
        """
        if not self._known:
            self._known = True
            self._begin(sample, t_ns)
        off_s = (t_ns - self.time_ns(sample)) * 1e-9
        follows = abs(off_s) <= _JUMP_S
        if not follows:
            self.jumps += 1
            self._begin(sample, t_ns)
        self._move(sample)
        y = (t_ns - self._origin_ns) * 1e-9
        self._weight += 1.0
        self._sum_y += y
        return follows

    def time_ns(self, sample: float) -> int:
        """When that sample was, or will be."""
        x = (sample - self._sample) / self._rate_hz
        offset, slope = self._line()
        return self._origin_ns + round((x + offset + slope * x) * 1e9)

    def sample(self, t_ns: int) -> float:
        """The sample, between two if need be, that is at `t_ns`."""
        offset, slope = self._line()
        y = (t_ns - self._origin_ns) * 1e-9
        return self._sample + (y - offset) / (1.0 + slope) * self._rate_hz

    @property
    def slow_ppm(self) -> float:
        """How much longer a sample lasts than it should."""
        return self._line()[1] * 1e6

    def _begin(self, sample: float, t_ns: int) -> None:
        self._sample, self._origin_ns = sample, t_ns
        self._weight = self._sum_x = self._sum_y = self._sum_xx = self._sum_xy = 0.0

    def _move(self, sample: float) -> None:
        """Count from `sample`, and from where it should be: sums of small numbers stay exact."""
        x = (sample - self._sample) / self._rate_hz
        fades = exp(-abs(x) / _MEMORY_S)
        self._sample = sample
        self._origin_ns += round(x * 1e9)
        weight, sx, sy = self._weight, self._sum_x, self._sum_y
        self._sum_xx = fades * (self._sum_xx - 2.0 * x * sx + x * x * weight)
        self._sum_xy = fades * (self._sum_xy - x * sy)
        self._sum_x = fades * (sx - x * weight)
        self._sum_y, self._weight = fades * sy, fades * weight

    def _line(self) -> tuple[float, float]:
        """Offset [s] at the newest sample, and slope, of dates against nominal times."""
        if not self._weight:
            return 0.0, 0.0
        mean_x, mean_y = self._sum_x / self._weight, self._sum_y / self._weight
        spread = self._sum_xx - mean_x * self._sum_x
        slope = (self._sum_xy - mean_x * self._sum_y) / (spread + _RIDGE_S2)
        return mean_y - slope * mean_x, slope
