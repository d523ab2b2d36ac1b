"""The plug is pulled and put back under another name, again and again, while the robot moves."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.frame import Frame
from kinesics_app.bench.figures import Figure, Section
from kinesics_bridge.bridges.serial_bridge import SerialBridge
from kinesics_bridge.faults import FaultProxy
from kinesics_bridge.ports.opener import PortOpener
from kinesics_bridge.twin.limit_use import limit_use

from .host import TICK_NS, RandomMotion
from .robot import native_robot
from .table import bench_table

__all__ = ["Replugs", "replug", "replugs"]

_AHEAD_NS = 110_000_000
_PATIENCE_S = 10.0
_CONDITIONS = (
    "In real time: the native firmware process, {} joints in random motion, behind the fault "
    "proxy; the port vanishes and comes back 50 ms later as another device behind the same link, "
    "as in /dev/serial/by-id. From pulling to DISCONNECTED; from plugging in to rows being played "
    "again."
)


@dataclass(frozen=True, slots=True, eq=False)
class Replugs:
    """What came of a row of pulled plugs."""

    noticed_s: NDArray[np.float64]
    """(N,)"""
    back_s: NDArray[np.float64]
    """(N,)"""
    leaked: int
    """Threads and descriptors more at the end than after the first."""
    kept: bool
    """Whether all limits held as played."""


def replugs(count: int, joints: int, tell: Callable[[float], None]) -> Section:
    """Pull the plug `count` times."""
    outcome = replug(count, joints, tell)
    noticed_s, back_s = outcome.noticed_s, outcome.back_s
    figures = (
        _times("noticed", noticed_s, 0.5),
        _times("streaming again", back_s, 2.0),
        Figure(
            "threads and descriptors leaked", f"{outcome.leaked}", count, "0", outcome.leaked == 0
        ),
        Figure(
            "all limits kept, as played",
            "yes" if outcome.kept else "no",
            count,
            "yes",
            outcome.kept,
        ),
    )
    return Section("Unplugged and plugged in again", _CONDITIONS.format(joints), figures)


def replug(count: int, joints: int, tell: Callable[[float], None]) -> Replugs:
    """Once more than `count` times; the first only settles what is open."""
    table = bench_table(joints)
    motion = RandomMotion(table, 0)
    times_s, held = np.empty((count + 1, 2)), 0
    with TemporaryDirectory() as name, native_robot(Path(name) / "trace") as robot:
        with (
            _wire(robot.device, Path(name) / "robot") as wire,
            SerialBridge(PortOpener(wire.port), table, auto_arm=True) as bridge,
        ):
            bridge.connect(provision=True)
            _move(bridge, motion, lambda: bridge.link_state == "ARMED")
            for n in range(count + 1):
                times_s[n] = _once(bridge, motion, wire)
                held = held if n else _held()
                tell(n / count)
            leaked = max(0, _held() - held)
        robot.close()
        kept = limit_use(table, robot.trace()).kept
    return Replugs(times_s[1:, 0], times_s[1:, 1], leaked, kept)


def _once(bridge: SerialBridge, motion: RandomMotion, wire: FaultProxy) -> tuple[float, float]:
    """Time until it was noticed, and from plugging in until rows were played [s]."""
    wire.unplug()
    noticed_s = _move(bridge, motion, lambda: bridge.link_state == "DISCONNECTED")
    time.sleep(0.05)
    wire.plug()
    back_s = _move(bridge, motion, lambda: bridge.link_state == "ARMED")
    _move(bridge, motion, lambda: False, 0.3)
    return noticed_s, back_s


def _move(
    bridge: SerialBridge,
    motion: RandomMotion,
    until: Callable[[], bool],
    patience_s: float = _PATIENCE_S,
) -> float:
    """Send a row every 10 ms until then; how long that took [s]."""
    begin_ns = due_ns = time.monotonic_ns()
    while not until() and due_ns - begin_ns < patience_s * 1e9:
        due_ns += TICK_NS
        time.sleep(max(0, due_ns - time.monotonic_ns()) / 1e9)
        while bridge.poll() is not None:
            pass
        bridge.send(Frame(due_ns + _AHEAD_NS, motion.step()))
    return (time.monotonic_ns() - begin_ns) / 1e9


def _held() -> int:
    return threading.active_count() + len(os.listdir("/proc/self/fd"))


def _times(what: str, times_s: NDArray[np.float64], bar_s: float) -> Figure:
    told = f"p50 {np.median(times_s):.2f} s, worst {times_s.max():.2f} s"
    return Figure(what, told, len(times_s), f"<= {bar_s:g} s", bool(times_s.max() <= bar_s))


@contextmanager
def _wire(device: str, link: Path) -> Iterator[FaultProxy]:
    proxy = FaultProxy(device, link=link)
    ended = threading.Event()
    life = threading.Thread(target=proxy.run, args=(ended.is_set,), name="wire")
    life.start()
    try:
        yield proxy
    finally:
        ended.set()
        life.join()
        proxy.close()
