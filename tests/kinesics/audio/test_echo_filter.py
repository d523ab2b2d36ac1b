"""The echo filter: what a room makes of a sound is taken off, and what others say is left."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.audio.echo_filter import BLOCK, EchoFilter

RATE_HZ = 16_000


def noise(seconds, seed, level=0.1):
    count = round(seconds * RATE_HZ) // BLOCK * BLOCK
    return (level * np.random.default_rng(seed).standard_normal(count)).astype(np.float32)


def room(seed, delay, decay_s=0.05, gain=0.5):
    rng = np.random.default_rng(seed)
    tail = rng.standard_normal(round(3 * decay_s * RATE_HZ))
    tail *= 0.1 * np.exp(-np.arange(len(tail)) / (decay_s * RATE_HZ))
    return gain * np.concatenate((np.zeros(delay), [1.0], tail))


def through(sound, response):
    return np.convolve(sound, response)[: len(sound)].astype(np.float32)


def parted(heard, played, one=None):
    one = EchoFilter() if one is None else one
    blocks = zip(heard.reshape(-1, BLOCK), played.reshape(-1, BLOCK), strict=True)
    left = [one.push(*block).left for block in blocks]
    return np.concatenate(left)


def level_db(sound):
    return 10.0 * np.log10(np.mean(np.square(sound, dtype=np.float64)) + 1e-20)


@settings(max_examples=10)
@given(seed=st.integers(0, 1000), delay=st.integers(0, 2000), gain=st.floats(0.05, 2.0))
def test_a_room_is_learnt_in_two_seconds(seed, delay, gain):
    played = noise(3.0, seed)
    heard = through(played, room(seed, delay, gain=gain))
    left = parted(heard, played)
    end = slice(-RATE_HZ // 2, None)
    assert level_db(left[end]) < level_db(heard[end]) - 20.0


@settings(max_examples=10)
@given(seed=st.integers(0, 1000), gain=st.floats(0.02, 4.0), others=st.floats(0.0, 0.5))
def test_what_is_left_is_never_much_louder_than_what_was_heard(seed, gain, others):
    played = noise(1.5, seed)
    heard = through(played, room(seed, 300, gain=gain)) + noise(1.5, seed + 1, others)
    left = parted(heard, played).reshape(-1, 10 * BLOCK)
    for before, after in zip(heard.reshape(-1, 10 * BLOCK), left, strict=True):
        assert level_db(after) < level_db(before) + 3.0


def test_others_are_left_as_they_are_while_it_plays():
    played, others = noise(6.0, 1), noise(6.0, 2, 0.05)
    others[: 3 * RATE_HZ] = 0.0
    left = parted(through(played, room(1, 200)) + others, played)
    end = slice(4 * RATE_HZ, None)
    assert level_db(left[end] - others[end]) < level_db(others[end]) - 6.0


def test_what_it_knows_outlives_a_pause_and_a_silent_loudspeaker_costs_no_bit():
    one, played = EchoFilter(), noise(3.0, 3)
    parted(through(played, room(3, 200)), played, one)
    others = noise(1.0, 4)
    silence = np.zeros_like(others)
    tail = 28 * BLOCK
    np.testing.assert_array_equal(parted(others, silence, one)[tail:], others[tail:])
    again = noise(0.5, 5)
    heard = through(again, room(3, 200))
    assert level_db(parted(heard, again, one)) < level_db(heard) - 12.0


def test_a_room_that_changes_is_learnt_anew():
    played = noise(8.0, 6)
    before, after = through(played, room(6, 200)), through(played, room(7, 900))
    half = len(played) // 2
    left = parted(np.concatenate((before[:half], after[half:])), played)
    assert level_db(left[-RATE_HZ:]) < level_db(after[-RATE_HZ:]) - 12.0


@pytest.mark.parametrize("level", [0.0, 1e-6, 1.0])
def test_no_sound_makes_it_say_nan(level):
    one = EchoFilter()
    for n in range(60):
        played = np.full(BLOCK, level if n % 2 else -level, np.float32)
        assert np.isfinite(one.push(np.full(BLOCK, level, np.float32), played).left).all()
