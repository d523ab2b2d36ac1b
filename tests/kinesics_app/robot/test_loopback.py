"""What another program plays is said: utterance after utterance, to the sample, and moves lips."""

import subprocess
import sys

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from kinesics.audio.cutting import Cutting
from kinesics.errors import AudioError
from kinesics_app.cli.main import main
from kinesics_app.robot import Robot
from kinesics_app.robot.loopback import Loopback

RATE_HZ = 48_000


class Playing:
    """A card that is given these samples (N,), block after block."""

    rate_hz = RATE_HZ

    def __init__(self, samples):
        self._blocks = iter(np.split(samples, range(480, len(samples), 480)))

    def take(self, timeout_s):
        return next(self._blocks, None)


@pytest.fixture
def sentence(short_speech):
    samples, rate_hz = soundfile.read(short_speech, dtype="float32")
    return np.repeat(samples, RATE_HZ // rate_hz)


def silence(seconds):
    return np.zeros(round(seconds * RATE_HZ), np.float32)


@pytest.fixture
def robot():
    with Robot.twin() as one:
        yield one


def test_each_utterance_is_said_to_its_end(robot, sentence):
    told = []
    played = np.concatenate((silence(0.3), sentence, silence(1.5), sentence, silence(1.0)))
    loop = Loopback(robot, Playing(played), Cutting(RATE_HZ), told.append)
    loop.run(len(played) / RATE_HZ)
    assert (loop.said, loop.refused) == (2, 0), told
    assert [one.split()[1] for one in told] == ["begins", "finished", "begins", "finished"]


def test_lips_move_with_it(robot, sentence):
    played = np.concatenate((sentence, silence(1.0)))
    Loopback(robot, Playing(played), Cutting(RATE_HZ), lambda _: None).run(len(played) / RATE_HZ)
    jaw = [row.sent[robot.link.life.rig.names.index("jaw")] for row in robot.link.life.loop.rows]
    assert np.ptp(jaw) > 0.1


def test_a_robot_that_refuses_is_told_of_and_the_next_is_tried(robot, sentence):
    robot.stop()
    robot.wait(0.5)
    told = []
    played = np.concatenate((sentence, silence(1.0), sentence, silence(1.0)))
    loop = Loopback(robot, Playing(played), Cutting(RATE_HZ), told.append)
    loop.run(len(played) / RATE_HZ)
    assert (loop.said, loop.refused) == (0, 2)
    assert all(one.startswith("refused: ") for one in told)


def test_a_device_that_is_lost_ends_it_and_the_utterance(robot, sentence):
    class Lost(Playing):
        def take(self, timeout_s):
            block = super().take(timeout_s)
            if block is None:
                raise AudioError("the sound input 'loop' is gone")
            return block

    told = []
    with pytest.raises(AudioError, match="is gone"):
        Loopback(robot, Lost(sentence), Cutting(RATE_HZ), told.append).run(None)
    robot.wait(4.0)
    assert robot.status()["underway"] == []


def test_without_portaudio_it_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    told = CliRunner().invoke(main, ["loopback", "--list"])
    assert told.exit_code == 2
    assert "libportaudio2" in told.output


def test_through_a_real_stream(tmp_path, sound_card, programs, sentence):
    (tmp_path / "in.raw").write_bytes(sentence.astype("<f4").tobytes())
    done = subprocess.run(
        [
            sys.executable,
            programs / "hears_an_input.py",
            str(len(sentence)),
            str(tmp_path / "heard.npy"),
        ],
        env=sound_card(microphone=True),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    heard = np.load(tmp_path / "heard.npy")
    assert heard.tobytes() == sentence[: len(heard)].astype(np.float32).tobytes()
