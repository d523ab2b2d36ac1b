"""`Stages`: what each stage of a tick costs on this machine."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np

__all__ = ["Stages"]


class Stages:
    """Cost of named stages, a sample a tick."""

    def __init__(self) -> None:
        self._costs_ns: dict[str, list[int]] = {}

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        """Add the time that the body takes to `stage`."""
        start_ns = time.perf_counter_ns()
        try:
            yield
        finally:
            self._costs_ns.setdefault(stage, []).append(time.perf_counter_ns() - start_ns)

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
