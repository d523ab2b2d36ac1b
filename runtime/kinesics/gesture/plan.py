"""`Planner`: one motion of both arms in robot time, which may change its mind at any moment."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kinesics.gesture.enact import Phrase
from kinesics.gesture.pace import Pace
from kinesics.gesture.score import ARMS, REST, Score, State

__all__ = ["Plan", "Planner"]

F64 = NDArray[np.float64]

RETRACT_S = 0.7
"""A retraction that nothing hurries; McNeill 1992 finds 0.5 to 1 s."""

SETTLING = "posture"
"""Name of the plan that brings the arms to where they rest."""

JOINED_S = 0.9
"""Where a gesture ends this long before the next begins, the arms wait for it where they are."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A gesture, or a retraction, from one time on."""

    t_ns: int
    score: Score
    name: str
    intent: str
    stroke_ns: int
    """When its first stroke ends."""
    held_ns: int
    """When its last hold ends, and the retraction begins."""
    ready_ns: int
    """When a beat may strike: the arms are where it is prepared."""
    joins: "Plan | None" = None
    """The one before, as it is held until this one begins; it keeps none of those before it."""

    @property
    def end_ns(self) -> int:
        """When the arms are at rest."""
        return self.t_ns + round(self.score.length_s * 1e9)

    def at(self, times_ns: NDArray[np.int64]) -> F64:
        """(N, G) at robot times (N,)."""
        return self.score.at(self.score.times_s[0] + (times_ns - self.t_ns) * 1e-9)

    def state(self, t_ns: int) -> State:
        """The moment at `t_ns`."""
        return self.score.state(float(self.score.times_s[0]) + (t_ns - self.t_ns) * 1e-9)


