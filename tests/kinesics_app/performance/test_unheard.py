"""A sound in which no speech is heard is told, with why, and ends with 1."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from kinesics.motion.channels import CHANNELS, index
from kinesics.record.moved import Shown
from kinesics_app.cli.main import main
from kinesics_app.performance.taking import Heard
from kinesics_app.performance.unheard import unheard

RATE_HZ = 16_000
T0_NS = 7_000_000_000


@pytest.fixture
def performed(tmp_path):
    def perform(samples, *options):
        path = tmp_path / "sound.wav"
        soundfile.write(path, samples, RATE_HZ)
        return CliRunner().invoke(
            main, ["perform", str(path), "--out", str(tmp_path / "out"), *options]
        )

    return perform


def noise(scale):
    return np.random.default_rng(1).normal(0.0, scale, RATE_HZ)


def tone(length_s):
    return np.sin(2 * np.pi * 440 * np.arange(round(length_s * RATE_HZ)) / RATE_HZ)


def told_of(gaps, sound):
    """Of a lip gap every 20 ms from 100 ms before `sound` (N,) on."""
    values = np.zeros((len(gaps), len(CHANNELS)))
    values[:, index("jawOpen")] = gaps
    shown = Shown((np.arange(len(gaps)) - 5) * 20_000_000 + T0_NS, values)
    heard = Heard(np.asarray(sound, np.float32), RATE_HZ, T0_NS, 0)
    return list(unheard(Path("sound.wav"), shown, heard))


@pytest.mark.parametrize(
    "samples",
    [np.zeros(RATE_HZ), np.full(RATE_HZ, 0.3), noise(0.1), tone(2.0)],
    ids=["silence", "dc", "noise", "tone"],
)
def test_a_sound_that_is_no_speech_is_told(performed, samples):
    result = performed(samples)
    assert result.exit_code == 1
    assert "no speech was heard in" in result.stderr
    assert ": wanted a voice" in result.stderr


def test_lips_are_told_to_have_parted_as_far_as_they_did():
    (told,) = told_of(np.full(150, 0.07), tone(2.0))
    assert "and the lips parted by 7% of a wide open mouth at most: wanted a voice" in told
    (told,) = told_of(np.zeros(150), tone(2.0))
    assert "and the lips stayed closed: wanted a voice" in told


def test_lips_that_open_only_as_a_sound_begins_are_told():
    gaps = np.zeros(150)
    gaps[:10] = 0.4  # up to 0.1 s of the sound
    (told,) = told_of(gaps, tone(2.0))
    assert "opened only as it began, as they may for any sound" in told
    assert "closed for the other 1.9 s of it" in told
    late = np.concatenate((np.zeros(RATE_HZ), tone(2.0)))  # it begins after a second of silence
    (told,) = told_of(np.roll(gaps, 50), late)
    assert "opened only as it began" in told


def test_a_short_word_is_speech_whatever_silence_is_about_it():
    gaps = np.zeros(200)
    gaps[10:25] = 0.4
    word = np.concatenate((tone(0.6), np.zeros(3 * RATE_HZ)))
    assert told_of(gaps, word) == []
    assert told_of(np.roll(gaps, 40), tone(4.0)) == []  # later than any sound opens them


def test_channels_that_cancel_are_told_as_the_cause(performed, short_speech):
    samples, _ = soundfile.read(short_speech)
    result = performed(np.stack((samples, -0.98 * samples), axis=1))
    assert result.exit_code == 1
    assert "its channels cancel each other when they are averaged" in result.stderr


def test_speech_and_lips_that_were_told_to_be_still_are_no_trouble(performed, short_speech):
    samples, _ = soundfile.read(short_speech)
    assert performed(samples).exit_code == 0
    for gain in ("0", "1e-9"):
        assert "no speech" not in performed(samples, "--dial", f"lips={gain}").output
