"""`Worker`: a thread that does what the one that moves the robot has no time for."""

import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue

from .urgency import Urgency

__all__ = ["Worker"]

Job = Callable[[], object]

_log = logging.getLogger(__name__)


class Worker:
    """A thread that is there before it is needed; it takes one job at a time, and nobody waits.

    Whoever begins one waits until it has begun: long, where its master goes before other programs
    and it does not.
    """

    def __init__(self, name: str) -> None:
        """`name` of the thread."""
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._busy = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()
        self._urgency = Urgency(self._thread)

    def do(self, job: Job) -> bool:
        """Have it done, and what it raises logged; False: the last one is not done yet."""
        if self._busy:
            return False
        self._urgency.share()
        self._busy = True
        self._jobs.put(job)
        return True

    def close(self) -> None:
        """Wait until all is done, and do no more; twice is fine."""
        self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Exception:  # noqa: BLE001  # the next one may go well
                _log.exception("%s", self._thread.name)
            self._busy = False
