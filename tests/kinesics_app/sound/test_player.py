"""The sound of a live performance: through the real PortAudio, into a file instead of a speaker."""

import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose

from kinesics_app.sound.player import Player

RATE_HZ = 16_000


class Clock:
    """What PortAudio tells a callback: when its first sample will be heard."""

    def __init__(self, wait_s):
        self.currentTime = 10.0
        self.outputBufferDacTime = 10.0 + wait_s


@pytest.mark.parametrize("late_ms", [-100, 0, 40])
def test_the_first_sample_is_placed_at_its_time(late_ms, monkeypatch):
    now_ns = 5_000_000_000
    monkeypatch.setattr("kinesics_app.sound.player.time.monotonic_ns", lambda: now_ns)
    samples = np.arange(1, RATE_HZ + 1, dtype=np.float32) / RATE_HZ
    heard_t0_ns = now_ns + 20_000_000 - late_ms * 1_000_000
    player = Player(samples, RATE_HZ, wanted=False)
    out = np.full((3200, 1), np.nan, dtype=np.float32)
    player.fill(out[:1600], 1600, Clock(0.020), None)  # before anybody said when
    assert (out[:1600] == 0.0).all()
    player.play_from(heard_t0_ns)
    player.fill(out[:1600], 1600, Clock(0.020), None)
    player.fill(out[1600:], 1600, Clock(0.120), None)
    wanted = np.arange(3200) + late_ms * 16
    known = (wanted >= 0) & (wanted < RATE_HZ)
    assert_allclose(out[:, 0], np.where(known, (wanted + 1) / RATE_HZ, 0.0), atol=1e-6)


def test_virtual_time_plays_nothing_and_says_so():
    with Player(np.zeros(10, dtype=np.float32), RATE_HZ, wanted=False) as player:
        assert player.said == "not played: virtual time"


def test_an_output_device_gets_the_speech(tmp_path, sound_card, programs):
    command = [sys.executable, programs / "plays_a_second.py"]
    done = subprocess.run(command, env=sound_card(), capture_output=True, text=True, check=True)
    assert "played by" in done.stdout, done.stdout + done.stderr
    raw = np.frombuffer((tmp_path / "out.raw").read_bytes(), dtype="<f4")
    assert raw.max() > 0.45
    assert raw.min() < -0.45
