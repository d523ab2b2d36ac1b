"""`Costs`: how long something took, counted by size: a day needs no more room than a minute."""

from array import array
from bisect import bisect_left
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

__all__ = ["EDGES_US", "Costs"]

_BITS = 7
"""Costs are rounded to so many bits: within 1 %, as exact as a percentile of times is worth."""

_STEPS = 2**_BITS + 1  # a rounded cost is at most 2**_BITS, times a power of two
_POWERS = 37  # up to 2.4 hours
_SIZES_US = (1e-3 * np.arange(_STEPS) * 2.0 ** np.arange(_POWERS)[:, None]).ravel()

EDGES_US = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
"""Of the buckets of a histogram: each holds costs up to its edge, the last those beyond."""

_LARGEST = len(_SIZES_US) - 1

_EDGES_NS = tuple(1000 * edge for edge in EDGES_US)


class Costs:
    """Durations, or how late something was [ns]."""

    def __init__(self) -> None:
        self.buckets = [0] * (len(EDGES_US) + 1)
        """(11,) how many there were up to each of `EDGES_US`, and beyond."""
        self.largest_ns = 0
        self._counts = array("I", bytes(len(_SIZES_US) * array("I").itemsize))

    def book(self, cost_ns: int) -> None:
        """One more, 0 or longer."""
        self.buckets[bisect_left(_EDGES_NS, cost_ns)] += 1
        self.largest_ns = max(self.largest_ns, cost_ns)
        coarse = cost_ns.bit_length() - _BITS
        if coarse > 0:
            size = coarse * _STEPS + ((cost_ns + (1 << coarse >> 1)) >> coarse)
            self._counts[min(size, _LARGEST)] += 1
        else:
            self._counts[cost_ns] += 1

    def beyond(self, edge_us: int) -> int:
        """How many took longer than one of `EDGES_US`."""
        return sum(self.buckets[EDGES_US.index(edge_us) + 1 :])

    def summary(self) -> Mapping[str, float]:
        """p50, p99 and mean [us], within 1 %, and how many there were; of none, zeros."""
        counts = np.frombuffer(self._counts, self._counts.typecode).astype(np.int64)
        up_to = np.cumsum(counts)
        total = int(up_to[-1])
        whole_us = float(counts @ _SIZES_US)
        return {
            "p50_us": _percentile_us(up_to, 0.50),
            "p99_us": _percentile_us(up_to, 0.99),
            "mean_us": round(whole_us / max(total, 1), 1),
            "count": total,
        }


def _percentile_us(up_to: NDArray[np.int64], share: float) -> float:
    """What `share` of all do not exceed; `up_to`: how many do not exceed each of `_SIZES_US`."""
    return round(float(_SIZES_US[np.searchsorted(up_to, share * float(up_to[-1]))]), 1)
