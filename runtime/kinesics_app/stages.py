"""`Stages`: what each stage of a tick costs on this machine."""

import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping

from kinesics.record.laps import Lap

__all__ = ["EDGES_US", "Stages"]

_BITS = 7
"""Costs are counted by size, rounded to so many bits: within 1 %, as exact as a percentile of times
is worth, and no larger after a day than after a minute."""

_TICK_NS = 10_000_000

EDGES_US = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
"""Of the buckets of a histogram: each holds costs up to its edge, the last those beyond."""

_EDGES_NS = tuple(1000 * edge for edge in EDGES_US)


class Stages:
    """Cost of named stages, a sample a tick, taken lap by lap."""

    def __init__(self) -> None:
        self._counts: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self._buckets: dict[str, list[int]] = {}
        self._since_ns = 0
        self.slow: Counter[str] = Counter()
        """Runs that took longer than a tick, by stage."""
        self.kept: list[Lap] | None = None
        """Every lap, where somebody keeps them."""
        self._robot_time_ns = 0

    def keep(self, now_ns: int) -> None:
        """Keep every lap from now on, dated in robot time, which is `now_ns` now."""
        self._robot_time_ns = now_ns - time.perf_counter_ns()
        self.kept = []

    def start(self) -> None:
        """Begin the first lap."""
        self._since_ns = time.perf_counter_ns()

    def lap(self, stage: str) -> int:
        """Book the time since the last lap to `stage`, and begin the next; that time [ns]."""
        now_ns = time.perf_counter_ns()
        cost_ns = now_ns - self._since_ns
        self.book(stage, cost_ns)
        if self.kept is not None:
            self.kept.append(Lap(stage, self._since_ns + self._robot_time_ns, cost_ns))
        self._since_ns = now_ns
        return cost_ns

    def book(self, stage: str, cost_ns: int) -> None:
        """One more run of `stage`, that took this long."""
        if cost_ns > _TICK_NS:
            self.slow[stage] += 1
        buckets = self._buckets.get(stage)
        if buckets is None:
            buckets = self._buckets[stage] = [0] * (len(EDGES_US) + 1)
        buckets[bisect_left(_EDGES_NS, cost_ns)] += 1
        coarse = max(cost_ns.bit_length() - _BITS, 0)
        self._counts[stage][(cost_ns + (1 << coarse >> 1)) >> coarse << coarse] += 1

    @property
    def names(self) -> tuple[str, ...]:
        """The stages that ran, in the order in which they first did."""
        return tuple(self._counts)

    def of(self, stage: str) -> Mapping[str, float]:
        """Of one stage: p50, p99 and mean [us], within 1 %, and how often it ran."""
        counts = self._counts[stage]
        return {
            "p50_us": _percentile_us(counts, 0.50),
            "p99_us": _percentile_us(counts, 0.99),
            "mean_us": round(sum(s * n for s, n in counts.items()) / counts.total() * 1e-3, 1),
            "count": counts.total(),
        }

    def histograms(self) -> dict[str, list[int]]:
        """Runs of each stage by cost, (11,): up to each of `EDGES_US`, and beyond."""
        return {stage: [*buckets] for stage, buckets in self._buckets.items()}

    def summary(self) -> Mapping[str, Mapping[str, float]]:
        """`of` each stage."""
        return {stage: self.of(stage) for stage in self.names}


def _percentile_us(counts: Counter[int], share: float) -> float:
    """The cost that `share` of all do not exceed [us]."""
    left = share * counts.total()
    for size in sorted(counts):
        left -= counts[size]
        if left <= 0.0:
            break
    return round(size * 1e-3, 1)
