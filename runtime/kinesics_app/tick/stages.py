"""`Stages`: what each stage of a tick costs on this machine."""

import time
from collections import defaultdict
from collections.abc import Mapping

from kinesics.record.laps import Lap
from kinesics_app.tick.costs import Costs

__all__ = ["Stages"]

_TICK_US = 10_000


class Stages:
    """Cost of named stages, a sample a tick, taken lap by lap."""

    def __init__(self) -> None:
        # Each of another number at once: of stages that run every tick no two are counted at one.
        self._costs: defaultdict[str, Costs] = defaultdict(lambda: Costs(512 + len(self._costs)))
        self._since_ns = 0
        self._laps: list[tuple[str, int]] = []  # since the last mark, where there is one
        self._before: list[tuple[str, int]] = []
        self._marks = False
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
        since_ns, self._since_ns = self._since_ns, time.perf_counter_ns()
        cost_ns = self._since_ns - since_ns
        self._costs[stage].book(cost_ns)
        if self._marks:
            self._laps.append((stage, cost_ns))
        if self.kept is not None:
            self.kept.append(Lap(stage, since_ns + self._robot_time_ns, cost_ns))
        return cost_ns

    def mark(self) -> None:
        """A tick begins: from now on the laps of it and of the one before are known."""
        self._before, self._laps, self._marks = self._laps, [], True

    def marked(self) -> tuple[dict[str, int], dict[str, int]]:
        """What stages have cost since the last mark, and from the one before to it [ns]."""
        return _summed(self._laps), _summed(self._before)

    @property
    def names(self) -> tuple[str, ...]:
        """The stages that ran, in the order in which they first did."""
        return tuple(self._costs)

    @property
    def slow(self) -> dict[str, int]:
        """Runs that took longer than a tick, by stage; of stages that had any."""
        runs = {stage: costs.beyond(_TICK_US) for stage, costs in self._costs.items()}
        return {stage: count for stage, count in runs.items() if count}

    def of(self, stage: str) -> Mapping[str, float]:
        """Of one stage that ran: as `Costs.summary`."""
        return self._costs[stage].summary()

    def histograms(self) -> dict[str, list[int]]:
        """Runs of each stage by cost, as `Costs.buckets`."""
        return {stage: costs.buckets for stage, costs in self._costs.items()}

    def summary(self) -> Mapping[str, Mapping[str, float]]:
        """`of` each stage."""
        return {stage: self.of(stage) for stage in self.names}


def _summed(laps: list[tuple[str, int]]) -> dict[str, int]:
    costs_ns: dict[str, int] = {}
    for stage, cost_ns in laps:
        costs_ns[stage] = costs_ns.get(stage, 0) + cost_ns
    return costs_ns
