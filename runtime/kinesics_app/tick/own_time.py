"""`OwnTime`: what the system booked of a thread: how long it ran, or waited for a processor."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

try:
    import resource
except ImportError:  # not every system has it
    resource = None  # type: ignore[assignment]

__all__ = ["OwnTime", "Spent", "own_time"]

_ROOM = 64  # three numbers


class Spent(NamedTuple):
    """What a thread did between two looks at it."""

    ran_ns: int
    ready_ns: int
    """It could have run, but no processor was free; 0 where the system does not tell."""
    waits: int
    """Times that it waited for something: to sleep, for a lock, for a file."""
    faults: int
    """Pages that it had to be given."""
    disk_faults: int
    """Of them, those that were read from a file."""
    ready_known: bool = True
    """Whether the system tells `ready_ns`."""


Look = tuple[Any, bytes]
"""Taken every tick, so nothing is worked out yet."""


class OwnTime:
    """Owned by the thread that it is about."""

    def __init__(self, schedstat: int | None) -> None:
        """`schedstat`: the descriptor of the thread's own file of that name, if there is one."""
        self._schedstat = schedstat

    def look(self) -> Look:
        """What was booked until now: 2.5 us."""
        ready = b"" if self._schedstat is None else os.pread(self._schedstat, _ROOM, 0)
        return None if resource is None else resource.getrusage(_WHO), ready

    @staticmethod
    def between(before: Look, after: Look) -> Spent:
        """What was booked from one look to another."""
        (usage, ready), (later, later_ready) = before, after
        ready_ns = _ready_ns(later_ready) - _ready_ns(ready)
        if usage is None:
            return Spent(0, ready_ns, 0, 0, 0, ready_known=bool(ready))
        ran_s = later.ru_utime + later.ru_stime - usage.ru_utime - usage.ru_stime
        disk_faults = later.ru_majflt - usage.ru_majflt
        return Spent(
            round(ran_s * 1e9),
            ready_ns,
            later.ru_nvcsw - usage.ru_nvcsw,
            later.ru_minflt - usage.ru_minflt + disk_faults,
            disk_faults,
            ready_known=bool(ready),
        )


@contextmanager
def own_time() -> Iterator[OwnTime]:
    """Of the thread that asks, within it."""
    try:
        ident = threading.get_native_id()
        schedstat = os.open(f"/proc/self/task/{ident}/schedstat", os.O_RDONLY | os.O_CLOEXEC)
    except (OSError, AttributeError):
        yield OwnTime(None)
        return
    try:
        yield OwnTime(schedstat)
    finally:
        os.close(schedstat)


_WHO = 0 if resource is None else getattr(resource, "RUSAGE_THREAD", resource.RUSAGE_SELF)


def _ready_ns(schedstat: bytes) -> int:
    """Of `RAN READY TIMES`, in ns; 0 of nothing."""
    return int(schedstat.split()[1]) if schedstat else 0
