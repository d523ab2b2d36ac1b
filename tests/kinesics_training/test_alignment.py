import numpy as np
import pytest

from kinesics_training import alignment, ridge
from kinesics_training.channels import UNITS
from kinesics_training.facegood import Clip

RATE_HZ = 16000


def clip_of(seed, late_rows=0):
    """Noise whose loudness is the jaw's opening, the jaw `late_rows` of 10 ms behind."""
    rng = np.random.default_rng(seed)
    opening = np.convolve(rng.uniform(0.0, 1.0, 640), np.hanning(12) / 5.5, mode="valid")[:600]
    loud = np.repeat(opening, RATE_HZ // 100)
    samples = (rng.normal(0.0, 0.2, loud.size) * np.exp(3.0 * (loud - 0.5))).astype(np.float32)
    units = np.zeros((600, len(UNITS)), np.float32)
    units[:, ridge.JAW] = np.clip(np.roll(opening, late_rows), 0.0, 1.0)
    return Clip(np.clip(samples, -1.0, 1.0), units)


@pytest.mark.parametrize("late", [-4, 0, 3])
def test_a_curve_that_runs_late_is_found_so(late):
    wave = np.sin(np.arange(500) / 7.0) + np.sin(np.arange(500) / 3.1)
    assert alignment.lateness(wave[20:-20], np.roll(wave, late)[20:-20]) == late


def test_curves_moved_earlier_keep_their_length_and_their_ends():
    clip = Clip(np.zeros(160, np.float32), np.arange(5.0, dtype=np.float32)[:, None])
    np.testing.assert_array_equal(alignment.earlier(clip, 2).units[:, 0], [2, 3, 4, 4, 4])
    np.testing.assert_array_equal(alignment.earlier(clip, -1).units[:, 0], [0, 0, 1, 2, 3])


def test_recordings_started_apart_are_brought_together_to_within_a_row():
    late = {"a": 0, "b": 0, "c": 4, "d": -3}
    clips = {name: clip_of(k, rows) for k, (name, rows) in enumerate(late.items())}
    truths = {name: clip_of(k).units[:, ridge.JAW] for k, name in enumerate(late)}
    for name, clip in alignment.aligned(clips).items():
        jaw = clip.units[:, ridge.JAW]
        assert abs(alignment.lateness(truths[name][20:-20], jaw[20:-20])) <= 1


def test_one_recording_alone_is_left_as_it_is():
    clip = clip_of(0, 4)
    assert alignment.aligned({"only": clip})["only"] is clip
    assert alignment.aligned({}) == {}


def test_ridge_hears_a_jaw_that_follows_loudness():
    follow = ridge.fit([clip_of(1), clip_of(2)])
    assert ridge.jaw_r(follow, clip_of(3)) > 0.9
