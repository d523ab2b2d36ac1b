"""`ask_for_realtime`: the scheduling with which a tick comes in time on a busy computer."""

import os

__all__ = ["ask_for_realtime"]

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
