"""`Costs`: how long something took, counted by size: a day needs no more room than a minute."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping

__all__ = ["EDGES_US", "Costs"]

_BITS = 7
"""Costs are rounded to so many bits: within 1 %, as exact as a percentile of times is worth."""

EDGES_US = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
"""Of the buckets of a histogram: each holds costs up to its edge, the last those beyond."""

_EDGES_NS = tuple(1000 * edge for edge in EDGES_US)


class Costs:
    """Durations, or how late something was [ns]."""

    def __init__(self) -> None:
        self.buckets = [0] * (len(EDGES_US) + 1)
        """(11,) how many there were up to each of `EDGES_US`, and beyond."""
        self.largest_ns = 0
        self._counts: Counter[int] = Counter()

    def book(self, cost_ns: int) -> None:
        """One more, 0 or longer."""
        self.buckets[bisect_left(_EDGES_NS, cost_ns)] += 1
        self.largest_ns = max(self.largest_ns, cost_ns)
        coarse = max(cost_ns.bit_length() - _BITS, 0)
        self._counts[(cost_ns + (1 << coarse >> 1)) >> coarse << coarse] += 1

    @property
    def sizes(self) -> int:
        """How many different ones are told apart."""
        return len(self._counts)

    def summary(self) -> Mapping[str, float]:
        """p50, p99 and mean [us], within 1 %, and how many there were; of none, zeros."""
        total = self._counts.total()
        whole_ns = sum(size * n for size, n in self._counts.items())
        return {
            "p50_us": self._percentile_us(0.50),
            "p99_us": self._percentile_us(0.99),
            "mean_us": round(whole_ns / max(total, 1) * 1e-3, 1),
            "count": total,
        }

    def _percentile_us(self, share: float) -> float:
        """What `share` of all do not exceed [us]."""
        left, size = share * self._counts.total(), 0
        for size in sorted(self._counts):
            left -= self._counts[size]
            if left <= 0.0:
                break
        return round(size * 1e-3, 1)
