"""What an echo canceller is told is what the device was given, sample by sample."""

import subprocess
import sys
import time

import numpy as np
import pytest
import soundfile
from numpy.testing import assert_array_equal

from kinesics.errors import IntentError
from kinesics.signals import Speech
from kinesics_app.door.keeper import Door
from kinesics_app.door.reference_file import ReferenceFile
from kinesics_app.robot import Robot
from kinesics_app.sound.loudspeaker import Loudspeaker
from kinesics_app.sound.reference import Played, Reference

RATE_HZ = 16_000
HOP = 160
S = 1_000_000_000


class Dated:
    """What PortAudio tells a callback."""

    def __init__(self):
        self.currentTime = 1.0
        self.outputBufferDacTime = 1.02


@pytest.fixture
def noise():
    return np.random.default_rng(3).uniform(-0.5, 0.5, 4 * RATE_HZ).astype(np.float32)


def blocks(noise, count=20, first=0):
    return [
        Played(5 * S + n * S // 100, n * HOP, RATE_HZ, noise[n * HOP : (n + 1) * HOP])
        for n in range(first, first + count)
    ]


def test_it_is_what_the_device_was_given_on_any_clock_and_while_a_trim_moves(monkeypatch, noise):
    speaker = Loudspeaker(RATE_HZ)
    speaker.reference.wanted = True
    speaker.feed(Speech(5 * S + S // 5, 0, RATE_HZ, noise))
    given, told = [], []
    for block in range(300):
        now_ns = 5 * S + round(block * S / 100 * 0.998)
        monkeypatch.setattr("kinesics_app.sound.loudspeaker.time.monotonic_ns", lambda t=now_ns: t)
        if block == 100:
            speaker.trim(40.0)
        out = np.empty((HOP, 1), np.float32)
        speaker.fill(out, HOP, Dated(), None)
        given.append(out[:, 0].copy())
        out[:] = np.nan  # the device's memory is its own again
        taken = speaker.reference.take()
        assert [one.t_ns for one in taken] == pytest.approx(
            [now_ns + 20_000_000 + speaker.status()["trim_ms"] * 1e6], abs=200_000
        )
        told += taken
    assert_array_equal(np.concatenate([one.samples for one in told]), np.concatenate(given))
    assert [one.first for one in told] == [n * HOP for n in range(300)]
    assert np.count_nonzero(given) > 2 * RATE_HZ


def test_nothing_is_kept_unless_it_is_wanted(noise):
    reference = Reference(RATE_HZ)
    reference.give(0, noise[:HOP])
    assert reference.take() == []
    reference.wanted = True
    reference.give(S, noise[:HOP])
    (one,) = reference.take()
    assert (one.t_ns, one.first) == (S, HOP)


def test_a_file_is_whole_without_being_closed_and_what_was_lost_is_silent(tmp_path, noise):
    path = tmp_path / "reference.wav"
    file = ReferenceFile(path)
    for block in blocks(noise, 100):
        file.write(block)
    sound, rate_hz = soundfile.read(path, dtype="float32")  # a second of it, as after SIGKILL
    assert rate_hz == RATE_HZ
    assert_array_equal(sound, noise[:RATE_HZ])
    for block in blocks(noise, 20, first=110):
        file.write(block)
    file.close()
    file.close()
    with soundfile.SoundFile(path) as read:
        assert read.comment == f"t_ns={5 * S}"
        sound = read.read(dtype="float32")
    assert_array_equal(sound[: 100 * HOP], noise[: 100 * HOP])
    assert not sound[100 * HOP : 110 * HOP].any()
    assert_array_equal(sound[110 * HOP :], noise[110 * HOP : 130 * HOP])


def test_a_file_that_cannot_be_is_refused_and_a_full_disk_ends_it(tmp_path, noise):
    with pytest.raises(IntentError, match="cannot write"):
        ReferenceFile(tmp_path / "nowhere" / "reference.wav")
    full = ReferenceFile(tmp_path / "reference.wav")
    full.close()
    full._file = open("/dev/full", "wb", buffering=0)  # noqa: SIM115  # closed by what is tested
    for block in blocks(noise, 200):
        full.write(block)
    assert full._file.closed


def test_it_goes_through_the_door_to_a_program_and_into_a_file(tmp_path, noise):
    path, file = tmp_path / "k.sock", tmp_path / "reference.wav"
    reference = Reference(RATE_HZ, str(file))
    with Door(path, 0, RATE_HZ, reference) as door:
        door.open()
        sound = {"playing": True, "goes": "played by a test"}
        door.greet({"tools": [], "status": {"sound": sound}})
        with Robot.running(path) as robot:
            heard = []
            robot.reference(heard.append)
            assert [*door.receive()] == []  # it is no message to a robot
            for block in blocks(noise, 50):
                reference.give(block.t_ns, block.samples)
                assert [*door.receive()] == []
                time.sleep(0.001)
            for _ in range(600):
                robot.wait(0.1 if len(heard) < 50 else 0.0)
    assert_array_equal(np.concatenate([one.samples for one in heard]), noise[: 50 * HOP])
    assert [one.t_ns for one in heard] == [one.t_ns for one in blocks(noise, 50)]
    assert_array_equal(soundfile.read(file, dtype="float32")[0], noise[: 50 * HOP])


def test_where_nothing_is_played_it_says_so(tmp_path, wait_until):
    with Door(tmp_path / "k.sock", 0, RATE_HZ, Reference(RATE_HZ)) as door:
        door.open()
        status = {"sound": {"playing": False, "goes": "not played: no usable output device"}}
        door.greet({"tools": [], "status": status})
        with Robot.running(tmp_path / "k.sock") as robot:
            wait_until(lambda: "sound" in robot.status())
            with pytest.raises(IntentError, match="no usable output device"):
                robot.reference(print)
    with Robot.twin() as robot, pytest.raises(IntentError, match="nothing is played"):
        robot.reference(print)


def test_a_real_device_is_given_the_same(tmp_path, sound_card, programs):
    command = [sys.executable, programs / "says_tones.py", tmp_path / "played.npz"]
    subprocess.run(command, env=sound_card(), check=True, capture_output=True)
    raw = np.frombuffer((tmp_path / "out.raw").read_bytes(), "<f4")
    with np.load(tmp_path / "played.npz") as kept:
        told = [kept[name] for name in kept.files]
    loud = next(row for row in told if row[1:].any())
    begins = round(loud[0]) + np.flatnonzero(loud[1:])[0]
    early = np.flatnonzero(raw)[0] - begins  # silence that PortAudio fills its buffer with
    compared = 0
    for row in told:
        first = round(row[0]) + early
        there = raw[first : first + len(row) - 1]
        assert_array_equal(there, row[1 : 1 + len(there)])
        compared += np.count_nonzero(there)
    assert 0 <= early < RATE_HZ
    assert compared > RATE_HZ
