"""A sound in which no speech is heard is told, with why, and ends with 1."""

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from kinesics_app.cli.main import main

RATE_HZ = 16_000


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


@pytest.mark.parametrize(
    "samples",
    [np.zeros(RATE_HZ), np.full(RATE_HZ, 0.3), noise(0.1)],
    ids=["silence", "dc", "noise"],
)
def test_lips_that_stayed_closed_all_the_time_are_told(performed, samples):
    result = performed(samples)
    assert result.exit_code == 1
    assert "no speech was heard in" in result.stderr
    assert "lips stayed closed: wanted a voice" in result.stderr


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
