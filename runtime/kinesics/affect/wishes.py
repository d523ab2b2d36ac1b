"""`Wishes`: what a face is to show by date, of feelings and of plans that lie over them."""

from bisect import insort

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.facs import ACTIONS
from kinesics.signals import Staged

__all__ = ["Wishes"]

F64 = NDArray[np.float64]

_Dated = tuple[int, int, F64 | Staged]  # (step, arrival, what is wanted from then on)


class Wishes:
    """The newest feeling, and over it the newest plan until that ends. Dates are steps."""

    def __init__(self, step_s: float) -> None:
        self._step_s = step_s
        self._feelings: list[_Dated] = []
        self._plans: list[_Dated] = []
        self._arrivals = 0

    def feel(self, step: int, actions: F64) -> None:
        """Want `actions`, (N,), from `step` on, until another feeling."""
        self._add(self._feelings, step, actions)

    def felt(self, step: int) -> F64 | None:
        """(N,) the newest feeling at `step`, if no later one is known; else None."""
        if not self._feelings or self._feelings[-1][0] > step:
            return None
        wish = self._feelings[-1][2]
        return wish if isinstance(wish, np.ndarray) else None

    def play(self, step: int, staged: Staged) -> None:
        """Want what is staged, from `step` on, until it ends or another plan begins."""
        self._add(self._plans, step, staged)

    def _add(self, wishes: list[_Dated], step: int, wish: F64 | Staged) -> None:
        self._arrivals += 1
        insort(wishes, (step, self._arrivals, wish), key=lambda one: one[:2])

    @property
    def first(self) -> int | None:
        """Step of the oldest wish."""
        return min((one[0] for one in (*self._feelings, *self._plans)), default=None)

    def at(self, step: int) -> F64:
        """(N,) what is wanted at `step`; nothing before the first wish."""
        for wishes in (self._plans, self._feelings):
            date, wish = _newest(wishes, step)
            if isinstance(wish, np.ndarray):
                return wish
            shown = None if wish is None else wish.at((step - date) * self._step_s)
            if shown is not None:
                return shown
        return np.zeros(len(ACTIONS))

    def forget(self, oldest: int) -> None:
        """Drop what no step from `oldest` on can want."""
        for wishes in (self._feelings, self._plans):
            while len(wishes) > 1 and wishes[1][0] <= oldest:
                wishes.pop(0)


def _newest(wishes: list[_Dated], step: int) -> tuple[int, F64 | Staged | None]:
    """The step and the wish of the newest that has begun; None if none has."""
    return next(((date, wish) for date, _, wish in reversed(wishes) if date <= step), (step, None))
