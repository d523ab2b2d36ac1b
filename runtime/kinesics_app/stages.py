"""`Stages`: what each stage of a tick costs on this machine."""

import time
from collections import defaultdict, deque
from collections.abc import Mapping

import numpy as np

__all__ = ["Stages"]

_KEPT = 360_000  # an hour of ticks


class Stages:
    """Cost of named stages, a sample a tick, taken lap by lap; the last hour is kept."""

    def __init__(self) -> None:
        self._costs_ns: defaultdict[str, deque[int]] = defaultdict(lambda: deque(maxlen=_KEPT))
        self._since_ns = 0

    def start(self) -> None:
        """Begin the first lap."""
        self._since_ns = time.perf_counter_ns()

    def lap(self, stage: str) -> None:
        """Book the time since the last lap to `stage`, and begin the next."""
        now_ns = time.perf_counter_ns()
        self._costs_ns[stage].append(now_ns - self._since_ns)
        self._since_ns = now_ns

    def summary(self) -> Mapping[str, Mapping[str, float]]:
        """For each stage: p50 and p99 [us] and how often it ran."""
        return {
            stage: {
                "p50_us": round(float(np.percentile(costs, 50)) * 1e-3, 1),
                "p99_us": round(float(np.percentile(costs, 99)) * 1e-3, 1),
                "count": len(costs),
            }
            for stage, costs in self._costs_ns.items()
        }
