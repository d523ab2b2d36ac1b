"""However a performance ends, what was performed is kept, whole, and beside nothing old."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import numpy as np
import pytest
import soundfile

from kinesics.errors import RecordError
from kinesics_app.performance import results
from kinesics_app.performance.perform import Request, perform
from kinesics_app.performance.results import FILES, check_folder, write_results

KINESICS = [sys.executable, "-m", "kinesics_app"]


@contextmanager
def begun_twin():
    """A `kinesics twin --pty` in a process of its own, and its port."""
    with subprocess.Popen([*KINESICS, "twin", "--pty"], stdout=subprocess.PIPE, text=True) as robot:
        try:
            yield robot, robot.stdout.readline().strip()
        finally:
            robot.kill()


@pytest.fixture(scope="module")
def port():
    """The port of a robot that is there for one host after the other."""
    with begun_twin() as (_, port):
        yield port


def performing(speech, out, *options):
    command = [*KINESICS, "perform", str(speech), "--out", str(out), *options]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def wait_for_sound_of(process):
    """Until the bar shows that ticks run."""
    while "performing" not in process.stderr.readline():
        assert process.poll() is None
    time.sleep(1.2)


def test_a_robot_that_is_unplugged_leaves_results_of_what_was_performed(short_speech, tmp_path):
    samples, rate_hz = soundfile.read(short_speech, dtype="float32")
    speech = tmp_path / "speech.wav"
    soundfile.write(speech, np.tile(samples, 3), rate_hz)  # it goes on to its end
    with begun_twin() as (robot, port):
        process = performing(speech, tmp_path / "out", "--device", port, "--live")
        wait_for_sound_of(process)
        robot.kill()
        told = process.communicate(timeout=60)[1]
    assert process.returncode == 1, told
    assert "Traceback" not in told
    assert "is gone" in told or "nobody answers" in told  # whichever is noticed first
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert summary["link"]["rows_unsent"] > 20
    assert summary["setpoints"]["sent"] < summary["ticks"] - 20
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(FILES)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_a_performance_and_keeps_it(port, long_speech, tmp_path, number):
    process = performing(long_speech, tmp_path / "out", "--device", port, "--live")
    wait_for_sound_of(process)
    process.send_signal(number)
    told = process.communicate(timeout=60)[1]
    assert process.returncode == 128 + number, told
    assert told.count("interrupted") == 1
    assert "Traceback" not in told
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(FILES)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("twin --pty", b"/dev/"),
        ("calibrate neutral jaw", b"hold jaw"),  # at a prompt
        ("calibrate limits jaw --for-s 600 --port {}", b"move jaw"),
        ("fault-proxy --device {}", b"/dev/"),
    ],
)
def test_every_command_ends_alike(port, command, answer, number):
    with subprocess.Popen(
        [*KINESICS, *command.format(port).split()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            assert answer in os.read(process.stdout.fileno(), 1000)
            time.sleep(0.1)
            process.send_signal(number)
            told = process.communicate(timeout=60)[1].decode()
        finally:
            process.kill()
    assert process.returncode == 128 + number, told
    assert told.strip().splitlines()[-1] == "kinesics: interrupted"
    assert "Traceback" not in told
    assert "Aborted" not in told


def test_a_performance_that_has_hardly_begun_leaves_nothing(short_speech, monkeypatch):
    from kinesics_app.tick.loop import Loop

    def interrupted(loop, now_ns):
        raise KeyboardInterrupt

    monkeypatch.setattr(Loop, "act", interrupted)
    with pytest.raises(KeyboardInterrupt):
        perform(Request(short_speech))


def test_the_speech_itself_is_never_overwritten(short_speech, tmp_path):
    speech = tmp_path / "speech.wav"
    speech.write_bytes(short_speech.read_bytes())
    with pytest.raises(RecordError, match=r"speech\.wav .* is the speech itself"):
        check_folder(tmp_path, speech)
    check_folder(tmp_path / "elsewhere", speech)


def test_results_that_cannot_all_be_written_replace_none(short_speech, tmp_path, monkeypatch):
    performance = perform(Request(short_speech))
    write_results(performance, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full(*arguments):
        raise RecordError("the disk is full")

    monkeypatch.setattr(results, "write_mcap", full)
    with pytest.raises(RecordError):
        write_results(perform(Request(short_speech, seed=1)), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_interrupt_while_results_are_written_loses_none(short_speech, tmp_path):
    """Ctrl-C after the last tick: the files are written all the same."""
    process = performing(short_speech, tmp_path / "out")
    for line in process.stderr:
        if "writing the recording" in line:
            process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert {path.name for path in (tmp_path / "out").iterdir()} >= set(FILES) - {"timing.json"}
