"""`kinesics run --microphone`: a robot that hears somebody, and outlives its ears."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import soundfile
from mcap.reader import make_reader

from kinesics.errors import IntentError
from kinesics.rig.load import load_rig
from kinesics_app.black_box.opened import open_box
from kinesics_app.robot import Robot
from kinesics_app.run.logbook import ring_path


@pytest.fixture
def heard(spoken, tmp_path):
    path = tmp_path / "heard.wav"
    path.write_bytes(spoken.read_bytes())
    return path


@pytest.fixture
def alive(request, tmp_path, heard, begun_run):
    """The socket of a robot with a microphone, and its process."""
    path, microphone = tmp_path / "k.sock", getattr(request, "param", str(heard))
    record = ("--record", str(tmp_path / "run.mcap"))
    with begun_run(path, "--microphone", microphone, "--no-sound", *record) as process:
        yield path, process


def wait_for(robot, done, seconds=40.0):
    end_s = time.monotonic() + seconds
    while not done(told := robot.status()["ears"]):
        if time.monotonic() > end_s:
            pytest.fail(f"not in {seconds} s: {told}")
        time.sleep(0.1)
    return told


def test_it_hears_somebody_loses_its_ears_and_its_microphone_and_lives_on(alive, heard, pid_of):
    path, process = alive
    with Robot.running(path) as robot:
        told = wait_for(robot, lambda ears: ears["speaks"] >= 0.5)
        assert told["by"] == "ears"
        assert told["microphone"]["source"] == str(heard)
        wait_for(robot, lambda ears: ears["speaks"] < 0.3)
        ticks = robot.status()["ticks"]
        os.kill(pid_of("kinesics_app.ears", process), signal.SIGKILL)
        wait_for(robot, lambda ears: ears["microphone"]["deaths"] == 1)
        wait_for(robot, lambda ears: ears["speaks"] >= 0.5 and not ears["microphone"]["trouble"])
        heard.rename(heard.with_name("unplugged.wav"))
        told = wait_for(robot, lambda ears: ears["microphone"]["trouble"] and not ears["speaks"])
        assert "tried again" in told["microphone"]["trouble"]
        status = robot.status()
        assert status["ticks"] > ticks + 300
        assert (status["state"], status["died"]) == ("ACTIVE", {})
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert "parked after" in out
    assert "nobody is heard until it is there again" in err
    assert "Traceback" not in err


def test_the_word_of_a_program_goes_before_its_ears(alive):
    path, _ = alive
    with Robot.running(path) as robot:
        wait_for(robot, lambda ears: ears["speaks"] >= 0.5)
        robot.partner(0.0)
        told = wait_for(robot, lambda ears: ears["by"] == "a program")
        assert told["speaks"] == 0.0


@pytest.mark.parametrize("alive", ["given"], indirect=True)
def test_another_program_gives_it_what_it_hears(alive, heard):
    path, _ = alive
    sound, rate_hz = soundfile.read(heard, dtype="float32")
    with Robot.running(path) as robot:
        begin_ns, speaks = time.monotonic_ns(), []
        for first in range(0, 3 * rate_hz, 800):
            t_ns = begin_ns + first * 1_000_000_000 // rate_hz
            time.sleep(max(t_ns + 50_000_000 - time.monotonic_ns(), 0) * 1e-9)
            robot.microphone(sound[first : first + 800], rate_hz, t_ns)
            speaks.append(robot.status()["ears"]["speaks"])
        assert max(speaks) >= 0.5
        told = wait_for(robot, lambda ears: ears["microphone"]["pieces"] > 50, 5.0)
        assert told["microphone"]["source"] == "given"
        assert told["microphone"]["bad"] == 0
        wait_for(robot, lambda ears: ears["speaks"] == 0.0)


def test_who_is_given_nothing_says_so(alive):
    with Robot.running(alive[0]) as robot:
        robot.microphone(np.zeros(160, np.float32))
        with pytest.raises(IntentError, match="--microphone given"):
            robot.wait(2.0)


def messages(path):
    """All that a recording holds, unpacked."""
    with path.open("rb") as file:
        return b"".join(message.data for _, _, message in make_reader(file).iter_messages())


def test_what_is_kept_of_a_run_holds_no_sound(alive, heard, tmp_path):
    path, process = alive
    with Robot.running(path) as robot:
        wait_for(robot, lambda ears: ears["speaks"] >= 0.5)
        wait_for(robot, lambda ears: ears["speaks"] < 0.3)
    box = ring_path(path, load_rig("humanoid"))
    open_box(box).write(tmp_path / "kept.mcap")
    sound, _ = soundfile.read(heard, dtype="float32")
    loud = sound[8000:40_000]
    pieces = [
        loud[first : first + 8].astype(kind).tobytes()
        for first in range(0, len(loud) - 8, 640)
        for kind in ("<f4", "<f8")
        if abs(loud[first : first + 8]).min() > 1e-4
    ]
    pieces += [(32768 * loud[n : n + 16]).astype("<i2").tobytes() for n in range(0, 30_000, 640)]
    assert len(pieces) > 50
    ring = box.read_bytes()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    for kept in (
        ring,
        *(messages(tmp_path / name) for name in ("kept.mcap", "run.mcap")),
    ):
        assert len(kept) > 5_000
        assert not any(piece in kept for piece in pieces)


def test_a_microphone_that_is_not_there_ends_the_command_with_what_is_right(tmp_path):
    run = [sys.executable, "-m", "kinesics_app", "run", "--socket", str(tmp_path / "k.sock")]
    done = subprocess.run(
        [*run, "--microphone", str(tmp_path / "no.wav")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "wanted a WAV file" in done.stderr
    assert "Traceback" not in done.stderr
