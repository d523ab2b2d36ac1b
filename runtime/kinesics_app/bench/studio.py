"""`bench_studio`: what a studio costs the process that moves the robot, beside its own tick."""

import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.rig.load import load_rig
from kinesics_app.bench.figures import Figure, Section
from kinesics_app.character.character import speech_character
from kinesics_app.device.opening import open_device
from kinesics_app.life.life import TICK_NS, Life
from kinesics_app.life.shown import LoopShown
from kinesics_app.processes.hatch import Hatch
from kinesics_app.studio.teller import Teller
from kinesics_app.tick.delays import Delays, mouth_lag_ms

__all__ = ["StudioCost", "bench_studio", "bench_studios"]

F64 = NDArray[np.float64]

_STUDIOS = {"a studio that reads": True, "a studio that stalls": False}
_WARM_UP = 200
_MOST_US = 100.0  # of each tick, on the mean
_READ = """
import socket, sys
end = socket.socket(fileno=int(sys.argv[1]))
while end.recv(1 << 18):
    pass
"""
_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class StudioCost:
    """Processor time of the thread that owns the robot, in virtual time [us]."""

    tick_us: F64
    """(T,) of each tick by itself."""
    told_us: dict[str, F64]
    """What the studio asked for in it: of `orders`, every tick; of what a turn told, by that."""
    lost: int
    """Messages that were dropped: nobody read."""

    @property
    def each_us(self) -> float:
        """Of each tick, on the mean."""
        whole_us = sum(float(part.sum()) for part in self.told_us.values())
        return whole_us / len(self.told_us["orders"])

    @property
    def passed(self) -> bool:
        """Whether it stays below its bar, a hundredth of the time that a tick has."""
        return self.each_us <= _MOST_US

    def section(self, what: str) -> Section:
        """A chapter about `what` was told."""
        rows = [
            (name, str(len(part)), f"{np.median(part):.0f}", f"{np.percentile(part, 99):.0f}")
            for name, part in {"the tick itself": self.tick_us, **self.told_us}.items()
        ]
        bar = f"<= {_MOST_US * 1e-3:g} ms"
        each_ms, tick_ms = self.each_us * 1e-3, float(self.tick_us.mean()) * 1e-3
        told = f"{each_ms:.3f} ms, beside {tick_ms:.2f} ms of idle life"
        ticks = len(self.told_us["orders"])
        return Section(
            f"{what[0].upper()}{what[1:]}",
            "What it costs the process that moves the robot, in virtual time, in processor time of "
            "the thread.",
            (
                Figure("of each tick, on the mean", told, ticks, bar, self.passed),
                Figure("messages dropped, none waited for", str(self.lost), ticks),
            ),
            matrix=(("of the motion process", "times", "p50 [us]", "p99 [us]"), *rows),
        )


def bench_studios(
    *, robot: str, quick: bool, show: Callable[[str, float], None] = lambda part, share: None
) -> list[Section]:
    """A studio that reads what it is told, then one that does not; `show` is told the share."""
    sections = []
    for done, (what, reads) in enumerate(_STUDIOS.items(), 1):
        cost = bench_studio(robot, reads=reads, ticks=600 if quick else 3000)
        sections.append(cost.section(what))
        show("studio", done / len(_STUDIOS))
    return sections


def bench_studio(robot: str, *, reads: bool, ticks: int = 3000) -> StudioCost:
    """Live `ticks` of idle life on the twin, told to a studio that reads, or to one that does not.

    Raises:
        RigError: there is no such robot.
    """
    rig = load_rig(robot)
    delays = Delays(80, 100.0, mouth_lag_ms(rig))
    character = speech_character(rig, lookahead_ms=80, backend="auto", seed=0)
    costs: defaultdict[str, list[int]] = defaultdict(list)
    with _passage(reads=reads) as hatch, open_device("twin", rig, live=False) as device:
        life = Life((rig, device.bring_up(delays.ahead_ns, TICK_NS), device), character, delays)
        sent: list[str] = []

        def send(message: Mapping[str, Any]) -> None:
            sent.extend(message)
            hatch.send(message)

        teller = Teller(rig, send)
        for _ in range(ticks):
            tick_ns = device.next_tick_ns
            device.clock.wait_until(tick_ns)
            sent.clear()
            began = time.thread_time_ns()
            life.tick(tick_ns)
            device.poll()
            ticked = time.thread_time_ns()
            hatch.receive(4)
            looked = time.thread_time_ns()
            teller.turn(device, LoopShown.of(life))
            told = time.thread_time_ns()
            device.next_tick_ns = tick_ns + TICK_NS
            costs["tick"].append(ticked - began)
            costs["orders"].append(looked - ticked)
            costs[sent[0] if sent else "nothing"].append(told - looked)
        lost = hatch.lost
    us = {name: np.array(part) * 1e-3 for name, part in costs.items()}
    return StudioCost(us.pop("tick")[_WARM_UP:], us, lost)


@contextmanager
def _passage(*, reads: bool) -> Iterator[Hatch]:
    """One end; at the other a process reads all, or nobody anything."""
    hatch, there = Hatch.pair()
    command = [sys.executable, "-S", "-c", _READ, str(there.fileno())]
    reader = subprocess.Popen(command, pass_fds=[there.fileno()]) if reads else None
    try:
        yield hatch
    finally:
        hatch.close()
        there.close()
        if reader is not None:
            reader.wait(_PATIENCE_S)
