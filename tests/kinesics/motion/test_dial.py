"""A gain that is turned never jumps, in value or in speed, and gets where it is told."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.errors import TrackError
from kinesics.motion.dial import HIGHEST, RAMP_S, Dial

MS = 1_000_000
TURNS = st.lists(
    st.tuples(st.integers(0, 1500), st.floats(0.0, HIGHEST), st.floats(0.1, 0.5)),
    min_size=1,
    max_size=6,
)


def turned(turns):
    dial = Dial()
    for t_ms, gain, ramp_s in sorted(turns, key=lambda one: one[0]):
        dial.turn(gain, t_ms * MS, ramp_s=ramp_s)
    return dial


def test_a_turn_in_mid_ramp_goes_on_at_the_speed_it_had():
    """At the middle of a ramp from 1 to 2 a dial moves by 5 a second."""
    dial = turned([(0, 2.0, RAMP_S), (150, 0.0, RAMP_S)])
    gains = np.array([dial.at(t * MS) for t in range(140, 460)])
    speed_per_s = np.diff(gains) * 1000.0
    assert speed_per_s[8:12] == pytest.approx(5.0, abs=0.2)
    assert np.abs(np.diff(speed_per_s)).max() < 0.2
    assert gains[-1] == 0.0


@given(TURNS)
def test_a_gain_never_jumps_in_value_or_speed_and_stays_within_what_it_was_told(turns):
    dial = turned(turns)
    gains = np.array([dial.at(t * MS) for t in range(-10, 2100)])
    told = [1.0, *(gain for _, gain, _ in turns)]
    assert gains.min() >= min(told) - 1e-12
    assert gains.max() <= max(told) + 1e-12
    speed_per_s = np.diff(gains) * 1000.0
    assert np.abs(speed_per_s).max() <= 1.5 * HIGHEST / 0.1
    # Speed itself changes by at most 6 / ramp^2 for each turn that is under way: no step in it.
    assert np.abs(np.diff(speed_per_s)).max() <= 2.0 * len(turns) * 6.0 * HIGHEST / 0.1**2 * 1e-3


@given(TURNS)
def test_it_is_what_it_was_told_last_once_the_ramp_is_over(turns):
    last_ms, gain, ramp_s = sorted(turns, key=lambda one: one[0])[-1]
    assert turned(turns).at(round((last_ms + ramp_s * 1000 + 1) * MS)) == gain


@given(TURNS, st.integers(0, 5), st.floats(0.0, 0.5))
def test_a_higher_turn_is_never_a_lower_gain(turns, which, more):
    turns = sorted(turns, key=lambda one: one[0])
    which %= len(turns)
    t_ms, gain, ramp_s = turns[which]
    higher = [*turns[:which], (t_ms, min(gain + more, HIGHEST), ramp_s), *turns[which + 1 :]]
    one, other = turned(turns), turned(higher)
    assert all(other.at(t * MS) >= one.at(t * MS) - 1e-12 for t in range(0, 2100, 10))


@pytest.mark.usefixtures("untraced")
def test_turned_every_tick_it_costs_and_keeps_no_more_than_ten_seconds():
    dial = Dial()
    for n in range(2500):
        dial.turn(1.0 + (n % 2), n * 10 * MS, asked_ns=n * 10 * MS)
    assert len(dial._turns) <= 1002


@pytest.mark.parametrize("ramp_s", [0.0, 0.05, 3.0, float("nan")])
def test_a_ramp_that_is_a_jump_or_none_is_refused(ramp_s):
    with pytest.raises(TrackError, match=r"wanted 0\.1\.\.2"):
        Dial().turn(1.0, 0, ramp_s=ramp_s)
