"""`attend`: the process of a sense, from its begin until nobody wants it any more."""

import os
import select
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kinesics.errors import KinesicsError
from kinesics_app.processes.hatch import Hatch

__all__ = ["Patience", "attend"]

_FIRST_AGAIN_S, _LAST_AGAIN_S = 1.0, 30.0
_NICE = 5


class Patience:
    """How long to wait until a device that was lost is tried again: longer and longer."""

    def __init__(self) -> None:
        self._again_s = _FIRST_AGAIN_S

    def again_s(self, *, worked: bool) -> float:
        """Seconds; `worked`: it did give something since it was tried last."""
        self._again_s = _FIRST_AGAIN_S if worked else min(2.0 * self._again_s, _LAST_AGAIN_S)
        return self._again_s


def attend(work: Callable[[Hatch, Mapping[str, Any]], None]) -> None:
    """Do `work` with the hatch of argument 1, and the settings that come through it first."""
    for number in (signal.SIGINT, signal.SIGHUP):  # of either the robot parks first
        signal.signal(number, signal.SIG_IGN)
    hatch = Hatch(socket.socket(fileno=int(sys.argv[1])))
    try:
        settings = _settings(hatch)
        _stand_back(settings["cpus"])
        work(hatch, settings)
    except KinesicsError as error:
        hatch.send({"failed": str(error)})


def _stand_back(cpus: Sequence[int]) -> None:
    """Go behind the motion, on the CPUs that there were before that took one."""
    os.nice(_NICE)
    if cpus:
        os.sched_setaffinity(0, cpus)


def _settings(hatch: Hatch) -> Mapping[str, Any]:
    """The first message."""
    while not hatch.closed:
        select.select([hatch], [], [])
        for message in hatch.receive(1):
            settings: Mapping[str, Any] = message
            return settings
    sys.exit(0)
