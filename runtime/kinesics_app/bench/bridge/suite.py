"""`bench_bridge`: all parts in one run, as the text of firmware_bridge/BENCHMARKS.md."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from kinesics.errors import BridgeError
from kinesics.rig.load import load_rig
from kinesics_app.bench.figures import Section, unmeasured
from kinesics_app.bench.report import Report, machine_told
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.servos import servos_of

from .clocks import clocks
from .day import day
from .frames import frames
from .freezes import freezes
from .kills import kills
from .load import load
from .losses import losses
from .replugs import replugs
from .rivals.comparison import rivals
from .servo_bus import servo_bus
from .stops import stops

__all__ = [
    "FULL",
    "PARTS",
    "QUICK",
    "TITLES",
    "Effort",
    "bench_bridge",
    "demand_parts",
]

Tell = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to try."""

    day_hours: float = 24.0
    losses: int = 1000
    stops: int = 1000
    frames: int = 1_000_000
    clocks: int = 60
    kills: int = 30
    freezes: int = 20
    replugs: int = 100
    load_minutes: float = 10.0
    bus_seconds: float = 60.0
    rivals: int = 5


FULL = Effort()
QUICK = Effort(
    day_hours=0.1,
    losses=30,
    stops=20,
    frames=20_000,
    clocks=4,
    kills=3,
    freezes=2,
    replugs=2,
    load_minutes=0.1,
    bus_seconds=2.0,
    rivals=1,
)


_HEAD = """\
# Benchmarks of the bridge

Made by `kinesics bench bridge --out firmware_bridge/BENCHMARKS.md`; the bars are those of the issue
that asked for them. {}"""


def _day(effort: Effort, tell: Tell) -> Section:
    return day(effort.day_hours, tell)


def _losses(effort: Effort, tell: Tell) -> Section:
    rig = load_rig("humanoid")
    return losses(effort.losses, joint_table(rig), servos_of(rig), tell)


def _stops(effort: Effort, tell: Tell) -> Section:
    return stops(effort.stops, joint_table(load_rig("humanoid")), tell)


def _frames(effort: Effort, tell: Tell) -> Section:
    return frames(effort.frames, joint_table(load_rig("humanoid")), tell)


def _clocks(effort: Effort, tell: Tell) -> Section:
    return clocks(effort.clocks, joint_table(load_rig("humanoid")), tell)


def _kills(effort: Effort, tell: Tell) -> Section:
    return kills(effort.kills, 41, tell)


def _freezes(effort: Effort, tell: Tell) -> Section:
    return freezes(effort.freezes, 41, tell)


def _replugs(effort: Effort, tell: Tell) -> Section:
    return replugs(effort.replugs, 41, tell)


def _load(effort: Effort, tell: Tell) -> Section:
    return load(effort.load_minutes, tell)


def _servo_bus(effort: Effort, tell: Tell) -> Section:
    return servo_bus(effort.bus_seconds, tell)


def _rivals(effort: Effort, tell: Tell) -> Section:
    return rivals(effort.rivals, tell)


PARTS: dict[str, Callable[[Effort, Tell], Section]] = {
    "day": _day,
    "losses": _losses,
    "stops": _stops,
    "frames": _frames,
    "clocks": _clocks,
    "kills": _kills,
    "freezes": _freezes,
    "replugs": _replugs,
    "load": _load,
    "bus": _servo_bus,
    "rivals": _rivals,
}
"""What can be measured by itself, in the order of the report."""


TITLES = {
    "day": "A day (virtual time)",
    "losses": "Losing the host (virtual time)",
    "stops": "STOP (virtual time)",
    "frames": "A bad wire (virtual time)",
    "clocks": "Clocks (virtual time)",
    "kills": "Hosts killed with SIGKILL",
    "freezes": "STOP while the motion process is frozen",
    "replugs": "Unplugged and plugged in again",
    "load": "Load (real time)",
    "bus": "A bus of servos without firmware",
    "rivals": "Beside what people use today",
}
"""The chapter of each part, which is known before it is measured."""


def demand_parts(parts: Sequence[str]) -> None:
    """BridgeError when one of them is none of PARTS."""
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise BridgeError(f"no part {unknown[0]!r} of this bench; there are {', '.join(PARTS)}")


def bench_bridge(
    parts: Sequence[str], effort: Effort, tell: Callable[[str, float], None]
) -> Report:
    """Run `parts` of PARTS; `tell` hears the part's name and how far it is, 0 to 1."""
    demand_parts(parts)
    begin_s = time.monotonic()
    with _only_errors_of(logging.getLogger("kinesics_bridge")):  # refusals are what is tried here
        sections = tuple(_measured(part, effort, tell) for part in parts)
    return Report(_HEAD, machine_told(time.monotonic() - begin_s), sections)


@contextmanager
def _only_errors_of(logger: logging.Logger) -> Iterator[None]:
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


def _measured(part: str, effort: Effort, tell: Callable[[str, float], None]) -> Section:
    """The part's section; one that cannot be measured is a bar missed, not the end of the run."""
    try:
        return PARTS[part](effort, lambda share: tell(part, share))
    except BridgeError as error:
        return unmeasured(part, TITLES.get(part, part), error)
