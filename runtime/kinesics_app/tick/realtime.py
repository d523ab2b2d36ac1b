"""What makes ticks come in time: the system's scheduling, and no long pauses of Python's own."""

import ctypes
import gc
import os
import platform
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kinesics_bridge.threads.deadline import SCHED_DEADLINE, Share, go_by_deadline

__all__ = [
    "ANY_CPU",
    "ask_for_realtime",
    "in_force",
    "no_long_collections",
    "put_behind",
    "put_first",
    "realtime_while",
]

ANY_CPU = -1

_PRIORITY = 30  # of 1..99: above everything ordinary, below the kernel's own
_SHARE = Share(8_000_000, 10_000_000)  # of a tick, as its helpers need some of it, too
_COMPUTER = Share(500_000, 1_000_000)  # a firmware has something to do each millisecond
_FAIR_SERVER = 6, 12
"""The kernel since which ordinary programs get 50 ms of a second at a time, before SCHED_FIFO."""
_FIFO = f"SCHED_FIFO, priority {_PRIORITY}"
_DEADLINE = f"SCHED_DEADLINE, {_SHARE.runtime_ns * 1e-6:g} of each {_SHARE.period_ns * 1e-6:g} ms"
_NO_DEADLINE = (
    "SCHED_DEADLINE not granted: it needs CAP_SYS_NICE, and processors that are not promised to "
    "others; without it ordinary programs go first at times"
)
_CURRENT, _FUTURE, _ON_FAULT = 1, 2, 4  # of mlockall; on fault: what is never touched costs nothing
_PROCESS = Path("/proc/self/status")


def ask_for_realtime(cpu: int = ANY_CPU) -> str:
    """Ask that this thread goes before all ordinary ones, and that its memory stays in place.

    With `cpu` also that it runs on that one alone. What came of each, in words. Programs that it
    starts later inherit the CPU only. Where the kernel would let ordinary programs go before
    SCHED_FIFO, it asks for SCHED_DEADLINE, which nobody has who has a CPU of its own.
    """
    told = [_ask_to_go_first(alone=cpu != ANY_CPU), _ask_for_memory()]
    return "; ".join([*told, _ask_for_cpu(cpu)] if cpu != ANY_CPU else told)


def in_force() -> Mapping[str, str | bool]:
    """What this thread has of that now, whoever asked for it."""
    named = {getattr(os, "SCHED_FIFO", None): _FIFO, SCHED_DEADLINE: _DEADLINE}
    policy = _policy() if hasattr(os, "sched_getscheduler") else None
    cpus = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return {
        "scheduling": "ordinary" if policy is None else named.get(policy, "ordinary"),
        "memory_locked": _is_locked(),
        "cpus": " ".join(map(str, cpus)),
    }


def put_first(pid: int) -> bool:
    """Have a process go before all others here, as a computer of its own would; whether it may."""
    return go_by_deadline(_COMPUTER, pid) or _put(pid, _PRIORITY + 10)


def put_behind(pid: int) -> bool:
    """Have a process go before ordinary ones, right behind a loop that does; whether it may."""
    return _put(pid, _PRIORITY - 1)


@contextmanager
def realtime_while(*, wanted: bool, cpu: int = ANY_CPU) -> Iterator[str]:
    """Within it, where it is wanted, as `ask_for_realtime`; what came of that, or nothing."""
    if not wanted:
        yield ""
        return
    cpus = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    told = ask_for_realtime(cpu)
    try:
        yield told
    finally:
        if hasattr(os, "SCHED_FIFO"):
            _go_back()
        if cpus:
            os.sched_setaffinity(0, cpus)
        if _is_locked():
            ctypes.CDLL(None).munlockall()


@contextmanager
def on_one_core() -> Iterator[str]:
    """Within it this thread stays on one of its CPUs, whose cache it then finds; which, in words.

    Of a system that cannot, that is told.
    """
    cpus = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    told = _ask_for_cpu(cpus[-1])
    try:
        yield told
    finally:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, cpus)


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


def _go_back() -> None:
    """Be ordinary again.

    Who went first by a limit alone keeps the mark that what it begins does not: only CAP_SYS_NICE
    takes that away.
    """
    try:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    except PermissionError:
        os.sched_setscheduler(0, os.SCHED_OTHER | os.SCHED_RESET_ON_FORK, os.sched_param(0))


def _put(pid: int, priority: int) -> bool:
    try:
        os.sched_setscheduler(pid, os.SCHED_FIFO, os.sched_param(priority))
    except (AttributeError, PermissionError):
        return False
    return True


def _ask_to_go_first(*, alone: bool) -> str:
    if not hasattr(os, "SCHED_FIFO"):
        return "not there: this system has no SCHED_FIFO"
    wanted = not alone and _kernel() >= _FAIR_SERVER
    if wanted and go_by_deadline(_SHARE):
        return _DEADLINE
    try:
        policy = os.SCHED_FIFO | os.SCHED_RESET_ON_FORK
        os.sched_setscheduler(0, policy, os.sched_param(_PRIORITY))
    except PermissionError:
        return (
            "SCHED_FIFO not allowed: this user needs `rtprio` in /etc/security/limits.conf, or "
            "LimitRTPRIO= of its service"
        )
    return f"{_FIFO}; {_NO_DEADLINE}" if wanted else _FIFO


def _kernel() -> tuple[int, ...]:
    """Its version, as far as it is numbers: (6, 12) of `6.12.3-v8+`."""
    numbers = re.match(r"\d+\.\d+", platform.release())
    return tuple(map(int, numbers[0].split("."))) if numbers else (0, 0)


def _ask_for_memory() -> str:
    """Pages that were used once are never taken away: a page that has to be read again waits."""
    if not _PROCESS.exists():
        return "memory not locked: this system has no mlockall"
    import resource  # which not every system has

    limit, _ = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    may_all = limit == resource.RLIM_INFINITY or os.geteuid() == 0
    libc = ctypes.CDLL(None, use_errno=True)
    if not may_all or libc.mlockall(_CURRENT | _FUTURE | _ON_FAULT) != 0:
        why = os.strerror(ctypes.get_errno()) if may_all else f"the limit is {limit >> 20} MB"
        return (
            f"memory not locked ({why}): this user needs `memlock unlimited` in "
            "/etc/security/limits.conf, or LimitMEMLOCK=infinity of its service"
        )
    return "memory locked"


def _ask_for_cpu(cpu: int) -> str:
    if not hasattr(os, "sched_setaffinity"):
        return "no CPU of its own: this system cannot"
    try:
        os.sched_setaffinity(0, {cpu})
    except (OSError, OverflowError):
        there = " ".join(map(str, sorted(os.sched_getaffinity(0))))
        return f"CPU {cpu} not granted: it may run on {there}"
    return f"on CPU {cpu} alone"


def _policy() -> int:
    return os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK


def _is_locked() -> bool:
    try:
        lines = _PROCESS.read_text().splitlines()
    except OSError:
        return False
    locked = next((line for line in lines if line.startswith("VmLck:")), "VmLck: 0 kB")
    return int(locked.split()[1]) > 0
