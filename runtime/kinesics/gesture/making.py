"""`Making`: a gesture that is worked out look by look, or at once by who needs it."""

from collections.abc import Callable, Generator, Sequence
from typing import Generic, TypeVar

__all__ = ["Making"]

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")
Result = TypeVar("Result")


class Making(Generic[Ask, Answer, Result]):
    """What a task returns, that yields what it asks for: the same, however it is cut in pieces."""

    def __init__(
        self,
        task: Generator[Ask, Answer, Result],
        answer: Callable[[Sequence[Ask]], Sequence[Answer]],
    ) -> None:
        """`answer` is given what the task asks for, one at a time; one look takes about 1 ms."""
        self._task, self._answer = task, answer
        self._told: Sequence[Answer] = ()
        self.results: list[Result] = []
        """What it returned, once it did."""

    def look(self) -> bool:
        """Answer one thing that it asks for; whether it is done."""
        if not self.results:
            try:
                ask = self._task.send(self._told[0]) if self._told else next(self._task)
            except StopIteration as done:
                self.results.append(done.value)
            else:
                self._told = self._answer([ask])
        return bool(self.results)

    def finish(self) -> Result:
        """All that is left to do, at once."""
        while not self.look():
            pass
        return self.results[0]
