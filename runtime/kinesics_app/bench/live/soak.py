"""`soak`: a robot that lives on and is asked things, while other processes burn the other cores."""

import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import BridgeError, IntentError
from kinesics.rig.load import load_rig
from kinesics_app.bench.figures import Figure, Section
from kinesics_app.demo import HELLO
from kinesics_app.device.provisioned import provisioned_twin
from kinesics_app.robot import Robot
from kinesics_app.run.state_folder import memory_folder

from .alive import alive
from .as_played import off_usual, whole_life
from .bare_clock import BareClock, bare_clocks
from .bare_wire import BareWire, bare_wires
from .keeping_rows import COMMAND, rows_in
from .processes import Usage, burning

__all__ = ["TITLE", "Lived", "demanded", "soak"]

TITLE = "A soak under load"

_GROWTH_MB = 2.0
_OFF_MS = 0.1
_WARM_S = 60.0  # all that it is asked came once by then, and the rows of ten seconds are kept
_WARM_SHARE = 0.25  # of a short look
_PATIENCE_S = 60.0
_LOOK_S, _ASK_S, _SAY_S = 1.0, 3.0, 10.0
_TRACE_BYTES_S, _SPARE = 700_000, 8
_NEAR_NS = 10_000_000  # of a bare clock's tick


@dataclass(frozen=True, slots=True)
class Lived:
    """One life."""

    told: str
    """What came of asking for real time."""
    seconds: float
    status: Mapping[str, Any]
    """Of the robot, at its end."""
    uses: Sequence[tuple[float, Usage]]
    """What its process had in use, and when [s]."""
    asked: int
    refused: Sequence[str]
    """Why."""
    clocks: Sequence[BareClock] = ()
    """What processes beside it saw that only sleep."""
    wires: Sequence[BareWire] = ()
    """And those that only send each other rows."""
    late_ms: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    """(N,) at each millisecond in which a joint moved swiftly, how late that was played."""


def soak(minutes: float, lead_ms: float, tell: Callable[[float], None]) -> Section:
    """Half of `minutes` as an ordinary process, half with --realtime, both with this lead."""
    seconds, lead = 30.0 * minutes, ("--lead-ms", f"{lead_ms:g}")
    with burning() as fires:
        plain = _live(seconds, lead, lambda share: tell(0.5 * share))
        first = _live(seconds, ("--realtime", *lead), lambda share: tell(0.5 + 0.5 * share))
    return Section(
        TITLE,
        f"`kinesics run` on the humanoid, 41 joints, on the native firmware behind a port, {fires} "
        f"process(es) burning beside it: {seconds / 60:g} min as an ordinary process, as long with "
        f"--realtime ({first.told}). Rows leave {lead_ms:g} ms ahead (--lead-ms). Every "
        f"{_SAY_S:g} s it is told to say the shipped sentence, every {_ASK_S:g} s to feel, look, "
        "gesture or nod, by another program over its socket. "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end.",
        (*demanded("ordinary", plain), *demanded("--realtime", first)),
        (
            "As played: how far what the firmware played, by its trace, is from what the rows say "
            "that left, over the speed of the joints, in all milliseconds in which one moves "
            "swiftly. A row that was in time is played at its date whenever it came.",
            "Rows that are late, yet left in time, were late on their way, or the firmware's "
            "process had no processor to read them. Bare wires tell which: one process sends "
            "another a row at each tick over a pseudo-terminal and over a socket; what is late "
            "over both is not the wire's.",
            f"Growth: the mean of the last tenth against that of the first tenth after "
            f"{_warm_s(seconds):g} s. All that it is asked comes once in the first 45 s, and it "
            "keeps the rows of ten, so after a minute nothing is new. Pages "
            "of files that the system took back meanwhile make up for nothing.",
            *whys("ordinary", plain),
            *whys("--realtime", first),
        ),
    )


