"""A sound that was too loud for its file is known by its flat tops."""

import numpy as np
import pytest

from kinesics.audio.clipping import clipped_share, clipping

RNG = np.random.default_rng(5)
SPEECH = (0.2 * RNG.standard_normal(16_000) * np.hanning(16_000)).astype(np.float32)
SPEECH = np.convolve(SPEECH, np.ones(16) / 4.0, "same").astype(np.float32)


def louder(gain, full=1.0):
    return full * np.clip(gain * SPEECH / np.abs(SPEECH).max(), -1.0, 1.0)


def test_what_fits_is_not_clipped_and_what_does_not_the_more_the_louder():
    shares = [clipped_share(louder(gain)) for gain in (1.0, 4.0, 16.0)]
    assert shares[0] == 0.0
    assert 0.05 < shares[1] < shares[2] < 1.0
    assert list(clipping(louder(1.0))) == []
    (told,) = clipping(louder(16.0))
    assert f"{shares[2]:.0%} of its samples" in told
    assert "wanted" in told


def test_a_clipped_sound_that_was_made_softer_is_still_clipped():
    assert clipped_share(louder(8.0, full=0.4)) == pytest.approx(clipped_share(louder(8.0)))


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 48_000])
@pytest.mark.parametrize("tone_hz", [30, 100, 440])
def test_a_tone_at_full_scale_is_not_taken_for_clipped(rate_hz, tone_hz):
    tone = np.sin(2.0 * np.pi * tone_hz * np.arange(rate_hz) / rate_hz).astype(np.float32)
    assert list(clipping(tone)) == []


@pytest.mark.parametrize("samples", [[], [1.0], [1.0, 1.0], [0.0] * 99, [1e-4] * 99])
def test_nothing_is_said_of_what_is_too_short_or_too_soft(samples):
    assert clipped_share(np.array(samples, np.float32)) == 0.0
