"""`rivals`: kinesics beside a naive loop and a desk robot's sway, while other cores burn."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import BridgeError
from kinesics.rig.load import load_rig
from kinesics_app.bench.figures import Section
from kinesics_app.bench.live.alive import alive
from kinesics_app.bench.live.as_played import late_as_played, off_usual
from kinesics_app.bench.live.keeping_rows import COMMAND, rows_in
from kinesics_app.bench.live.processes import Usage, burning, child_of
from kinesics_app.demo import HELLO
from kinesics_app.device.provisioned import provisioned_twin
from kinesics_app.robot import Robot

from .talk import TICK_S

__all__ = ["TITLE", "Outcome", "rivals"]

F64 = NDArray[np.float64]

TITLE = "Beside what a user would write"

_SAY_EVERY_S = 9.5
_PATIENCE_S = 30.0
_NOTES = (
    "At the joint: when a commanded position came there against when it should, its usual delay "
    "taken away. Of the naive loop and the sway, by a process that only dates bytes on a pseudo-"
    "terminal ({asked}), as if their servos obeyed at once; a hobby servo's pulses, every 20 ms, "
    "would come on top. Of kinesics, by the native firmware's trace: how far what it played was "
    "from what its rows say, over the speed at which the joints then moved, where one moves "
    "swiftly.",
    "The naive loop: `asyncio.sleep` to absolute times, `session.run(None, feeds)` on the shipped "
    "`speech_face` with one thread, pyserial; 8 joints. The sway: loudness times three sines, "
    "worked out before, `time.sleep` to absolute times, the same frames. kinesics: `run` with all "
    "that it is born with, 41 joints; behind the plus is the processor time of the process that "
    "other programs talk to. It answers later than the others, by its lead, 100 ms.",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one contestant fared."""

    late_ms: tuple[float, float, float]
    """How late ticks began: median, 99th percentile, most."""
    off_ms: tuple[float, float, float]
    """At the joint, how far from the usual delay: the same three."""
    cpu: str
    """Of a core."""
    ticks: int
    asked: str = ""
    """What came of the listener's asking for real time."""


def rivals(seconds: float, tell: Callable[[float], None]) -> Section:
    """Everybody talks for `seconds` beside processes that burn the other cores."""
    contestants: dict[str, Callable[[], Outcome]] = {
        "kinesics run": lambda: _ours(seconds, realtime=False),
        "kinesics run --realtime": lambda: _ours(seconds, realtime=True),
        "asyncio + onnxruntime + pyserial": lambda: _theirs("asyncio_loop", seconds),
        "loudness sway + pyserial": lambda: _theirs("sway_loop", seconds),
    }
    outcomes: dict[str, Outcome] = {}
    with burning() as fires:
        for n, (name, play) in enumerate(contestants.items()):
            outcomes[name] = play()
            tell((n + 1) / len(contestants))
    rows = [
        (name, *map(_three, (one.late_ms, one.off_ms)), one.cpu, f"{one.ticks:,}")
        for name, one in outcomes.items()
    ]
    head = ("median, 99 %, most", "ticks late [ms]", "off at the joint [ms]", "of a core", "ticks")
    asked = next(one.asked for one in outcomes.values() if one.asked)
    return Section(
        TITLE,
        f"In real time, {seconds:g} s each at 100 Hz, the shipped sentence again and again, one "
        f"after the other, beside {fires} process(es) that only burn. No bar was set.",
        (),
        tuple(note.format(asked=asked) for note in _NOTES),
        (head, *rows),
    )


def _three(told: tuple[float, float, float]) -> str:
    if np.isnan(told).all():
        return "not measured: no joint moved swiftly"
    return ", ".join(f"{one:.2f}" for one in told)


def _theirs(module: str, seconds: float) -> Outcome:
    ticks = round(seconds / TICK_S)
    board = _process("listener", str(ticks), str(seconds + _PATIENCE_S))
    assert board.stdout is not None
    port = board.stdout.readline().strip()
    host = _process(module, port, str(seconds))
    played, heard = _told(host, seconds), _told(board, seconds)
    late_ms = 1e3 * np.array(played["late_s"])
    due_ms = 1e3 * (played["begin_s"] + TICK_S * np.arange(ticks))
    if len(heard["whole_ns"]) != ticks:
        raise BridgeError(f"{module}: {len(heard['whole_ns'])} of {ticks} frames came")
    p50, p99 = np.percentile(late_ms, (50, 99)).tolist()
    return Outcome(
        (p50, p99, float(late_ms.max())),
        off_usual(1e-6 * np.array(heard["whole_ns"]) - due_ms),
        f"{100 * played['cpu_s'] / seconds:.1f} %",
        ticks,
        heard["asked"],
    )


def _process(module: str, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", f"{__package__}.{module}", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _told(process: "subprocess.Popen[str]", seconds: float) -> Any:
    """What it says at its end."""
    try:
        told, _ = process.communicate(timeout=seconds + 2 * _PATIENCE_S)
        return json.loads(told)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise BridgeError(f"{process.args!r}: it did not tell what it measured") from error
    finally:
        process.kill()
        process.wait()


def _ours(seconds: float, *, realtime: bool) -> Outcome:
    rig = load_rig("humanoid")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept = folder / "rows"
        options = ["--rows", str(kept), *(["--realtime"] if realtime else [])]
        with provisioned_twin(rig, folder / "trace.bin") as robot:
            with alive(robot.device, folder, options, command=COMMAND) as one:
                pids = (one.pid, child_of(one.pid, "kinesics_app.door"))
                with Robot.running(one.socket) as link:
                    before_s = [Usage(pid).cpu_s for pid in pids]
                    begun_s = time.monotonic()
                    while (left_s := begun_s + seconds - time.monotonic()) > 0:
                        link.say(HELLO)
                        link.wait(min(_SAY_EVERY_S, left_s))
                    took_s = time.monotonic() - begun_s
                    shares = [
                        100 * (Usage(pid).cpu_s - was_s) / took_s
                        for pid, was_s in zip(pids, before_s, strict=True)
                    ]
                    late = link.status()["tick_late"]
            trace = robot.trace()
        late_ms = late_as_played(*rows_in(kept, len(rig.joints)), trace, rig.limits.velocity)
    return Outcome(
        (late["p50_us"] * 1e-3, late["p99_us"] * 1e-3, late["largest_us"] * 1e-3),
        off_usual(late_ms),
        f"{shares[0]:.1f} + {shares[1]:.1f} %",
        late["count"],
    )
