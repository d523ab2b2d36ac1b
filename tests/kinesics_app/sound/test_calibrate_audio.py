"""Clicks that come back are found, to a part of a sample; where they are not, it says why."""

import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.errors import AudioError
from kinesics_app.cli.main import main
from kinesics_app.settings.config_file import read_config
from kinesics_app.sound import card as sound_card
from kinesics_app.sound.audio_trim import measure_trim
from kinesics_app.sound.card import Exchanged
from kinesics_app.sound.clicks import Clicks

RATE_HZ = 48_000


class Room:
    """A card whose sound comes back later than it says, in a room."""

    def __init__(self, late_s=0.0, said_s=0.05, gain=0.1, noise=0.001, rate_hz=RATE_HZ, echo=None):
        self.rate_hz, self.said_s, self.late_s = rate_hz, said_s, late_s
        self.gain, self.noise, self.echo = gain, noise, echo

    def exchange(self, samples):
        heard = self.gain * delayed(samples, (self.said_s + self.late_s) * self.rate_hz)
        if self.echo is not None:
            after_s, level = self.echo
            heard = heard + level * delayed(heard, after_s * self.rate_hz)
        rng = np.random.default_rng(2)
        heard = heard + self.noise * rng.standard_normal(len(samples))
        return Exchanged(heard.astype(np.float32), self.said_s)


def delayed(samples, by):
    """By a number of samples that need not be whole."""
    padded = np.r_[samples, np.zeros(round(by) + 100)]
    turns = np.fft.rfftfreq(len(padded)) * by
    return np.fft.irfft(np.fft.rfft(padded) * np.exp(-2j * np.pi * turns), len(padded))[
        : len(samples)
    ]


@settings(deadline=None, max_examples=25)
@given(
    late_ms=st.floats(-40.0, 190.0),
    said_ms=st.floats(45.0, 150.0),
    rate_hz=st.sampled_from([16_000, 44_100, 48_000]),
    noise=st.floats(0.0, 0.003),
)
def test_whatever_the_delay_it_is_found(late_ms, said_ms, rate_hz, noise):
    found = measure_trim(Room(late_ms * 1e-3, said_ms * 1e-3, noise=noise, rate_hz=rate_hz))
    assert found.trim_ms == pytest.approx(late_ms, abs=0.1)
    assert found.echo.found >= 6
    assert found.echo.spread_s < 0.0005


def test_a_quieter_echo_is_no_matter():
    found = measure_trim(Room(0.03, echo=(0.02, 0.5)))
    assert found.trim_ms == pytest.approx(30.0, abs=0.1)


@pytest.mark.parametrize(
    ("room", "why"),
    [
        (Room(gain=0.0, noise=0.0), "not muted"),
        (Room(gain=0.0, noise=0.01), "louder, nearer"),
        (Room(gain=0.001, noise=0.01), "louder, nearer"),
        (Room(echo=(0.02, 0.95)), "an echo [+-][0-9.]+ ms off"),
        (Room(0.28), "wanted 200 at most"),
    ],
)
def test_what_cannot_be_told_is_not_told(room, why):
    with pytest.raises(AudioError, match=why):
        measure_trim(room)


def test_a_device_that_loses_sound_now_and_then_is_found_out():
    clicks = Clicks(RATE_HZ)
    heard = delayed(clicks.samples, 3000.0) * 0.1
    for at in np.arange(1, 8) * len(heard) // 8:
        heard[at:] = np.r_[heard[at + 240 :], np.zeros(240)]
    heard += 0.0005 * np.random.default_rng(1).standard_normal(len(heard))
    with pytest.raises(AudioError, match="agree within 2 ms"):
        clicks.found_in(heard.astype(np.float32))


def test_the_command_writes_what_it_found(monkeypatch, tmp_path):
    monkeypatch.setattr(sound_card, "SoundCard", lambda: Room(0.0314))
    told = CliRunner().invoke(main, ["calibrate", "audio"])
    assert told.exit_code == 0, told.output
    assert "31.4 ms later than the output says (8 of 8 clicks, within 0.0" in told.output
    assert "--write FILE does that" in told.output
    path = tmp_path / "robot.toml"
    path.write_text("# mine\nav_trim_ms = 5  # measured\nquiet = true\n")
    told = CliRunner().invoke(main, ["calibrate", "audio", "--write", str(path)])
    assert told.exit_code == 0, told.output
    assert path.read_text() == "# mine\nav_trim_ms = 31.4  # measured\nquiet = true\n"
    assert read_config(path)["av_trim_ms"] == 31.4


def test_without_a_microphone_it_says_so(monkeypatch):
    class Audio:
        class PortAudioError(Exception):
            pass

        @classmethod
        def query_devices(cls, kind):
            if kind == "input":
                raise cls.PortAudioError("no default input device")
            return {"default_samplerate": 48_000.0}

    monkeypatch.setitem(sys.modules, "sounddevice", Audio)
    told = CliRunner().invoke(main, ["calibrate", "audio"])
    assert told.exit_code == 2
    assert "no microphone (no default input device); wanted one" in told.output
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    told = CliRunner().invoke(main, ["calibrate", "audio"])
    assert told.exit_code == 2
    assert "libportaudio2" in told.output


def test_through_a_real_stream_of_both_ways(tmp_path, sound_card, programs):
    environment = sound_card(microphone=True)
    command = [sys.executable, programs / "exchanges_clicks.py"]
    for rate_hz in (48_000, 44_100):  # what it will be nobody knows before
        heard = 0.2 * delayed(Clicks(rate_hz).samples, 0.123 * rate_hz)
        (tmp_path / "in.raw").write_bytes(heard.astype("<f4").tobytes())
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.stdout.startswith(str(rate_hz)):
            break
    assert done.returncode == 0, done.stderr
    _, lag_s, said_s = map(float, done.stdout.split())
    assert np.isfinite(said_s)
    assert lag_s == pytest.approx(0.123, abs=0.0001)
