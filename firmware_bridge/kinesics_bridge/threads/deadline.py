"""`go_by_deadline`: SCHED_DEADLINE: so much of each period, before whatever has no deadline."""

import ctypes
import platform
import struct
import sys
from typing import NamedTuple

__all__ = ["SCHED_DEADLINE", "Share", "go_by_deadline"]

SCHED_DEADLINE = 6
"""Which `os` does not name."""

_CALLS = {"x86_64": 314, "aarch64": 274, "riscv64": 274, "armv7l": 380}
"""Of sched_setattr, for which most C libraries have no name, by machine."""

_ATTRIBUTES = struct.Struct("IIQiIQQQ")  # its own size, policy, flags, nice, priority, and a share
_RESET_ON_FORK = 1  # without it, it may begin neither thread nor process


class Share(NamedTuple):
    """What a thread gets of a processor before others; who has used it up waits for the next."""

    runtime_ns: int
    period_ns: int
    """At whose end it must have had it: of several threads the one with the nearest end goes on."""


def go_by_deadline(share: Share, ident: int = 0) -> bool:
    """Have a thread, by default this one, go before those without a deadline; whether it may.

    It may not without CAP_SYS_NICE, with a processor of its own (sched_setaffinity), or where the
    processors are given away already.
    """
    call = _CALLS.get(platform.machine())
    if sys.platform != "linux" or call is None:
        return False
    attributes = _ATTRIBUTES.pack(
        _ATTRIBUTES.size, SCHED_DEADLINE, _RESET_ON_FORK, 0, 0, share.runtime_ns, *2 * share[1:]
    )
    return bool(ctypes.CDLL(None).syscall(call, ident, attributes, 0) == 0)