class Planner:
    """Gestures one after another, joined in position, velocity and acceleration.

    The preparation of the next begins wherever the arms are: a retraction is only made when
    nothing follows.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self.rest: F64 = REST
        """(G,) where the arms are when nothing is asked of them: as the posture has them."""
        self.plans: list[Plan] = []
        """In order; each replaces what is before it from its `t_ns` on."""

    @property
    def current(self) -> Plan | None:
        """The newest; None when nothing was ever asked for."""
        return self.plans[-1] if self.plans else None

    def at(self, times_ns: NDArray[np.int64]) -> F64:
        """(N, G) at robot times (N,), rising."""
        values = np.tile(REST, (len(times_ns), 1))
        for plan in self.plans:
            rows = times_ns >= plan.t_ns
            if rows.any():
                values[rows] = plan.at(times_ns[rows])
        return values

    def moves_until_ns(self) -> int | None:
        """When all hangs at rest; never in a posture that holds the arms."""
        if self.rest.any():
            return _NEVER_NS
        return self.plans[-1].end_ns if self.plans else None

    def state(self, t_ns: int) -> State:
        """The moment at `t_ns`."""
        for plan in reversed(self.plans):
            if plan.t_ns <= t_ns:
                return plan.state(t_ns)
        return _still(REST)

    def propose(
        self, phrase: Phrase, soonest_ns: int, stroke_ns: int, hold_s: float, intent: str
    ) -> Plan:
        """A gesture from `soonest_ns` on, or so much later that its stroke falls on `stroke_ns`.

        Where the arms cannot be there in time, its stroke is late by what they need.
        """
        joins, start_ns, begin = None, soonest_ns, self.state(soonest_ns)
        score = self._whole(phrase, begin, hold_s)
        for _ in range(_TRIES):  # from where the arms are by then it takes another time
            wanted_ns = stroke_ns - _after(score, phrase)
            if wanted_ns <= start_ns:
                break
            start_ns, joins = wanted_ns, self._held_until(wanted_ns, soonest_ns)
            start = self.state(start_ns) if joins is None else _still(joins.score.values[-1])
            if _alike(start, begin):
                break
            begin, score = start, self._whole(phrase, start, hold_s)
        held = len(phrase.times_s) + 1  # the start, the poses, and the hold
        held_ns = start_ns + round(float(score.times_s[held]) * 1e9)
        after_ns = start_ns + _after(score, phrase)
        return Plan(start_ns, score, phrase.gesture.name, intent, after_ns, held_ns, held_ns, joins)

    def take(self, plan: Plan) -> int:
        """Do what was proposed; from when on the motion is another."""
        since_ns = plan.t_ns
        if plan.joins is not None:
            since_ns = self.plans[-1].held_ns
            self.plans[-1] = plan.joins
        self._replace(plan)
        return since_ns

    def strike(
        self, phrase: Phrase, now_ns: int, stroke_s: float, then: Phrase, size: float = 1.0
    ) -> Plan:
        """The stroke of a beat at once, to be taken: as far as the servos get in `stroke_s`.

        Arms in the midst of a motion may need longer. `size` is about 1, and counts beside that of
        the phrase. The arms rebound to where the beat `then` is prepared, and stay there for a
        while.
        """
        start, ready = self.state(now_ns), then.values[0]
        stroke = phrase.values[phrase.stroke] - phrase.values[0]
        way = self._pace.within(size * stroke, stroke_s, start.values)
        times = np.array([0.0, stroke_s, stroke_s + _REBOUND_S, stroke_s + _POISED_S])
        rows = np.vstack((start.values, start.values + way, ready, ready))
        times = np.append(times, times[-1] + RETRACT_S)
        score = self._pace.stretched(times, np.vstack((rows, self.rest)), start)
        knots_ns = [now_ns + round(float(time_s) * 1e9) for time_s in score.times_s]
        stroke_ns, ready_ns, held_ns = knots_ns[1:4]
        return Plan(now_ns, score, phrase.gesture.name, "", stroke_ns, held_ns, ready_ns)

    def poise(self, phrase: Phrase, now_ns: int) -> Plan:
        """The arms go where a beat is prepared, and stay there for a while."""
        start = self.state(now_ns)
        ready = phrase.values[0]
        first_s = float(phrase.times_s[0])
        times = np.array([0.0, first_s, first_s + _POISED_S, first_s + _POISED_S + RETRACT_S])
        score = self._pace.stretched(
            times, np.vstack((start.values, ready, ready, self.rest)), start
        )
        ready_ns, held_ns = (now_ns + round(float(score.times_s[n]) * 1e9) for n in (1, 2))
        plan = Plan(now_ns, score, phrase.gesture.name, "", ready_ns, held_ns, ready_ns)
        self._replace(plan)
        return plan

    def linger(self, now_ns: int) -> Plan | None:
        """Arms that are held stay for a while longer; None: they are not."""
        plan = self.current
        if plan is None or not plan.ready_ns <= now_ns < plan.held_ns:
            return None
        start = self.state(now_ns)
        times = np.array([0.0, _POISED_S, _POISED_S + RETRACT_S])
        rows = np.vstack((start.values, start.values, self.rest))
        score = self._pace.stretched(times, rows, start)
        held_ns = now_ns + round(float(score.times_s[1]) * 1e9)
        longer = Plan(now_ns, score, plan.name, plan.intent, now_ns, held_ns, now_ns)
        self._replace(longer)
        return longer

    def retract(self, now_ns: int, over_s: float = RETRACT_S) -> Plan | None:
        """Back to rest from wherever the arms are; None: they are there."""
        plan = self.current
        if plan is None or plan.end_ns <= now_ns or plan.held_ns <= now_ns:
            return None
        start = self.state(now_ns)
        times = np.array([0.0, over_s])
        score = self._pace.stretched(times, np.vstack((start.values, self.rest)), start)
        back = Plan(now_ns, score, "retraction", plan.intent, now_ns, now_ns, now_ns)
        self._replace(back)
        return back

    def settle(self, way: Phrase | None, now_ns: int) -> Plan | None:
        """From now on, or the end of what is being made, the arms rest where `way` ends.

        None for `way`: they hang. None: they do so already.
        """
        before, rest = self.rest, REST if way is None else _arms(way.values)[-1]
        self.rest = rest
        if not (before.any() or rest.any()):
            return None
        plan = self.current
        if plan is not None and plan.name != SETTLING and plan.end_ns > now_ns:
            now_ns = max(now_ns, plan.held_ns)
        start = self.state(now_ns)
        times, rows = np.array([RETRACT_S]), rest[None]
        if way is not None and rest.any():
            times, rows = way.times_s, _arms(way.values)
        times = np.concatenate(([0.0], times))
        score = self._pace.stretched(times, np.vstack((start.values, rows)), start)
        settling = Plan(now_ns, score, SETTLING, "", now_ns, now_ns, now_ns)
        self._replace(settling)
        return settling

    def forget(self, t_ns: int) -> None:
        """Drop what no row can still be asked of."""
        while len(self.plans) > 1 and self.plans[1].t_ns <= t_ns:
            del self.plans[0]

    def _whole(self, phrase: Phrase, start: State, hold_s: float) -> Score:
        """From `start` through the poses and a hold back to rest."""
        last_s = float(phrase.times_s[-1])
        held_s = last_s + max(hold_s, _LEAST_HOLD_S)
        times = np.array([0.0, *phrase.times_s, held_s, held_s + phrase.gesture.retract_s])
        rows = np.vstack((start.values, phrase.values, phrase.values[-1], self.rest))
        return self._pace.stretched(times, rows, start)

    def _held_until(self, start_ns: int, now_ns: int) -> Plan | None:
        """What is in the air, held until the next begins; None: it will have been taken back."""
        plan = self.current
        if plan is None or not now_ns <= plan.held_ns < start_ns < plan.held_ns + JOINED_S * 1e9:
            return None
        old, first_s = plan.score, float(plan.score.times_s[0])
        kept = old.times_s <= first_s + (plan.held_ns - plan.t_ns) * 1e-9 + 1e-6
        score = Score(
            np.append(old.times_s[kept], first_s + (start_ns - plan.t_ns) * 1e-9),
            np.vstack((old.values[kept], old.values[kept][-1])),
            np.vstack((old.slopes[kept], np.zeros(len(REST)))),
            old.bend,
        )
        return replace(plan, score=score, held_ns=start_ns, joins=None)

    def _replace(self, plan: Plan) -> None:
        self.plans = [one for one in self.plans if one.t_ns < plan.t_ns]
        self.plans.append(plan)


_TRIES = 3
_NEVER_NS = 2**62
_LEAST_HOLD_S = 0.12
_REBOUND_S = 0.30
_POISED_S = 1.6


def _after(score: Score, phrase: Phrase) -> int:
    """From the score's beginning to the end of the stroke [ns]."""
    return round(float(score.times_s[phrase.stroke + 1]) * 1e9)


def _arms(values: F64) -> F64:
    """(K, G) without torso and head: these are others' while nothing is gestured."""
    alone: F64 = values.copy()
    alone[:, ARMS:] = 0.0
    return alone


def _alike(one: State, other: State) -> bool:
    return all(np.array_equal(mine, yours) for mine, yours in zip(one, other, strict=True))


def _still(values: F64) -> State:
    return State(values, np.zeros_like(values), np.zeros_like(values))