def demanded(how: str, one: Lived) -> tuple[Figure, ...]:
    """What was measured of a life, with its bars."""
    told, late = one.status, one.status["tick_late"]
    descriptors, threads = (_growth(one, name) for name in ("descriptors", "threads"))
    memory_mb, later_mb = (_memory_mb(one, since_s) for since_s in (0.0, 0.5 * one.seconds))
    spoilt = [told[name] for name in ("late", "underruns", "clamped")]
    times_ms = ", ".join(f"{late[name] * 1e-3:.2f}" for name in ("p50_us", "p99_us", "largest_us"))
    bar, off_ms = "0, 0, 0", off_usual(one.late_ms)
    return (
        Figure(
            f"{how}: rows late, underruns, joint-ticks clamped by the firmware",
            ", ".join(map(str, spoilt)),
            told["ticks"],
            bar,
            not any(spoilt),
        ),
        Figure(f"{how}: rows that left too late", f"{told['left_late']}", told["ticks"]),
        Figure(
            f"{how}: as played, off what was sent by, median, 99 %, most",
            ", ".join(f"{off:.2f}" for off in off_ms) + " ms",
            len(one.late_ms),
            f"most <= {_OFF_MS:g} ms",
            bool(off_ms[-1] <= _OFF_MS),
        ),
        Figure(
            f"{how}: ticks that began more than a tick late", f"{told['missed']}", told["ticks"]
        ),
        Figure(f"{how}: a tick began late by, median, 99 %, most", f"{times_ms} ms", late["count"]),
        Figure(
            f"{how}: memory grew, of {one.uses[-1][1].own_mb:.0f} MB besides the black box's",
            f"{memory_mb:+.2f} MB, in the last half {later_mb:+.2f}",
            len(one.uses),
            f"<= {_GROWTH_MB:g} MB",
            memory_mb <= _GROWTH_MB,
        ),
        Figure(
            f"{how}: descriptors and threads grew",
            f"{descriptors:+g} and {threads:+g}",
            len(one.uses),
            "0 and 0",
            descriptors <= 0 and threads <= 0,
        ),
        Figure(
            f"{how}: intents refused; behaviours that died",
            f"{len(one.refused)}; {', '.join(told['deaths']) or 'none'}",
            one.asked,
            "0; none",
            not one.refused and not told["deaths"],
        ),
    )


def whys(how: str, one: Lived) -> Iterator[str]:
    """What the latest ticks were late for, and whether the machine was late meanwhile."""
    stalls = [stall for clock in one.clocks for stall in clock.stalls]
    latest = [f"{_why(tick)}{_stalled(tick, stalls)}" for tick in one.status.get("latest", ())]
    count = f"{len(latest)} " if latest else ""
    yield f"{how}, the {count}latest ticks: {'; '.join(latest) or 'none by 10 ms'}."
    clocks = [
        f"on processor {clock.cpu} " + ", ".join(f"{late * 1e-3:.2f}" for late in clock.late_us)
        for clock in one.clocks
    ]
    most_ms = max((late_ns for _, late_ns in stalls), default=0) * 1e-6
    stolen_s = sum(clock.stolen_s for clock in one.clocks)
    yield (
        f"{how}, bare clocks meanwhile, late by median, 99 %, most [ms]: {'; '.join(clocks)}; of "
        f"that {len(stalls)} times by more than 10 ms with no other program on their processor"
        + (f", by {most_ms:.0f} ms at most" if stalls else "")
        + f". The host kept {stolen_s:.2f} s, as far as it says."
    )
    for wire in one.wires:
        times_ms = ", ".join(f"{late:.2f}" for late in wire.late_ms)
        yield (
            f"{how}, a bare {wire.name} meanwhile, late by median, 99 %, most [ms]: {times_ms}; by "
            f"more than 10 ms {wire.late} of {wire.rows:,} rows, {wire.alone} of them alone."
        )


def _why(tick: Mapping[str, Any]) -> str:
    """Of one that was late: `18.2 ms: its own work (gesture 16.1, mix 0.4)`."""
    own, before = (_told_ms(tick[name]) for name in ("stages_us", "before_us"))
    stages = "; ".join(told for told in (own, before and f"before it {before}") if told)
    return f"{tick['late_us'] * 1e-3:.1f} ms: {tick['cause']} ({stages})"


def _told_ms(costs_us: Mapping[str, int]) -> str:
    told = [f"{stage} {cost_us * 1e-3:.1f}" for stage, cost_us in costs_us.items()]
    return ", ".join(told[:2])


def _stalled(tick: Mapping[str, Any], stalls: Sequence[tuple[int, int]]) -> str:
    """Whether a bare clock was late at that time, too."""
    t_ns, late_ns = round(tick["t_s"] * 1e9), tick["late_us"] * 1000
    for due_ns, stalled_ns in stalls:
        if due_ns < t_ns + late_ns + _NEAR_NS and t_ns - _NEAR_NS < due_ns + stalled_ns:
            return f", a bare clock {stalled_ns * 1e-6:.0f} ms late"
    return ""


