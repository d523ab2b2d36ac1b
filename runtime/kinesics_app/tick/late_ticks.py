"""`LateTicks`: the latest ticks of a life, and what each was late by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from operator import attrgetter
from typing import Any

from kinesics_app.tick.own_time import OwnTime, Spent
from kinesics_app.tick.stages import Stages

__all__ = ["LATE_NS", "LateTick", "LateTicks"]

LATE_NS = 10_000_000
_KEPT, _TOLD, _STAGES = 50, 5, 4
_US = 1e-3


@dataclass(eq=False)
class LateTick:
    """A tick that began or ended late, and those after it that were, too."""

    t_ns: int
    """When it was due, in robot time."""
    asleep: bool
    """Whether it began late; else it ended late."""
    late_ns: int
    """How late it began, or later than a tick it ended; the most of all of them."""
    ticks: int
    spent: Spent
    """From the beginning of the tick before it to its own, or of what ended late from its own."""
    waited_ns: int
    """Of that time, what it neither ran, nor slept, nor waited for a processor."""
    costs_ns: Mapping[str, int] = field(default_factory=dict)
    """By stage, of the tick itself; `other`: what no stage is booked for."""
    before_ns: Mapping[str, int] = field(default_factory=dict)
    """And of the one before it."""

    @property
    def cause(self) -> str:
        """What made it late, in a few words."""
        spent = self.spent
        most = max(spent.ran_ns, spent.ready_ns, self.waited_ns)
        if most == spent.ran_ns:
            return "its own work"
        if not spent.ready_known:
            return "not known on this system"
        if most == spent.ready_ns:
            return "no processor free"
        own_waits = 1 if self.asleep else 0
        return "waited for a lock" if spent.waits > own_waits else "the machine stood still"

    def as_map(self) -> dict[str, Any]:
        """Plain values by name."""
        return {
            "t_s": round(self.t_ns * 1e-9, 3),
            "late_us": round(self.late_ns * _US),
            "ticks": self.ticks,
            "began": "late" if self.asleep else "in time",
            "cause": self.cause,
            "ran_us": round(self.spent.ran_ns * _US),
            "ready_us": round(self.spent.ready_ns * _US),
            "waited_us": round(self.waited_ns * _US),
            "waits": self.spent.waits,
            "faults": self.spent.faults,
            "disk_faults": self.spent.disk_faults,
            "stages_us": _longest_us(self.costs_ns),
            "before_us": _longest_us(self.before_ns),
        }


class LateTicks:
    """Told of each tick when it begins and when all of it is done; keeps the latest ones."""

    def __init__(self, stages: Stages, period_ns: int) -> None:
        """`stages` of the ticks, which come each `period_ns`."""
        self._stages, self._period_ns = stages, period_ns
        self._own: OwnTime | None = None
        self._worst: list[LateTick] = []
        self._now: LateTick | None = None  # it, or one after it, is late still
        self._woke_ns = self._rested_ns = 0
        self._due_ns = 0

    def watch(self, own: OwnTime) -> None:
        """Begin; called by the thread that ticks."""
        self._own = own
        self._look = own.look()

    def begun(self, tick_ns: int, now_ns: int) -> None:
        """The tick that was due at `tick_ns` begins: of all that it does nothing was done yet."""
        if self._own is None:
            return
        before, self._look = self._look, self._own.look()
        woke_ns, self._woke_ns, self._due_ns = self._woke_ns, now_ns, tick_ns
        self._stages.start()
        self._stages.mark()
        late_ns = now_ns - tick_ns
        if late_ns < LATE_NS:
            self._now = None
        elif self._now is not None:
            self._now.late_ns = max(self._now.late_ns, late_ns)
            self._now.ticks += 1
        elif woke_ns:
            slept_ns = max(tick_ns - self._rested_ns, 0)
            spent, awake_ns = self._own.between(before, self._look), now_ns - woke_ns - slept_ns
            self._now = self._kept(late_ns, spent, awake_ns, began=True)
            self._now.before_ns = _all(self._stages.marked()[1], self._rested_ns - woke_ns)

    def done(self, now_ns: int) -> None:
        """All of it is done; what follows is waiting for the next."""
        self._rested_ns = now_ns
        late_ns = now_ns - self._due_ns - self._period_ns
        if self._own is None or late_ns < LATE_NS:
            return
        if self._now is None:
            spent = self._own.between(self._look, self._own.look())
            self._now = self._kept(late_ns, spent, now_ns - self._woke_ns, began=False)
        self._now.late_ns = max(self._now.late_ns, late_ns)
        if self._now.t_ns == self._due_ns:
            self._now.costs_ns = _all(self._stages.marked()[0], now_ns - self._woke_ns)

    def worst(self, count: int = _KEPT) -> Sequence[LateTick]:
        """The latest ones, at most 50, the worst first."""
        return nlargest(count, self._worst, key=attrgetter("late_ns"))

    def status(self) -> list[dict[str, Any]]:
        """The five latest ones: plain values by name."""
        return [one.as_map() for one in self.worst(_TOLD)]

    def _kept(self, late_ns: int, spent: Spent, awake_ns: int, *, began: bool) -> LateTick:
        waited_ns = max(awake_ns - spent.ran_ns - spent.ready_ns, 0)
        one = LateTick(self._due_ns, began, late_ns, 1, spent, waited_ns)
        self._worst.append(one)
        if len(self._worst) > 2 * _KEPT:
            self._worst = [*self.worst()]
        return one


def _all(costs_ns: Mapping[str, int], awake_ns: int) -> Mapping[str, int]:
    return {**costs_ns, "other": max(awake_ns - sum(costs_ns.values()), 0)}


def _longest_us(costs_ns: Mapping[str, int]) -> dict[str, int]:
    longest = nlargest(_STAGES, costs_ns.items(), key=lambda one: one[1])
    return {stage: round(cost_ns * _US) for stage, cost_ns in longest}
