"""What makes ticks come in time: the system's scheduling, and no long pauses of Python's own."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["ask_for_realtime", "no_long_collections", "realtime_while"]

_PRIORITY = 30  # of 1..99: above everything ordinary, below the kernel's own


def ask_for_realtime() -> str:
    """Ask that this thread goes before all ordinary ones; what came of it, in words.

    Programs that it starts later do not inherit that.
    """
    if not hasattr(os, "SCHED_FIFO"):
        return "not there: this system has no SCHED_FIFO"
    try:
        policy = os.SCHED_FIFO | os.SCHED_RESET_ON_FORK
        os.sched_setscheduler(0, policy, os.sched_param(_PRIORITY))
    except PermissionError:
        return (
            "not allowed: this user needs `rtprio` in /etc/security/limits.conf, or "
            "LimitRTPRIO= of its service"
        )
    return f"SCHED_FIFO, priority {_PRIORITY}"


@contextmanager
def realtime_while(*, wanted: bool) -> Iterator[str]:
    """Within it, where it is wanted, as `ask_for_realtime`; what came of that, or nothing."""
    if not wanted:
        yield ""
        return
    told = ask_for_realtime()
    try:
        yield told
    finally:
        if hasattr(os, "SCHED_FIFO"):
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


@contextmanager
def no_long_collections() -> Iterator[None]:
    """Within it Python does not look for garbage by itself: a full look takes 0.1 s and more.

    Whoever runs for long calls `gc.collect(0)` now and then, which looks at young objects alone.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()