def _warm_s(seconds: float) -> float:
    return min(_WARM_S, _WARM_SHARE * seconds)


def _memory_mb(one: Lived, since_s: float) -> float:
    """How much came; where the system took pages of files back, that makes up for nothing."""
    own_mb, of_files_mb = (_growth(one, name, since_s) for name in ("own_mb", "of_files_mb"))
    return own_mb - min(of_files_mb, 0.0)


def _growth(one: Lived, name: str, since_s: float = 0.0) -> float:
    """Of what its process had in use, from when it was warm, or later."""
    since_s = max(_warm_s(one.seconds), since_s)
    warm = [getattr(use, name) for at_s, use in one.uses if at_s >= since_s]
    tenth = max(len(warm) // 10, 1)
    return float(np.mean(warm[-tenth:]) - np.mean(warm[:tenth]))


def _live(seconds: float, options: Sequence[str], tell: Callable[[float], None]) -> Lived:
    rig, first = load_rig("humanoid"), "--realtime" in options
    with (
        tempfile.TemporaryDirectory(dir=_roomy(seconds)) as name,
        provisioned_twin(rig, Path(name) / "trace") as robot,
    ):
        rows = Path(name) / "rows"
        kept = [*options, "--rows", str(rows)]
        with (
            alive(robot.device, Path(name), kept, command=COMMAND) as one,
            Robot.running(one.socket) as link,
            bare_clocks(first=first) as clocks,
            bare_wires(first=first) as wires,
        ):
            _await_ticks(link)
            planner = _Planner(link)
            uses: list[tuple[float, Usage]] = []
            begun_s = time.monotonic()
            while (passed_s := time.monotonic() - begun_s) < seconds:
                uses.append((passed_s, Usage(one.pid)))
                planner.turn(passed_s)
                link.wait(_LOOK_S)
                tell(passed_s / seconds)
            uses.append((passed_s, Usage(one.pid)))  # the only late one, where asking took all time
            status = link.status()
        real = one.told.partition("real time: ")[2]
        late_ms = whole_life(robot, *rows_in(rows, len(rig.joints)), rig.limits.velocity)
    asked = (planner.asked, planner.refused)
    return Lived(real, seconds, status, uses, *asked, clocks, wires, late_ms)


def _roomy(seconds: float) -> Path | None:
    """Where a trace of so long goes: into memory where much is left, for that waits for no disk."""
    folder = memory_folder()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if shutil.disk_usage(folder).free > _SPARE * _TRACE_BYTES_S * seconds:
            return folder
    return None


def _await_ticks(link: Robot) -> None:
    """Until it tells that it moves; where all cores burn, its first words come well before."""
    end_s = time.monotonic() + _PATIENCE_S
    while not link.status()["ticks"]:
        if time.monotonic() > end_s:
            raise BridgeError(f"no tick in {_PATIENCE_S:g} s; see what `kinesics run` says")
        link.wait(0.1)


class _Planner:
    """Asks for one thing after another, always the same ones in the same order.

    All come within 45 s, so that what is made at first asking is made before a robot is warm.
    """

    def __init__(self, robot: Robot) -> None:
        self.asked = 0
        self.refused: list[str] = []
        self._chance = random.Random(0)  # where it looks
        self._robot = robot
        self._say_s = self._ask_s = 0.0
        self._wishes = 0

    def turn(self, passed_s: float) -> None:
        """What is due, so many seconds after its beginning."""
        if passed_s >= self._say_s:
            self._say_s += _SAY_S
            self._ask(lambda: self._robot.say(HELLO))
        if passed_s >= self._ask_s:
            self._ask_s += _ASK_S
            self._ask(self._wish)

    def _wish(self) -> object:
        robot, turn, about = self._robot, self._wishes % 5, self._wishes // 5 % 3
        self._wishes += 1
        if turn == 0:
            return robot.express(("happy", "sad", "surprised")[about], hold_s=2.0)
        if turn == 1:
            return robot.look_at(1.0, self._chance.uniform(-0.5, 0.5), 1.4)
        if turn == 2:
            return robot.gesture(("greet", "big", "no")[about])
        return robot.nod() if turn == 3 else robot.shake()

    def _ask(self, ask: Callable[[], object]) -> None:
        self.asked += 1
        try:
            ask()
        except IntentError as error:
            self.refused.append(str(error))
