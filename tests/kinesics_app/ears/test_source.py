"""Where sound comes from: files at their pace, devices by name, and what neither is."""

import json
import subprocess
import sys
import time

import numpy as np
import pytest
import soundfile

from kinesics.errors import AudioError
from kinesics_app.ears.source import open_source


@pytest.fixture
def stereo(tmp_path):
    """0.2 s, the channels half as loud and half again as loud as a ramp."""
    path = tmp_path / "stereo.wav"
    ramp = np.linspace(0.0, 0.6, 1600)
    soundfile.write(path, np.stack((0.5 * ramp, 1.5 * ramp), axis=1), 8000, subtype="FLOAT")
    return path, ramp


def heard(source, seconds):
    came, end_s = [], time.monotonic() + seconds
    while time.monotonic() < end_s:
        came += source.pieces()
        time.sleep(0.005)
    return came


def test_a_file_comes_at_its_pace_by_the_mean_of_its_channels_over_and_over(stereo):
    path, ramp = stereo
    source = open_source(str(path), 0.0)
    came = heard(source, 0.5)
    assert 40 <= len(came) <= 51
    sound = np.concatenate([one.samples for one in came])
    np.testing.assert_allclose(sound[:1600], ramp, atol=1e-6)
    np.testing.assert_allclose(sound[1600:3200], ramp, atol=1e-6)
    assert {one.rate_hz for one in came} == {8000}
    assert set(np.diff([one.t_ns for one in came])) == {10_000_000}
    assert time.monotonic_ns() - came[-1].t_ns < 300_000_000
    source.close()
    source.close()


def test_a_file_that_nobody_read_for_long_goes_on_at_the_present(stereo):
    source = open_source(str(stereo[0]), 0.0)
    heard(source, 0.05)
    time.sleep(0.7)
    source.pieces()
    (one, *_) = heard(source, 0.1)
    assert time.monotonic_ns() - one.t_ns < 400_000_000


def test_a_file_that_is_gone_is_told(stereo):
    source = open_source(str(stereo[0]), 0.0)
    stereo[0].unlink()
    with pytest.raises(AudioError, match="not there any more"):
        source.pieces()


@pytest.mark.parametrize("name", ["no/such.wav", "no such device", "97"])
def test_what_is_no_microphone_is_told_with_what_would_be(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AudioError, match=r"wanted|pip install"):
        open_source(name, 0.0)


def test_a_file_that_is_no_sound_is_told(tmp_path):
    (tmp_path / "text.wav").write_text("no sound")
    with pytest.raises(AudioError, match="not a readable sound file"):
        open_source(str(tmp_path / "text.wav"), 0.0)
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), 16_000)
    with pytest.raises(AudioError, match="no samples"):
        open_source(str(tmp_path / "empty.wav"), 0.0)


def test_without_portaudio_it_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(AudioError, match=r"kinesics\[audio\]"):
        open_source("default", 0.0)


def test_a_real_stream_is_heard_and_dated(tmp_path, sound_card, programs):
    """Through PortAudio and ALSA's file device: what is recorded is what lies in `in.raw`."""
    environment = sound_card(microphone=True)
    tone = 0.3 * np.sin(2 * np.pi * 300.0 * np.arange(480_000) / 48_000)
    (tmp_path / "in.raw").write_bytes(tone.astype("<f4").tobytes())
    command = [sys.executable, programs / "hears_microphone.py"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["pieces"] > 5
    assert told["level"] == pytest.approx(0.3 / np.sqrt(2), rel=0.2)
    assert told["late_ms"] < 500.0
    assert told["steady"]
