"""When samples were: a line through dates that jitter, begun anew where samples are missing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.audio.dated_sound import DatedSound
from kinesics.audio.sample_clock import SampleClock

RATE_HZ = 16_000
HOP = 160
S = 1_000_000_000


def date(sample, ppm=0.0):
    return 5 * S + round(sample * S / RATE_HZ * (1.0 + 1e-6 * ppm))


@given(ppm=st.floats(-300.0, 300.0), seed=st.integers(0, 100))
def test_a_rate_that_is_off_is_learnt_under_jitter(ppm, seed):
    rng, clock = np.random.default_rng(seed), SampleClock(RATE_HZ)
    for sample in range(0, 40 * RATE_HZ, HOP):
        assert clock.note(sample, date(sample, ppm) + round(rng.uniform(-2e6, 2e6)))
    assert clock.jumps == 0
    assert clock.slow_ppm == pytest.approx(ppm, abs=25.0)
    assert clock.time_ns(sample) == pytest.approx(date(sample, ppm), abs=400_000)
    assert clock.sample(clock.time_ns(sample)) == pytest.approx(sample, abs=0.01)


def test_it_moves_by_less_than_a_sample_a_second_once_it_knows():
    rng, clock = np.random.default_rng(0), SampleClock(RATE_HZ)
    offs = []
    for sample in range(0, 60 * RATE_HZ, HOP):
        clock.note(sample, date(sample, 50.0) + round(rng.uniform(-2e6, 2e6)))
        offs.append((clock.time_ns(sample) - date(sample, 50.0)) * 1e-9 * RATE_HZ)
    assert np.abs(np.diff(np.array(offs[2000:])[::100])).max() < 1.0


def test_samples_that_are_missing_are_a_jump_and_what_comes_has_its_own_date():
    clock = SampleClock(RATE_HZ)
    for sample in range(0, RATE_HZ, HOP):
        clock.note(sample, date(sample))
    lost = 3200
    assert not clock.note(sample + HOP, date(sample + HOP + lost))
    assert clock.jumps == 1
    assert clock.time_ns(sample + HOP) == date(sample + HOP + lost)


def sounded(samples, *, hop=HOP, lose=()):
    one = DatedSound(RATE_HZ)
    for first in range(0, len(samples), hop):
        if first not in lose:
            one.push(date(first), first, samples[first : first + hop])
    return one


@given(first=st.integers(0, 12_000), count=st.integers(1, 640), hop=st.sampled_from([37, 160, 999]))
def test_sound_is_read_by_its_date_however_it_came(first, count, hop):
    sound = np.random.default_rng(1).uniform(-1, 1, RATE_HZ).astype(np.float32)
    one = sounded(sound, hop=hop)
    read = one.read(date(first), count, RATE_HZ)
    np.testing.assert_allclose(read, sound[first : first + count], atol=2e-3)


def test_what_is_lost_is_silent_and_so_is_what_is_still_to_come():
    sound = np.ones(RATE_HZ, np.float32)
    one = sounded(sound, lose=(1600,))
    assert not one.read(date(1610), 100, RATE_HZ).any()
    assert one.read(date(1800), 100, RATE_HZ).min() == pytest.approx(1.0, abs=1e-3)
    assert not one.read(date(RATE_HZ + 10), 100, RATE_HZ).any()
    assert not DatedSound(RATE_HZ).read(date(0), 10, RATE_HZ).any()
    assert one.reaches(date(RATE_HZ - 10))
    assert not one.reaches(date(RATE_HZ + 200))


def test_who_counts_anew_is_heard_from_there():
    one = sounded(np.ones(RATE_HZ, np.float32))
    fresh = np.full(HOP, 0.5, np.float32)
    one.push(date(0) + 60 * S, 0, fresh)
    np.testing.assert_allclose(one.read(date(0) + 60 * S, HOP, RATE_HZ)[2:-3], 0.5, atol=1e-3)
    assert not one.read(date(8000), 10, RATE_HZ).any()


def test_another_rate_is_read_at_the_one_that_is_wanted():
    one = DatedSound(48_000)
    tone = np.sin(2 * np.pi * 440.0 * np.arange(48_000) / 48_000).astype(np.float32)
    one.push(5 * S, 0, tone)
    read = one.read(5 * S + S // 2, 160, RATE_HZ)
    wanted = np.sin(2 * np.pi * 440.0 * (0.5 + np.arange(160) / RATE_HZ))
    np.testing.assert_allclose(read, wanted, atol=5e-3)
