import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.audio.logmel import LogMel, log_mel, mel_bank
from kinesics.errors import AudioError


def noise(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(0.0, 0.1, count).astype(np.float32)


@given(cuts=st.lists(st.integers(0, 700), max_size=30), seed=st.integers(0, 99))
@settings(max_examples=50, deadline=None)
def test_frames_do_not_depend_on_how_the_samples_are_cut(cuts, seed):
    samples = noise(3000, seed)
    front_end = LogMel()
    edges = sorted({0, samples.size, *(min(cut * 5, samples.size) for cut in cuts)})
    parts = [front_end.push(samples[a:b]) for a, b in itertools.pairwise(edges)]
    np.testing.assert_array_equal(np.concatenate(parts), log_mel(samples, LogMel()))


def test_one_sample_at_a_time_gives_the_offline_frames():
    samples = noise(1000)
    front_end = LogMel()
    parts = [front_end.push(samples[i : i + 1]) for i in range(samples.size)]
    np.testing.assert_array_equal(np.concatenate(parts), log_mel(samples, LogMel()))


def test_a_frame_is_ready_with_its_last_sample_and_not_before():
    front_end = LogMel()
    assert front_end.push(noise(159)).shape == (0, 40)
    assert front_end.push(noise(1)).shape == (1, 40)


def test_a_frame_knows_nothing_later_than_its_hop():
    samples = noise(1600)
    changed = samples.copy()
    changed[5 * 160 :] = 0.9
    before, after = log_mel(samples, LogMel()), log_mel(changed, LogMel())
    np.testing.assert_array_equal(before[:5], after[:5])
    assert np.abs(before[5] - after[5]).max() > 0.1


def test_a_frame_window_ends_exactly_at_its_hop():
    samples = np.zeros(1600, np.float32)
    samples[5 * 160 - 20] = 1.0
    loud = log_mel(samples, LogMel()).max(axis=1) > np.log(1e-8) + 1.0
    assert list(np.flatnonzero(loud)) == [4, 5, 6]  # 400 samples: this hop and the next 1.5


def test_silence_is_the_floor_and_a_full_scale_sine_is_about_zero():
    assert np.allclose(log_mel(np.zeros(1600), LogMel()), np.log(1e-8))
    sine = np.sin(2 * np.pi * 1000 * np.arange(16000) / 16000)
    assert abs(log_mel(sine, LogMel())[10].max()) < 1.0


def test_reset_forgets():
    front_end = LogMel()
    first = front_end.push(noise(800))
    front_end.reset()
    np.testing.assert_array_equal(first, front_end.push(noise(800)))


def test_a_buffer_that_is_filled_anew_is_heard_as_it_was_given():
    said, buffer, heard = noise(800), np.empty(40, np.float32), LogMel()
    frames = []
    for first in range(0, 800, 40):
        buffer[:] = said[first : first + 40]
        frames.append(heard.push(buffer))
        buffer.fill(0.5)
    np.testing.assert_array_equal(np.concatenate(frames), LogMel().push(said))


def test_every_band_has_weight():
    assert (mel_bank(16000, 512, 40, 60.0, 7600.0).sum(axis=1) > 0.3).all()


@pytest.mark.parametrize("bad", [np.zeros((2, 160)), np.full(160, np.nan), np.full(160, np.inf)])
def test_what_is_not_a_sound_is_refused(bad):
    with pytest.raises(AudioError):
        LogMel().push(bad)


def test_impossible_settings_are_refused():
    with pytest.raises(AudioError, match="hop"):
        LogMel(hop=500)
    with pytest.raises(AudioError, match="high_hz"):
        LogMel(high_hz=9000.0)
    with pytest.raises(AudioError, match="power of two"):
        LogMel(fft=500)
