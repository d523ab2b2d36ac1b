"""`WeightShifts`: now and then the body stands otherwise, rather when something begins or ends."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.behaviours.stance_laws import BODY, StanceLaws
from kinesics.motion.ease import Course

__all__ = ["WeightShifts"]

F64 = NDArray[np.float64]

_FARTHEST = 1.8  # standard deviations


class _Mark(NamedTuple):
    """A moment from which the wait for the next shift counts."""

    t_ns: int
    number: int
    often: float
    """How often from here on, 1 as for an idle robot."""


class WeightShifts:
    """Where the body is shifted to, (K,), as a course; the same seed, the same shifts.

    What is drawn belongs to the number of a shift or to the date of a bound, so rows that are asked
    for early draw nothing that rows asked for late do not.
    """

    def __init__(self, laws: StanceLaws, seed: int) -> None:
        self.course = Course(np.zeros(len(BODY)))
        self._laws = laws
        self._seed = seed
        self._marks: list[_Mark] = []

    def until(self, first_ns: int, last_ns: int, often: float) -> None:
        """Draw what comes up to `last_ns`; the first time, from `first_ns` on, so `often`."""
        if not self._marks:
            self._marks = [_Mark(first_ns, 0, often)]
        while (next_ns := self._next_ns()) <= last_ns:
            self._shift(next_ns, self._marks[-1].often)

    def at_bound(self, t_ns: int, chance: float, often: float) -> bool:
        """Something begins or ends at `t_ns`: with this chance, a shift comes with it."""
        if not self._marks or self._random(1, t_ns).random() >= chance * often:
            return False
        self._drop(t_ns)
        self._shift(t_ns, often)
        return True

    def pace(self, t_ns: int, often: float) -> None:
        """From `t_ns` on shifts come so often; those that were to come are forgotten."""
        if self._marks:
            self._drop(t_ns)
            self._marks.append(_Mark(t_ns, self._marks[-1].number + 1, often))

    def forget(self, t_ns: int) -> None:
        """Keep only what is needed from `t_ns` on."""
        self.course.forget(t_ns)
        while len(self._marks) > 1 and self._marks[1].t_ns <= t_ns:
            del self._marks[0]

    def _drop(self, t_ns: int) -> None:
        self._marks = [one for one in self._marks if one.t_ns < t_ns] or self._marks[:1]
        self.course.drop(t_ns)

    def _next_ns(self) -> int:
        mark = self._marks[-1]
        wait_s = self._laws.every.draw(self._random(2, mark.number)) / mark.often
        return mark.t_ns + round(wait_s * 1e9)

    def _shift(self, t_ns: int, often: float) -> None:
        number = self._marks[-1].number + 1
        random = self._random(3, number)
        way = np.clip(random.standard_normal(len(BODY)), -_FARTHEST, _FARTHEST)
        before = self.course.state(t_ns)[0]
        back = (random.random(len(BODY)) < self._laws.turns_back) & (before != 0.0)
        way = np.where(back, -np.sign(before) * np.abs(way), way)
        self.course.turn(t_ns, random.uniform(*self._laws.takes_s), way * self._laws.shift)
        self._marks.append(_Mark(t_ns, number, often))

    def _random(self, what: int, number: int) -> np.random.Generator:
        return np.random.default_rng((self._seed, 0x57A, what, abs(number)))
