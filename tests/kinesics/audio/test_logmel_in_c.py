"""The frames that C makes are numpy's, but for the last bits of sums in another order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.audio.logmel import LogMel, mel_bank, taper


def reference(sound, *, hop=160, window=400, mels=40, fft=512, low_hz=60.0, high_hz=7600.0):
    """kernels/logmel.c in numpy: (frames, mels) in double precision."""
    heard = np.concatenate((np.zeros(window - hop), sound.astype(np.float64)))
    windows = np.lib.stride_tricks.sliding_window_view(heard, window)[::hop]
    power = np.abs(np.fft.rfft(windows * taper(window), fft)) ** 2
    return np.log(power @ mel_bank(16_000, fft, mels, low_hz, high_hz).T + 1e-8)


@given(
    seed=st.integers(0, 2**32 - 1),
    loudness=st.sampled_from([1e-6, 1e-3, 0.3]),
    shape=st.sampled_from(
        [
            {},
            {"hop": 640, "window": 1024, "fft": 1024, "mels": 12},
            {"hop": 3, "window": 5, "fft": 8, "mels": 1},
            {"hop": 7, "window": 7, "fft": 16, "mels": 2, "low_hz": 0.0, "high_hz": 8000.0},
            {"hop": 100, "window": 511, "fft": 2048, "mels": 80},
        ]
    ),
)
def test_every_frame_is_numpys(seed, loudness, shape):
    draw = np.random.default_rng(seed)
    count = 12 * shape.get("hop", 160) + int(draw.integers(3))
    tone = np.sin(np.arange(count) * draw.uniform(0.01, 3.0)) * draw.choice([0.0, 1.0])
    sound = (loudness * (tone + draw.normal(0.0, 0.1, count))).astype(np.float32)
    frames, wanted = LogMel(**shape).push(sound), reference(sound, **shape)
    assert len(frames) == 12
    np.testing.assert_allclose(frames, wanted[:12].astype(np.float32), rtol=0.0, atol=2e-6)


def test_a_band_between_two_bins_is_silent():
    narrow = LogMel(fft=512, mels=4, low_hz=1005.0, high_hz=1020.0)
    frames = narrow.push(np.ones(1600, np.float32))
    assert frames == pytest.approx(np.full((10, 4), np.log(1e-8)), abs=1e-5)
