"""`Costs`: how long something took, counted by size: a day needs no more room than a minute."""

from array import array
from collections.abc import Mapping

import numpy as np

__all__ = ["EDGES_US", "Costs"]

_BITS = 7
"""Costs are rounded to so many bits: within 1 %, as exact as a percentile of times is worth."""

_STEPS = 2**_BITS + 1  # a rounded cost is at most 2**_BITS, times a power of two
_POWERS = 37  # up to 2.4 hours
_SIZES_US = (1e-3 * np.arange(_STEPS) * 2.0 ** np.arange(_POWERS)[:, None]).ravel()

EDGES_US = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
"""Of the buckets of a histogram: each holds costs up to its edge, the last those beyond."""

_LARGEST = len(_SIZES_US) - 1

_EDGES_NS = np.array([1000 * edge for edge in EDGES_US])


class Costs:
    """Durations, or how late something was [ns].

    They are counted some at once: to book one is to write it down, and a tick books twenty. Who
    asks for buckets, which a status tells twice a second, has no percentiles counted besides.
    """

    def __init__(self, at_once: int = 512) -> None:
        """`at_once`: so many are written down before they are counted."""
        self._fresh = array("q", bytes(at_once * array("q").itemsize))  # [ns], not counted yet
        self._seen = np.frombuffer(self._fresh, np.int64)
        self._written, self._full = 0, at_once - 1
        self._in_buckets = 0  # of those written
        self._largest_ns = 0
        self._buckets = np.zeros(len(EDGES_US) + 1, np.int64)
        self._counts = np.zeros(len(_SIZES_US), np.uint32)

    def book(self, cost_ns: int) -> None:
        """One more, 0 or longer."""
        at = self._written
        self._fresh[at] = cost_ns
        self._written = at + 1
        if at == self._full:
            self._count()

    def _into_buckets(self) -> None:
        costs_ns = self._seen[self._in_buckets : self._written]
        if not len(costs_ns):
            return
        self._in_buckets = self._written
        self._largest_ns = max(int(costs_ns.max()), self._largest_ns)
        of = _EDGES_NS.searchsorted(costs_ns)
        self._buckets += np.bincount(of, minlength=len(self._buckets))

    def _count(self) -> None:
        self._into_buckets()
        costs_ns = self._seen[: self._written]
        self._written = self._in_buckets = 0
        _, bits = np.frexp(costs_ns.astype(np.float64))
        coarse = np.maximum(bits - _BITS, 0)
        sizes = coarse * _STEPS + ((costs_ns + (1 << coarse >> 1)) >> coarse)
        np.add.at(self._counts, np.minimum(sizes, _LARGEST), 1)

    @property
    def largest_ns(self) -> int:
        """The longest of them; of none, 0."""
        self._into_buckets()
        return self._largest_ns

    @property
    def buckets(self) -> list[int]:
        """(11,) how many there were up to each of `EDGES_US`, and beyond."""
        self._into_buckets()
        counts: list[int] = self._buckets.tolist()
        return counts

    def beyond(self, edge_us: int) -> int:
        """How many took longer than one of `EDGES_US`."""
        return sum(self.buckets[EDGES_US.index(edge_us) + 1 :])

    def summary(self) -> Mapping[str, float]:
        """p50, p99 and mean [us], within 1 %, and how many there were; of none, zeros."""
        self._count()
        some = self._counts.nonzero()[0]  # a hundred of five thousand
        if not len(some):
            return {"p50_us": 0.0, "p99_us": 0.0, "mean_us": 0.0, "count": 0}
        counts, sizes_us = self._counts[some], _SIZES_US[some]
        up_to = counts.cumsum(dtype=np.int64)
        total = int(up_to[-1])
        middle, ninety_nine = sizes_us[up_to.searchsorted((0.50 * total, 0.99 * total))].tolist()
        largest_us = self.largest_ns * 1e-3  # which a size that was rounded up is not
        return {
            "p50_us": min(round(middle, 1), largest_us),
            "p99_us": min(round(ninety_nine, 1), largest_us),
            "mean_us": round(float(counts @ sizes_us) / total, 1),
            "count": total,
        }
