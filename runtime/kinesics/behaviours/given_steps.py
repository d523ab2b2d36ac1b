"""`GivenSteps`: the states behind rows that were given, as far back as they may be given anew."""

from collections import deque
from typing import Generic, TypeVar

__all__ = ["GivenSteps"]

S = TypeVar("S")


class GivenSteps(Generic[S]):
    """The state before each step up to the first of which no row was given."""

    def __init__(self, kept: int) -> None:
        """`kept`: states, and so as many steps back, less one, may rows be given anew."""
        self._states: deque[S] = deque(maxlen=kept)
        self._next: int | None = None

    @property
    def next(self) -> int | None:
        """The first step of which no row was given; None before `begin`."""
        return self._next

    @property
    def newest(self) -> S:
        """The state before `next`."""
        return self._states[-1]

    @property
    def oldest(self) -> int:
        """The earliest step that can be given anew."""
        return (self._next or 0) - len(self._states) + 1

    def begin(self, step: int, state: S) -> None:
        """The first row will be that of `step`, from this state."""
        self._next = step
        self._states.append(state)

    def give(self, state: S) -> None:
        """The row of `next` is given; this is the state after it."""
        assert self._next is not None
        self._states.append(state)
        self._next += 1

    def amend(self, state: S) -> None:
        """The state before `next` is this one, not what was thought."""
        self._states[-1] = state

    def after(self, step: int) -> S:
        """The state after `step`, whose row was given."""
        return self._states[step - (self._next or 0)]

    def take_back(self, step: int) -> range:
        """The steps from `step` on, or as far back as is known, which are to be given anew.

        Empty where none of them was given yet; what comes next is the first of them.
        """
        if self._next is None or step >= self._next:
            return range(0)
        end, first = self._next, max(step, self.oldest)
        for _ in range(first, end):
            self._states.pop()
        self._next = first
        return range(first, end)
