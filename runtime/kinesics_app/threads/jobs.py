"""`Jobs`: what other threads want done by the one that owns a robot."""

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

from kinesics.errors import BridgeError, KinesicsError

__all__ = ["Jobs"]

Owned = TypeVar("Owned")


class Jobs(Generic[Owned]):
    """Any thread asks; the owner works, a job at a time."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[tuple[Callable[[Owned], Any], Future[Any]]] = SimpleQueue()

    def ask(self, job: Callable[[Owned], Any]) -> Future[Any]:
        """What will come of it: its result, or the KinesicsError that it raised."""
        done: Future[Any] = Future()
        self._waiting.put((job, done))
        return done

    def work(self, owned: Owned, worked: Callable[[], None]) -> None:
        """Do the job that waits longest, if any; `worked` is called before its asker knows."""
        if self._waiting.empty():
            return
        job, done = self._waiting.get()
        error: KinesicsError = BridgeError("it failed here; see the program's own output")
        try:
            result = job(owned)
        except KinesicsError as why:
            error = why
        else:
            worked()
            done.set_result(result)
        finally:
            if not done.done():
                worked()
                done.set_exception(error)

    def refuse(self, why: KinesicsError) -> None:
        """Nobody will work any more."""
        while not self._waiting.empty():
            self._waiting.get()[1].set_exception(why)
