"""A floor of noise: what it takes away, what it leaves, and what it may know."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.audio.logmel import LogMel, log_mel
from kinesics.audio.noise_floor import NoiseFloor

MELS = 12
SILENCE = 1e-8
KNOWN = 50
"""Frames after which a noise that was there from the first is wholly judged one."""
SEEDS = st.integers(0, 2**32 - 1)
CUTS = st.integers(0, 150)


def frames(seed, count=150):
    """Frames (N, 12) of changing noises and pauses, at random."""
    rng = np.random.default_rng(seed)
    levels = np.repeat(rng.uniform(-18.4, 0.0, (count // 10, MELS)), 10, axis=0)
    power = np.exp(levels) * rng.exponential(1.0, (count, MELS))
    power[rng.uniform(size=count) < 0.2] = 0.0
    return np.log(power + SILENCE).astype(np.float32)


def through(heard, noise=None):
    noise = NoiseFloor(heard.shape[1], SILENCE) if noise is None else noise
    return np.array([noise.frame(frame) for frame in heard])


def steady(count, power, seed=0):
    rng = np.random.default_rng(seed)
    made = power * rng.gamma(4.0, 0.25, (count, MELS))
    return np.log(made + SILENCE).astype(np.float32)


def talk(count, power, seed=0):
    """Syllables of .2 s, each in bands of its own, 60 dB above nothing; every third is a pause."""
    rng = np.random.default_rng(seed)
    bands = rng.uniform(size=(count // 20, MELS)) < 0.5
    bands[::3] = False
    made = np.repeat(bands, 20, axis=0) * power * rng.gamma(4.0, 0.25, (count, MELS))
    return np.log(made + 1e-6 * power + SILENCE).astype(np.float32)


def summed(*sounds):
    """What several sounds are together."""
    return np.log(sum(np.exp(sound) - SILENCE for sound in sounds) + SILENCE).astype(np.float32)


@given(SEEDS)
def test_a_frame_is_never_louder_than_it_was_nor_more_than_5_3_db_quieter(seed):
    heard = frames(seed)
    quieter = heard - through(heard)
    assert quieter.min() >= -1e-4
    assert quieter.max() <= -np.log(0.3) + 1e-4


@given(SEEDS, CUTS)
def test_what_comes_later_changes_nothing(seed, cut):
    heard = frames(seed)
    other = np.concatenate((heard[:cut], frames(seed + 1)[cut:]))
    np.testing.assert_array_equal(through(heard)[:cut], through(other)[:cut])


@given(SEEDS)
def test_once_reset_it_knows_nothing(seed):
    noise = NoiseFloor(MELS, SILENCE)
    through(steady(100, 1e-4, seed), noise)
    assert noise.share > 0.9
    noise.reset()
    assert noise.share == 0.0
    np.testing.assert_array_equal(through(frames(seed), noise), through(frames(seed)))


def test_silence_stays_silence():
    still = np.full((200, MELS), np.log(SILENCE), np.float32)
    np.testing.assert_allclose(through(still), still, atol=1e-5)


@given(st.floats(1e-6, 1e-2))
def test_steady_noise_becomes_about_5_db_fainter(power):
    heard = steady(150, power)
    fainter = (heard - through(heard))[KNOWN:]
    assert fainter.mean() > 0.8 * -np.log(0.3)


@given(st.floats(1e-4, 1e-2), SEEDS)
def test_a_voice_in_no_noise_is_what_it_was_to_the_bit(power, seed):
    heard = talk(300, power, seed)
    np.testing.assert_array_equal(through(heard)[2 * KNOWN :], heard[2 * KNOWN :])


@given(st.floats(1e-5, 1e-3), SEEDS)
def test_a_voice_10_db_above_a_noise_keeps_its_level_and_the_noise_does_not(power, seed):
    heard = summed(voice := talk(300, power, seed), steady(300, 0.03 * power, seed + 1))
    fainter = (heard - through(heard))[KNOWN:]
    pauses = (voice < np.log(1e-2 * power + SILENCE)).all(axis=1)[KNOWN:]
    loud = (voice > np.log(0.5 * power))[KNOWN:]
    assert fainter[pauses].mean() > 0.6 * -np.log(0.3)
    assert fainter[loud].mean() < 0.2


@given(SEEDS)
def test_no_more_is_taken_once_a_noise_ends(seed):
    noise = NoiseFloor(MELS, SILENCE)
    through(summed(talk(300, 1e-3, seed), steady(300, 3e-5, seed)), noise)
    assert noise.share > 0.5
    heard = talk(600, 1e-3, seed + 1)
    np.testing.assert_allclose(through(heard, noise)[200:], heard[200:], atol=1e-4)


def test_before_three_tenths_of_a_second_it_takes_nothing():
    heard = steady(29, 1e-2)
    np.testing.assert_array_equal(through(heard), heard)


def test_a_front_end_tells_the_floor_that_it_adds():
    silent = log_mel(np.zeros(1600, np.float32), LogMel(floor=1e-6))
    assert silent[-1] == pytest.approx(np.log(LogMel(floor=1e-6).floor))
