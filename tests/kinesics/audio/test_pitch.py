"""The pitch tracker: right on tones, silent on noise, cheap."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.audio.pitch import PitchTracker, is_voiced
from kinesics.errors import AudioError

RATE_HZ = 16_000


def tone(f0_hz, seconds=0.5, rate_hz=RATE_HZ, level=0.3, harmonics=8):
    phase = 2 * np.pi * np.cumsum(np.broadcast_to(f0_hz, round(seconds * rate_hz))) / rate_hz
    sound = sum(np.sin(k * phase) / k for k in range(1, harmonics + 1))
    return (level * sound / np.abs(sound).max()).astype(np.float32)


def track(sound, rate_hz=RATE_HZ):
    tracker = PitchTracker(rate_hz)
    hops = len(sound) // tracker.hop
    return [tracker.push(sound[i * tracker.hop : (i + 1) * tracker.hop]) for i in range(hops)]


@given(f0_hz=st.floats(65.0, 480.0), rate_hz=st.sampled_from([8000, 16000, 22050, 44100, 48000]))
def test_tones_are_tracked_within_a_twentieth_of_a_semitone(f0_hz, rate_hz):
    found = track(tone(f0_hz, rate_hz=rate_hz), rate_hz)[6:]
    cents = 1200 * np.log2([pitch.f0_hz / f0_hz for pitch in found])
    assert np.abs(cents).max() < 5.0
    assert all(map(is_voiced, found))


def test_a_glide_is_followed_with_the_latency_that_is_told():
    rises = np.geomspace(90.0, 250.0, RATE_HZ)
    found = track(tone(rises, seconds=1.0))
    at = np.round((np.arange(1, 101) * 0.01 - PitchTracker.latency_s) * RATE_HZ).astype(int)
    cents = 1200 * np.log2([p.f0_hz / rises[i] for p, i in zip(found[8:], at[8:], strict=True)])
    assert np.abs(cents).max() < 25.0


@pytest.mark.parametrize("level", [0.02, 0.3, 5.0])
def test_clipping_and_level_change_no_pitch(level):
    found = track(np.clip(tone(140.0, level=level), -1, 1))[6:]
    assert np.abs(1200 * np.log2([p.f0_hz / 140.0 for p in found])).max() < 5.0


def test_noise_and_silence_have_no_voice():
    noise = np.random.default_rng(0).normal(0.0, 0.1, 10 * RATE_HZ).astype(np.float32)
    assert np.mean([is_voiced(pitch) for pitch in track(noise)]) < 0.01
    assert not any(map(is_voiced, track(np.zeros(RATE_HZ, np.float32))))


def test_a_voice_in_noise_is_still_a_voice():
    voice = tone(120.0, seconds=2.0)
    noise = np.random.default_rng(1).normal(0.0, 1.0, len(voice)).astype(np.float32)
    noisy = voice + noise * np.sqrt(np.mean(voice**2)) * 10 ** (-10 / 20)
    found = [pitch for pitch in track(noisy)[6:] if is_voiced(pitch)]
    assert len(found) > 180
    cents = np.abs(1200 * np.log2([pitch.f0_hz / 120.0 for pitch in found]))
    assert np.mean(cents > 1200 * np.log2(1.2)) < 0.01


def test_sound_of_too_low_a_rate_is_refused():
    with pytest.raises(AudioError, match="6000 Hz; pitch wants 8000"):
        PitchTracker(6000)
