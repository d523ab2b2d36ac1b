"""`bare_clocks`: processes that only sleep, tick by tick: what the machine itself is late by."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kinesics_app.tick.costs import Costs
from kinesics_app.tick.late_ticks import LATE_NS
from kinesics_app.tick.own_time import own_time
from kinesics_app.tick.realtime import put_behind

__all__ = ["BareClock", "bare_clocks", "main"]

_TICK_NS = 10_000_000
_LOOK_TICKS = 100  # so often it looks whether it shall end
_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class BareClock:
    """What one of them saw."""

    cpu: int
    late_us: Sequence[float]
    """Median, 99 % and most."""
    ticks: int
    stalls: Sequence[tuple[int, int]]
    """Of its ticks that were late, though a processor was free: when, and how late [ns]."""
    stolen_s: float
    """That the host kept the processor to itself, as far as the system is told."""


@contextmanager
def bare_clocks(*, first: bool) -> Iterator[list[BareClock]]:
    """One on each processor; what they saw is in the list once this is left.

    `first`: they go before ordinary programs (SCHED_FIFO, for who has a deadline has no processor
    of its own), right behind the loop of a robot that does so.
    """
    cpus = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    clocks = [
        subprocess.Popen(
            [sys.executable, "-m", __name__, str(cpu)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for cpu in cpus
    ]
    seen: list[BareClock] = []
    try:
        for clock in clocks:
            if first:
                put_behind(clock.pid)
        yield seen
        seen += [BareClock(**json.loads(clock.communicate("", _PATIENCE_S)[0])) for clock in clocks]
    finally:
        for clock in clocks:
            clock.kill()
            clock.wait()


def main(cpu: int) -> dict[str, Any]:
    """Sleep and look how late it was, until somebody closes its input."""
    with suppress(AttributeError, OSError):
        os.sched_setaffinity(0, {cpu})
    stolen_s, late, ticks = _stolen_s(cpu), Costs(), 0
    stalls: list[tuple[int, int]] = []
    with own_time() as own:
        due_ns, look = time.monotonic_ns(), own.look()
        while ticks % _LOOK_TICKS or not select.select([sys.stdin], [], [], 0.0)[0]:
            due_ns += _TICK_NS
            time.sleep(max(due_ns - time.monotonic_ns(), 0) * 1e-9)
            late_ns = time.monotonic_ns() - due_ns
            before, look = look, own.look()
            ticks += 1
            late.book(max(late_ns, 0))
            if late_ns > LATE_NS:
                stalled_ns = late_ns - own.between(before, look).ready_ns
                if stalled_ns > LATE_NS:
                    stalls.append((due_ns, stalled_ns))
                due_ns += late_ns // _TICK_NS * _TICK_NS
    told = late.summary()
    return {
        "cpu": cpu,
        "late_us": [told["p50_us"], told["p99_us"], late.largest_ns * 1e-3],
        "ticks": ticks,
        "stalls": stalls,
        "stolen_s": _stolen_s(cpu) - stolen_s,
    }


def _stolen_s(cpu: int) -> float:
    """By /proc/stat, since the system began; 0 where it does not tell."""
    with suppress(OSError):
        for line in Path("/proc/stat").read_text().splitlines():
            name, *times = line.split()
            if name == f"cpu{cpu}":
                return int(times[7]) / os.sysconf("SC_CLK_TCK")
    return 0.0


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]))))
