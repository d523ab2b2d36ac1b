"""`Urgency`: a thread that serves another goes before other programs as that one does."""

import os
import threading
from contextlib import suppress

from kinesics_bridge.threads.deadline import SCHED_DEADLINE, Share, go_by_deadline

__all__ = ["Urgency"]

_ORDINARY = 0, 0
_SHARE = Share(3_000_000, 20_000_000)
"""Of a helper whose master has a deadline, which is nearer."""
_OTHERWISE = 30
"""Priority of a master by whose side it goes where it may have no deadline."""


class Urgency:
    """How urgent a helper is, of one master.

    Python lets one thread go on at a time. A helper that an ordinary program keeps from going on
    while it is its turn keeps its master waiting, too, however urgent that is.
    """

    def __init__(self, helper: threading.Thread) -> None:
        """`helper` has been started, by an ordinary thread or by somebody who knows better."""
        self._helper = helper
        self._shared = _ORDINARY

    def share(self) -> None:
        """Called by the master, as often as it likes: the helper goes right behind it from now on.

        Where that is not allowed, or the system has no such thing, nothing changes; nor does it for
        one that goes before others by itself.
        """
        if not hasattr(os, "sched_setscheduler"):
            return
        own = os.sched_getscheduler(0), os.sched_getparam(0).sched_priority
        ident = self._helper.native_id
        if own == self._shared or ident is None or not self._helper.is_alive():
            return
        before, self._shared = self._shared, own  # also where it is refused: it would be again
        with suppress(OSError):
            if before != _ORDINARY or not os.sched_getparam(ident).sched_priority:
                _go_behind(ident, *own)


def _go_behind(ident: int, policy: int, priority: int) -> None:
    if policy & ~os.SCHED_RESET_ON_FORK == SCHED_DEADLINE:
        if go_by_deadline(_SHARE, ident):
            return
        policy, priority = os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, _OTHERWISE
    behind = min(priority, max(priority - 1, 1))  # that of ordinary ones is 0
    os.sched_setscheduler(ident, policy, os.sched_param(behind))
