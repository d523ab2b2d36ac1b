from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics_training.corpora.silences import heeded, unheard

RATE_HZ = 16000


def sound(*runs):
    """Runs of (seconds, loudness in dB of full scale)."""
    rng = np.random.default_rng(1)
    parts = [
        rng.standard_normal(round(seconds * RATE_HZ)) * 10 ** (level_db / 20)
        for seconds, level_db in runs
    ]
    return np.concatenate(parts).astype(np.float32)


def test_a_last_phone_ends_where_the_sound_does():
    samples = sound((0.2, -80), (0.4, -20), (0.5, -80))
    phones, ends_s = heeded(samples, RATE_HZ, ["pau", "m", "er", "pau"], [0.2, 0.3, 0.9, 1.1])
    assert phones == ["pau", "m", "er", "pau"]
    assert ends_s == pytest.approx([0.2, 0.3, 0.6, 1.1])


def test_a_last_stop_keeps_its_closure():
    samples = sound((0.2, -80), (0.4, -20), (0.5, -80))
    _, ends_s = heeded(samples, RATE_HZ, ["pau", "ih", "p", "pau"], [0.2, 0.6, 0.95, 1.1])
    assert ends_s == pytest.approx([0.2, 0.6, 0.66, 1.1])


def test_a_first_phone_begins_where_the_sound_does():
    samples = sound((0.3, -80), (0.5, -20))
    phones, ends_s = heeded(samples, RATE_HZ, ["pau", "m", "aa"], [0.2, 0.35, 0.8])
    assert phones == ["pau", "m", "aa"]
    assert ends_s == pytest.approx([0.3, 0.35, 0.8])


def test_a_silence_between_phones_is_a_pause_and_a_stop_keeps_its_closure():
    samples = sound((0.3, -20), (0.2, -80), (0.3, -20))
    phones, ends_s = heeded(samples, RATE_HZ, ["er", "r", "ow"], [0.4, 0.55, 0.8])
    assert phones == ["er", "pau", "r", "ow"]
    assert ends_s == pytest.approx([0.3, 0.5, 0.55, 0.8])
    phones, ends_s = heeded(samples, RATE_HZ, ["er", "p", "ow"], [0.4, 0.55, 0.8])
    assert phones == ["er", "pau", "p", "ow"]
    assert ends_s == pytest.approx([0.3, 0.44, 0.55, 0.8])


def test_phones_told_in_a_silence_are_put_beside_it():
    samples = sound((0.3, -20), (0.3, -80), (0.3, -20), (0.3, -80))
    told = ["er", "m", "aa", "l", "pau"], [0.35, 0.5, 0.9, 1.1, 1.2]
    phones, ends_s = heeded(samples, RATE_HZ, *told)
    assert phones == ["er", "pau", "m", "aa", "l", "pau"]
    assert ends_s == pytest.approx([0.3, 0.58, 0.6, 0.9, 0.92, 1.2])


def test_the_closure_of_two_stops_is_no_pause():
    samples = sound((0.3, -20), (0.12, -80), (0.3, -20))
    told = ["ae", "p", "t", "ih"], [0.3, 0.36, 0.42, 0.72]
    assert heeded(samples, RATE_HZ, *told) == told


def test_a_pause_that_cannot_be_heard_is_of_the_phone_before():
    samples = sound((0.5, -20), (0.2, -80), (0.3, -20))
    told = ["m", "pau", "aa", "pau", "l"], [0.2, 0.24, 0.5, 0.7, 1.0]
    phones, ends_s = unheard(samples, RATE_HZ, *told)
    assert phones == ["m", "aa", "pau", "l"]
    assert ends_s == pytest.approx([0.24, 0.5, 0.7, 1.0])


def test_a_long_pause_stays_though_it_echoes():
    samples = sound((1.0, -20))
    told = ["m", "pau", "aa"], [0.2, 0.4, 1.0]
    assert unheard(samples, RATE_HZ, *told) == told


@given(
    st.lists(st.tuples(st.floats(0.02, 0.4), st.sampled_from([-80, -20])), min_size=1, max_size=8),
    st.lists(st.sampled_from(["pau", "p", "m", "aa", "s"]), min_size=1, max_size=12),
    st.randoms(use_true_random=False),
)
def test_no_phone_is_lost_and_times_never_run_back(runs, names, random):
    samples = sound(*runs)
    total_s = samples.size / RATE_HZ
    cuts_s = sorted(random.uniform(0.0, total_s) for _ in names[1:])
    for mend in heeded, unheard:
        phones, ends_s = mend(samples, RATE_HZ, names, [*cuts_s, total_s])
        assert [p for p in phones if p != "pau"] == [p for p in names if p != "pau"]
        assert len(ends_s) == len(phones)
        assert all(b >= a for a, b in pairwise(ends_s))
        assert ends_s[-1] == total_s or names[-1] == "pau"
