"""What is learnt of a known cause, of a steady noise, and of turns: bounds that hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.audio.learnt_share import LearntShare
from kinesics.audio.noise_minimum import NoiseMinimum
from kinesics.audio.turns import Turns

BANDS = 6


@settings(max_examples=10)
@given(share_db=st.floats(-60.0, 10.0), first_db=st.sampled_from([-120.0, 0.0]))
def test_few_frames_are_louder_than_is_learnt(share_db, first_db):
    rng, share = np.random.default_rng(0), LearntShare(BANDS, first_db)
    louder = 0
    for frame in range(3000):
        cause = np.float32(rng.uniform(0.5, 2.0)) * np.ones(BANDS, np.float32)
        power = (10 ** (share_db / 10) * cause * rng.gamma(2.0, 0.5, BANDS)).astype(np.float32)
        if frame >= 2500:
            louder += int((power > share.expected(cause)).sum())
        share.learn(power, cause, doubted=False)
    assert louder / (500 * BANDS) < 0.05


def test_what_may_be_somebody_elses_raises_it_by_6_db_a_second_at_most():
    share = LearntShare(1, 0.0)
    one = np.ones(1, np.float32)
    for _ in range(200):
        share.learn(one, one, doubted=False)
    before = share.expected(one)
    for _ in range(100):
        share.learn(1e4 * one, one, doubted=True)
    assert 10 * np.log10(share.expected(one) / before) == pytest.approx(6.0, abs=0.2)


def test_no_cause_no_power():
    share = LearntShare(BANDS, -20.0)
    assert not share.expected(np.zeros(BANDS, np.float32)).any()
    share.learn(np.zeros(BANDS, np.float32), np.zeros(BANDS, np.float32), doubted=False)
    assert np.isfinite(share.expected(np.ones(BANDS, np.float32))).all()


def test_a_steady_noise_is_found_beneath_bursts_and_a_louder_one_within_two_seconds():
    rng, floor = np.random.default_rng(1), NoiseMinimum(BANDS)
    found = []
    for frame in range(800):
        power = rng.gamma(4.0, 0.25, BANDS) * (1.0 if frame < 400 else 100.0)
        burst = 1e3 if frame % 40 < 15 and frame < 400 else 0.0
        found.append(floor.push((power + burst).astype(np.float32)))
    quiet, loud = np.array(found[200:400]), np.array(found[600:])
    assert 0.5 < np.median(quiet) < 3.0
    assert 50.0 < np.median(loud) < 300.0


def test_turns_begin_and_end_within_their_bounds_and_bridge_a_stop():
    turns = Turns()
    told = [turns.push(1.0) for _ in range(30)]
    begun = next(n for n, one in enumerate(told) if one >= 0.5)
    assert begun <= 8
    bridged = [turns.push(0.0) for _ in range(8)] + [turns.push(1.0) for _ in range(10)]
    assert min(bridged) >= 0.5
    told = [turns.push(0.0) for _ in range(60)]
    ended = next(n for n, one in enumerate(told) if one < 0.5)
    assert 8 <= ended <= 40
    assert told[-1] < 0.1


@given(st.lists(st.floats(0.0, 1.0), max_size=300))
def test_what_is_told_is_a_share_and_well_on_one_side(likenesses):
    turns = Turns()
    for one in likenesses:
        told = turns.push(one)
        assert 0.0 <= told <= 1.0
        assert not 0.25 < told < 0.6
