"""Sound keeps to its dates on any clock, and a changed trim is no jump of what is said."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.audio.between import between
from kinesics_app.sound.play_out import MOST_SLIDE, PlayOut

RATE_HZ = 16_000
HOP = 160


class Card:
    """Asks for blocks at its own rate, in virtual time, and says when they are heard."""

    def __init__(self, clock, *, ppm=0.0, jitter_s=0.0, seed=0):
        self.clock, self.jitter_s = clock, jitter_s
        self.block_s = HOP / RATE_HZ / (1.0 + ppm * 1e-6)
        self.heard_s = 3.0
        self.rng = np.random.default_rng(seed)

    def next(self, *, free=False):
        """The places of a block, and how late [s] its first sample is heard after its date."""
        said_s = self.heard_s + self.jitter_s * self.rng.random()
        places = self.clock.places(int(said_s * RATE_HZ), HOP, free=free)
        late_s = self.heard_s - places[0] / RATE_HZ
        self.heard_s += self.block_s
        return places, late_s


@pytest.mark.parametrize("ppm", [-10_000.0, -200.0, 200.0, 10_000.0])
def test_sound_stays_within_20_ms_for_a_minute_on_a_clock_that_is_off(ppm):
    clock = PlayOut(RATE_HZ)
    card = Card(clock, ppm=ppm, jitter_s=0.002)
    late_ms = np.array([card.next()[1] for _ in range(6000)]) * 1e3
    assert clock.jumps == 0
    assert np.abs(late_ms).max() < 12.0
    assert np.abs(late_ms[2000:]).max() < 3.0  # learnt; the jitter's mean, 1 ms, is not to be seen
    assert clock.drift_ppm == pytest.approx(ppm, abs=150.0)


def test_a_clock_that_is_right_changes_no_sample():
    card = Card(PlayOut(RATE_HZ))
    places = np.concatenate([card.next()[0] for _ in range(1000)])
    np.testing.assert_array_equal(np.diff(places), 1.0)


@settings(deadline=None, max_examples=60)
@given(
    trims=st.lists(
        st.tuples(st.integers(0, 1500), st.floats(-200.0, 200.0)), min_size=1, max_size=8
    ),
    ppm=st.floats(-2000.0, 2000.0),
    jitter_s=st.floats(0.0, 0.004),
    seed=st.integers(0, 9),
)
def test_no_trim_makes_what_is_said_jump(trims, ppm, jitter_s, seed):
    clock = PlayOut(RATE_HZ)
    card = Card(clock, ppm=ppm, jitter_s=jitter_s, seed=seed)
    at, last = dict(trims), None
    for block in range(1500):
        clock.trim_ms = at.get(block, clock.trim_ms)
        trim_before_ms = clock.trim_now_ms if block else clock.trim_ms
        places, late_s = card.next()
        steps = np.diff(places if last is None else np.r_[last, places])
        assert np.abs(steps - 1.0).max() <= MOST_SLIDE
        assert abs(late_s * 1e3 + trim_before_ms) < 20.0  # heard that much later, it is in time
        assert abs(clock.trim_now_ms - trim_before_ms) <= 0.1 + 1e-9
        last = places[-1]
    assert clock.jumps == 0
    for _ in range(4100):
        card.next()
    assert clock.trim_now_ms == pytest.approx(clock.trim_ms)


def test_between_utterances_a_trim_is_in_force_at_once():
    clock = PlayOut(RATE_HZ)
    card = Card(clock)
    card.next()
    clock.trim_ms = 80.0
    assert card.next(free=True)[1] == pytest.approx(-0.08, abs=1e-4)
    clock.trim_ms = -120.0
    assert card.next(free=True)[1] == pytest.approx(0.12, abs=1e-4)
    assert clock.jumps == 0


def test_a_tone_between_its_samples_is_that_tone():
    sound = np.sin(2 * np.pi * 440.0 / RATE_HZ * np.arange(4000)).astype(np.float32)
    places = 100.0 + np.arange(3000) * 1.01
    made = between(lambda at: sound[at], places)
    wanted = np.sin(2 * np.pi * 440.0 / RATE_HZ * places)
    assert np.abs(made - wanted).max() < 1e-3
    whole = np.arange(50.0, 80.0)
    np.testing.assert_array_equal(between(lambda at: sound[at], whole), sound[50:80])
