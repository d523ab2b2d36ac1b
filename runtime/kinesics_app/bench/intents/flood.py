"""A running robot whose socket is flooded: not one setpoint comes late for it."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np

from kinesics.errors import IntentError
from kinesics_app.bench.figures import Figure, Section
from kinesics_app.door.unix_wire import frame
from kinesics_app.robot import Robot
from kinesics_app.robot.socket_link import SocketLink

__all__ = ["flood"]

RATE_HZ = 10_000
_PROGRAMS = 4
_ENOUGH = 0.95  # of what was to come: this machine has other work too
_BATCH_S = 0.01
_PATIENCE_S = 60.0
_ASKS_HZ = 5.0


def flood(seconds: float, tell: Callable[[float], None]) -> Section:
    """`kinesics run` in a process of its own, in real time: quiet first, then flooded."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "k.sock"
        command = [sys.executable, "-m", "kinesics_app", "run", "--realtime", "--socket", str(path)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            realtime = _listening(process)
            quiet = _watch(path, seconds, 0, lambda share: tell(0.5 * share))
            loud = _watch(path, seconds, RATE_HZ, lambda share: tell(0.5 + 0.5 * share))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(_PATIENCE_S)
            if process.stdout is not None:
                process.stdout.close()
    return Section(
        "A flooded socket",
        f"`kinesics run --realtime` on the humanoid's twin, {seconds:g} s without and as long "
        f"with {_PROGRAMS} programs that send {RATE_HZ:,} intents a second between them, while a "
        f"well-behaved one asks {_ASKS_HZ:g} times a second. Real time: {realtime}. "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}.",
        (
            Figure(
                "intents that came to the socket",
                f"{loud['heard'] / seconds:,.0f} a second",
                loud["heard"],
                f">= {_ENOUGH * RATE_HZ:,.0f} a second",
                loud["heard"] >= _ENOUGH * RATE_HZ * seconds,
            ),
            Figure("of them let through to the robot", f"{loud['handed_on']}", loud["heard"]),
            *_of("without the flood", quiet),
            *_of("flooded", loud),
        ),
    )


def _of(when: str, told: Mapping[str, Any]) -> tuple[Figure, ...]:
    answers_ms = told["answers_ms"]
    return (
        Figure(
            f"{when}: setpoints late, underruns",
            f"{told['late']}, {told['underruns']}",
            told["ticks"],
            "0, 0",
            told["late"] + told["underruns"] == 0,
        ),
        Figure(
            f"{when}: ticks that began more than a tick late", f"{told['missed']}", told["ticks"]
        ),
        Figure(
            f"{when}: a well-behaved program's intent is acknowledged after",
            f"median {np.median(answers_ms):.0f} ms, worst {max(answers_ms):.0f} ms",
            len(answers_ms),
        ),
        Figure(
            f"{when}: and refused",
            "; ".join((f"{len(told['refusals'])}", *sorted(set(told["refusals"])))),
            len(answers_ms),
            "0",
            not told["refusals"],
        ),
    )


def _listening(process: "subprocess.Popen[str]") -> str:
    """Wait until the robot is there; what it says of real time."""
    assert process.stdout is not None
    if "listening" not in process.stdout.readline():
        raise IntentError("`kinesics run` did not come up; see its own output")
    told = re.search("real time: (.*)", process.stdout.readline())
    return told[1] if told else "not asked"


def _watch(
    path: Path, seconds: float, rate_hz: float, tell: Callable[[float], None]
) -> dict[str, Any]:
    """Counts of so many seconds, and how long a well-behaved program waited for answers."""
    end = Event()
    floods = [
        Thread(target=_pour, args=(path, rate_hz / _PROGRAMS, n, end)) for n in range(_PROGRAMS)
    ]
    answers_ms: list[float] = []
    refusals: list[str] = []
    with Robot.running(path) as robot:
        before = _counts(robot)
        for one in floods if rate_hz else ():
            one.start()
        begun_s = time.monotonic()
        while (passed_s := time.monotonic() - begun_s) < seconds:
            asked_s = time.monotonic()
            refusals += _refusal(robot, len(answers_ms))
            answers_ms.append((time.monotonic() - asked_s) * 1e3)
            time.sleep(max(1.0 / _ASKS_HZ - (time.monotonic() - asked_s), 0.0))
            tell(passed_s / seconds)
        end.set()
        for one in floods if rate_hz else ():
            one.join()
        time.sleep(1.0)  # the robot tells its counts twice a second
        after = _counts(robot)
    counts = {name: after[name] - before[name] for name in after}
    return {**counts, "answers_ms": answers_ms, "refusals": refusals}


def _refusal(robot: Robot, number: int) -> list[str]:
    """Why what is asked for is refused; nothing: it is acknowledged."""
    try:
        robot.express(("happy", "sad", "surprised")[number % 3])
    except IntentError as error:
        return [str(error)]
    return []


def _counts(robot: Robot) -> dict[str, int]:
    told = robot.status()
    names = ("ticks", "missed", "late", "underruns")
    door = {name: told["door"].get(name, 0) for name in ("heard", "handed_on")}
    return {**{name: told[name] for name in names}, **door}


def _pour(path: Path, rate_hz: float, number: int, end: Event) -> None:
    """Send without reading, as fast as asked."""
    link = SocketLink(path)
    batch = round(rate_hz * _BATCH_S)
    sent = 0
    due_s = time.monotonic()
    while not end.is_set():
        asks = (
            {"id": f"flood-{number}-{sent + n}", "kind": "nod", "parameters": {"times": 1}}
            for n in range(batch)
        )
        link.pour(b"".join(frame({"version": 1, "intent": ask}) for ask in asks))
        sent += batch
        due_s += _BATCH_S
        time.sleep(max(due_s - time.monotonic(), 0.0))
    link.close()
