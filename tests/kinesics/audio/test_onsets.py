"""Onsets are found where something begins, however loud the sound is and at whatever rate."""

import numpy as np
import pytest

from kinesics.audio.onsets import onsets_s

BEGINS_S = np.array([0.25, 0.5, 0.93, 1.4, 1.61])


def bursts(rate_hz, loud=0.3, noise=0.0):
    """Tones of 120 ms that begin at `BEGINS_S` and fade."""
    t_s = np.arange(2 * rate_hz) / rate_hz
    sound = noise * np.random.default_rng(0).standard_normal(len(t_s))
    for begin_s in BEGINS_S:
        since_s = t_s - begin_s
        tone = sum(np.sin(2 * np.pi * 180 * n * t_s) / n for n in range(1, 12))
        sound += loud / 3 * tone * (since_s >= 0) * np.exp(-np.maximum(since_s, 0) / 0.05)
    return sound.astype(np.float32)


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 48_000])
@pytest.mark.parametrize("loud", [0.02, 0.3])
def test_bursts_begin_where_they_begin(rate_hz, loud):
    assert onsets_s(bursts(rate_hz, loud), rate_hz) == pytest.approx(BEGINS_S, abs=0.011)


def test_noise_beneath_hides_none():
    found = onsets_s(bursts(16_000, 0.3, noise=0.003), 16_000)
    assert all(np.abs(found - begin_s).min() <= 0.015 for begin_s in BEGINS_S)
    assert len(found) <= len(BEGINS_S) + 1


@pytest.mark.parametrize("sound", [np.zeros(16_000, np.float32), np.zeros(100, np.float32)])
def test_silence_and_next_to_nothing_have_no_onsets(sound):
    assert len(onsets_s(sound, 16_000)) == 0
