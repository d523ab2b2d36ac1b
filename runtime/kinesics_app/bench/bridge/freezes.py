"""The motion process is frozen with SIGSTOP, rows still queued; another process says STOP."""

import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from kinesics_app.bench.figures import Figure, Section
from kinesics_bridge.twin import Trace
from kinesics_bridge.twin.limit_use import limit_use
from kinesics_bridge.wire.protocol import STATES

from .processes import await_line, end, go, start
from .robot import native_robot
from .stops import BAR_MS, braked
from .table import bench_table

__all__ = ["Freeze", "freeze_hosts", "freezes"]

MS = 1_000_000
_CONDITIONS = (
    "In real time: the native firmware process behind a pseudo-terminal, {} joints; the process "
    "that moves it is frozen with SIGSTOP, and up to 80 ms later, with rows still queued, another "
    "process stops the robot as `kinesics stop` does. From that process's call to the tick at "
    "which the firmware begins to brake."
)


@dataclass(frozen=True, slots=True)
class Freeze:
    """What came of one STOP."""

    begins_ms: float
    braked: bool
    """Whether from 50 ms after the call on no joint is faster than full braking makes it."""


def freezes(count: int, joints: int, tell: Callable[[float], None]) -> Section:
    """Freeze `count` hosts in a row."""
    outcomes, kept = freeze_hosts(count, joints, tell, seed=0)
    begins_ms = [one.begins_ms for one in outcomes]
    whole = sum(one.braked for one in outcomes)
    figures = (
        Figure(
            "braking begins after the call",
            f"p50 {np.median(begins_ms):.1f} ms, worst {max(begins_ms):.1f} ms",
            count,
            "<= 50 ms",
            max(begins_ms) <= BAR_MS,
        ),
        Figure(
            "trials in which every joint brakes at its limit from 50 ms on",
            f"{whole} of {count}",
            count,
            "all",
            whole == count,
        ),
        Figure("all limits kept, as played", "yes" if kept else "no", count, "yes", kept),
    )
    return Section("STOP while the motion process is frozen", _CONDITIONS.format(joints), figures)


def freeze_hosts(
    count: int, joints: int, tell: Callable[[float], None], *, seed: int
) -> tuple[list[Freeze], bool]:
    """Start, freeze and stop `count` hosts; each STOP, and whether all limits were kept."""
    table = bench_table(joints)
    draw = random.Random(seed)
    called_ns = []
    with TemporaryDirectory() as folder, native_robot(Path(folder) / "trace") as robot:
        for n in range(count):
            host = start("real_host", robot.device, seed + n, joints)
            stopper = start("real_stop", robot.device)
            go(host)
            await_line(host)
            time.sleep(draw.uniform(0.1, 0.8))
            host.send_signal(signal.SIGSTOP)
            time.sleep(draw.uniform(0.0, 0.08))
            go(stopper)
            called_ns.append(int(await_line(stopper)))
            time.sleep(0.6)
            end(stopper)
            end(host)
            tell(n / count)
        robot.close()
        trace = robot.trace()
    outcomes = [
        Freeze(_begins_ms(trace, t_ns), braked(table, _near(trace, t_ns), t_ns))
        for t_ns in called_ns
    ]
    return outcomes, limit_use(table, trace).kept


def _begins_ms(trace: Trace, called_ns: int) -> float:
    """Until the firmware's state is STOPPED, from when on it brakes; infinite: never."""
    after = trace.t_ns >= called_ns
    stopped = np.flatnonzero(trace.state[after] == STATES.index("STOPPED"))
    return float((trace.t_ns[after][stopped[0]] - called_ns) / MS) if len(stopped) else np.inf


def _near(trace: Trace, t_ns: int) -> Trace:
    """The half second after `t_ns`."""
    part = (trace.t_ns >= t_ns - MS) & (trace.t_ns < t_ns + 500 * MS)
    return Trace(
        trace.t_ns[part],
        trace.played_pico[part],
        trace.measured_pico[part],
        trace.state[part],
        trace.torque[part],
    )
