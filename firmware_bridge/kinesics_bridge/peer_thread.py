"""`PeerThread`: a thread that goes before others as far as the one that makes it."""

import os
import threading
from contextlib import suppress
from typing import Any

__all__ = ["PeerThread"]


class PeerThread(threading.Thread):
    """A daemon whose scheduling is its maker's.

    A real-time thread's own threads are ordinary ones (SCHED_RESET_ON_FORK). One that holds the
    interpreter's lock and is kept from the processor by an ordinary program keeps its maker too.
    """

    def __init__(self, **of_thread: Any) -> None:
        super().__init__(daemon=True, **of_thread)
        self._policy: tuple[int, Any] | None = None
        if hasattr(os, "sched_getscheduler"):
            self._policy = os.sched_getscheduler(0), os.sched_getparam(0)

    def run(self) -> None:
        """As the maker, where that is allowed."""
        if self._policy is not None:
            with suppress(OSError):
                os.sched_setscheduler(0, *self._policy)
        super().run()
