"""Real host processes are killed with SIGKILL while a robot behind a pseudo-terminal moves."""

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from kinesics_app.bench.figures import Figure, Section
from kinesics_bridge.twin import Trace
from kinesics_bridge.twin.limit_use import LimitUse, limit_use
from kinesics_bridge.wire.protocol import STATES

from .processes import await_line, end, go, start
from .robot import native_robot
from .table import bench_table

__all__ = ["KillsOutcome", "kill_hosts", "kills"]

_CONDITIONS = (
    "In real time: the native firmware process behind a pseudo-terminal, {} joints; each host is a "
    "process of its own that moves the robot at random through pyserial, is killed with SIGKILL, "
    "and is followed by the next after 20 ms to 3 s. One unbroken 1 kHz trace of what was played."
)


@dataclass(frozen=True, slots=True)
class KillsOutcome:
    """What came of a row of killed hosts."""

    kills: int
    use: LimitUse
    holds: int
    """Times the firmware went to HOLD; a host that is followed within 250 ms causes none."""
    moving: int
    """Kills that came while the robot moved."""


def kills(count: int, joints: int, tell: Callable[[float], None]) -> Section:
    """Kill `count` hosts in a row."""
    outcome = kill_hosts(count, joints, tell, seed=0)
    use = outcome.use
    told = (
        f"position {use.position:.3f}, velocity {use.velocity:.3f}, "
        f"acceleration {use.acceleration:.3f}, jerk {use.jerk:.3f}"
    )
    figures = (
        Figure(
            "largest use of a limit as played, before, between and after the kills",
            told,
            outcome.kills,
            "no limit exceeded, re-entry included",
            use.kept,
        ),
        Figure("kills while the robot moved", f"{outcome.moving}", outcome.kills),
        Figure("times the firmware went to HOLD", f"{outcome.holds}", outcome.kills),
    )
    return Section("Hosts killed with SIGKILL", _CONDITIONS.format(joints), figures)


def kill_hosts(
    count: int, joints: int, tell: Callable[[float], None], *, seed: int
) -> KillsOutcome:
    """Start and kill `count` hosts, one after the other; a last one takes the robot up again."""
    table = bench_table(joints)
    draw = random.Random(seed)
    killed_ns = []
    with TemporaryDirectory() as folder, native_robot(Path(folder) / "trace") as robot:
        host = start("real_host", robot.device, seed, joints)
        for n in range(count):
            after = start(
                "real_host", robot.device, seed + n + 1, joints
            )  # so that it can be there in 20 ms
            go(host)
            await_line(host)
            time.sleep(draw.uniform(0.1, 0.8))
            killed_ns.append(time.monotonic_ns())
            end(host)
            time.sleep(math.exp(draw.uniform(math.log(0.02), math.log(3.0))))
            host = after
            tell(n / count)
        go(host)
        await_line(host)
        end(host)
        robot.close()
        trace = robot.trace()
    states = [STATES[state] for state in trace.state[np.flatnonzero(np.diff(trace.state)) + 1]]
    moving = _moving(trace, killed_ns)
    return KillsOutcome(count, limit_use(table, trace), states.count("HOLD"), moving)


def _moving(trace: Trace, times_ns: list[int]) -> int:
    """At how many of these times something was played within the last 50 ms."""
    ticks = np.searchsorted(trace.t_ns, times_ns)
    return sum(bool(np.ptp(trace.played_pico[tick - 50 : tick], axis=0).any()) for tick in ticks)
