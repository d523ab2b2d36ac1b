"""`bench_live`: the parts of `kinesics bench live`, as a report."""

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kinesics.errors import BridgeError
from kinesics_app.bench.figures import Section, unmeasured
from kinesics_app.bench.report import Report

from .rivals.comparison import TITLE as RIVALS
from .rivals.comparison import rivals
from .soak import TITLE as SOAK
from .soak import soak
from .start import TITLE as START
from .start import checkout, start

__all__ = ["FULL", "PARTS", "QUICK", "TITLES", "Effort", "bench_live"]

Tell = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to try."""

    starts: int = 5
    minutes: float = 30.0
    """Of the soak, in all."""
    lead_ms: float = 200.0
    """By which rows leave early in it: a shared machine stands still for longer than the 85 ms that
    the usual 100 hide."""
    rival_seconds: float = 30.0


FULL = Effort()
QUICK = Effort(starts=1, minutes=0.4, rival_seconds=5.0)

PARTS: dict[str, Callable[[Effort, Tell], Section]] = {
    "start": lambda effort, tell: start(effort.starts, checkout(), tell),
    "soak": lambda effort, tell: soak(effort.minutes, effort.lead_ms, tell),
    "rivals": lambda effort, tell: rivals(effort.rival_seconds, tell),
}
"""What can be measured by itself, in the order of the report."""

TITLES = {"start": START, "soak": SOAK, "rivals": RIVALS}
"""The chapter of each part."""

_HEAD = """\
# Benchmarks of a living robot

Made by `kinesics bench live --out runtime/BENCHMARKS.md`; the bars are those of the issue
that asked for them. {}"""


def bench_live(parts: Sequence[str], effort: Effort, tell: Callable[[str, float], None]) -> Report:
    """Measure `parts` of PARTS; `tell` hears the part's name and how far it is, 0 to 1."""
    loads = os.getloadavg()[0]
    sections = tuple(_measured(part, effort, tell) for part in parts)
    machine = (
        f"This run: {platform.machine()}, {os.cpu_count()} cores, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}; load average {loads:.1f} when "
        "it began."
    )
    return Report(_HEAD, machine, sections)


def _measured(part: str, effort: Effort, tell: Callable[[str, float], None]) -> Section:
    """The part's section; one that cannot be measured is a bar missed, not the end of the run."""
    try:
        return PARTS[part](effort, lambda share: tell(part, share))
    except BridgeError as error:
        return unmeasured(part, TITLES[part], error)
