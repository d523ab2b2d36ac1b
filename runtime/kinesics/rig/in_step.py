"""`in_step`: computations that ask for the same kind of thing, done side by side."""

from collections.abc import Callable, Generator, Iterable, Sequence
from typing import TypeVar

__all__ = ["in_step", "side_by_side"]

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")
Result = TypeVar("Result")


def in_step(
    tasks: Sequence[Generator[Ask, Answer, Result]],
    answer: Callable[[Sequence[Ask]], Sequence[Answer]],
) -> list[Result]:
    """What each task returns, that yields what it asks for until it knows enough.

    `answer` is given what all that are not done ask for next: one look at many costs little more
    than one at one.
    """
    looks = side_by_side(tasks)
    answers: Sequence[Sequence[Answer]] = []
    while True:
        asks, results = _resumed(looks, answers)
        if not asks:
            return results[0]
        answers = [answer(asks[0])]


def side_by_side(
    tasks: Sequence[Generator[Ask, Answer, Result]],
) -> Generator[Sequence[Ask], Sequence[Answer], list[Result]]:
    """All of them as one task, that asks for what each that is not done asks for next."""
    results: dict[int, Result] = {}
    answers: dict[int, Answer] = {}
    busy: Iterable[int] = range(len(tasks))
    while busy:
        asked: dict[int, Ask] = {}
        for n in busy:
            asks, returned = _resumed(tasks[n], [answers[n]] if n in answers else [])
            asked.update((n, ask) for ask in asks)
            results.update((n, result) for result in returned)
        answers = dict(zip(asked, (yield [*asked.values()]), strict=True)) if asked else {}
        busy = asked
    return [results[n] for n in range(len(tasks))]


def _resumed(
    task: Generator[Ask, Answer, Result], answers: Sequence[Answer]
) -> tuple[Sequence[Ask], Sequence[Result]]:
    """What it asks for next, or what it returns: one of the two is empty."""
    try:
        return [task.send(answers[0]) if answers else next(task)], []
    except StopIteration as done:
        return [], [done.value]
