"""`StepGoal`: what a step may cost a robot, and a file may weigh, whatever a loop by hand costs."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

from kinesics_app.bench.stopwatch import Comparison

__all__ = ["StepGoal"]

P50_US, P99_US = 400.0, 1500.0
RATIO = 1.15
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class StepGoal:
    """A step of one file, paced at the rate of its card, against the goals of the project."""

    backend: str
    size_bytes: int
    paced: Comparison
    load: float
    """Average load of the machine over the last minute: microseconds mean little without it."""

    @classmethod
    def of(cls, backend: str, size_bytes: int, paced: Comparison) -> "StepGoal":
        """What was measured just now."""
        return cls(backend, size_bytes, paced, os.getloadavg()[0])

    def missed(self) -> Iterator[str]:
        """The goals that do not hold."""
        if self.paced.ours_p50_us > P50_US:
            yield "p50"
        if self.paced.ours_p99_us > P99_US:
            yield "p99"
        if self.paced.p50_ratio > RATIO:
            yield "ratio"
        if self.size_bytes >= MOST_BYTES:
            yield "size"

    def line(self) -> str:
        """One row: each figure with its goal."""
        missed = ", ".join(self.missed())
        p50_ms, p99_ms = self.paced.ours_p50_us / 1e3, self.paced.ours_p99_us / 1e3
        return (
            f"goal, {self.backend}: p50 {p50_ms:.2f} ms (<= {P50_US / 1e3:g}), "
            f"p99 {p99_ms:.2f} (<= {P99_US / 1e3:g}), "
            f"ratio {self.paced.p50_ratio:.2f} (<= {RATIO:g}), "
            f"{self.size_bytes / 1e3:.0f} kB (< {MOST_BYTES / 1e3:.0f}), load {self.load:.1f}  "
            + (f"MISSED {missed}" if missed else "ok")
        )
