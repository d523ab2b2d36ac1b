"""A score is smooth, goes through its knots, and overshoots nothing it need not."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kinesics.gesture.score import Score, State

KNOTS = st.lists(st.floats(-2.0, 2.0), min_size=2, max_size=7)


def _score(values, start=None):
    rows = np.array(values)[:, None]
    times = np.cumsum(np.linspace(0.3, 0.8, len(rows)))
    return Score.through(times, rows, start)


@given(KNOTS)
def test_it_goes_through_its_knots_and_rests_at_the_ends(values):
    score = _score(values)
    assert np.allclose(score.at(score.times_s)[:, 0], values, atol=1e-12)
    for end in score.times_s[[0, -1]]:
        state = score.state(float(end))
        assert np.allclose(state.velocity, 0.0, atol=1e-9)
        assert np.allclose(state.acceleration, 0.0, atol=1e-6)


@given(KNOTS)
def test_velocity_and_acceleration_are_continuous_and_its_derivatives(values):
    score = _score(values)
    times = np.linspace(score.times_s[0], score.times_s[-1], 4001)
    step = times[1] - times[0]
    position = score.at(times)
    velocity, acceleration = score.rates(times)
    assert np.allclose(np.gradient(position, step, axis=0)[1:-1], velocity[1:-1], atol=0.01)
    jumps = np.abs(np.diff(acceleration, axis=0)).max(initial=0.0)
    assert jumps < 0.05 * max(np.abs(acceleration).max(), 1.0)


@given(KNOTS)
def test_it_stays_between_its_least_and_greatest_knot_but_for_little(values):
    score = _score(values)
    times = np.linspace(score.times_s[0], score.times_s[-1], 400)
    room = 0.08 * (max(values) - min(values)) + 1e-9
    assert score.at(times).max() <= max(values) + room
    assert score.at(times).min() >= min(values) - room


def test_it_begins_with_the_motion_that_it_is_given():
    start = State(np.array([0.2]), np.array([1.5]), np.array([-3.0]))
    score = _score([0.2, 1.0, 0.0], start)
    state = score.state(float(score.times_s[0]))
    assert np.allclose((state.velocity[0], state.acceleration[0]), (1.5, -3.0))


def test_outside_it_holds_its_ends():
    score = _score([0.0, 1.0])
    assert score.at(np.array([-5.0, 99.0]))[:, 0].tolist() == [0.0, 1.0]
    assert not score.state(99.0).velocity.any()


@given(KNOTS, st.floats(0.0, 5.0))
def test_from_its_last_knot_on_it_is_there_to_the_bit_and_still(values, later_s):
    score = _score(values)
    state = score.state(float(score.times_s[-1]) + later_s)
    assert state.values.tobytes() == score.values[-1].tobytes()
    assert not state.velocity.any()
    assert not state.acceleration.any()


@given(KNOTS, st.floats(-3.0, 3.0), st.floats(-30.0, 30.0))
def test_a_channel_moves_as_it_would_alone(values, velocity, acceleration):
    """Beside others that rest, that are held, or that come out of a turn and go nowhere."""
    rows = np.column_stack((np.zeros(len(values)), values, np.ones(len(values)), values))
    rows[:, 3] = 0.3
    start = State(rows[0], np.array([0, 0, 0, velocity]), np.array([0, 0, 0, acceleration]))
    times = np.cumsum(np.linspace(0.3, 0.8, len(rows)))
    score = Score.through(times, rows, start)
    looks = np.linspace(times[0] - 0.1, times[-1] + 0.1, 97)
    together = score.rates(looks)
    for column in range(4):
        own = State(*(part[[column]] for part in start))
        alone = Score.through(times, rows[:, [column]], own).rates(looks)
        for one, other in zip(together, alone, strict=True):
            assert np.array_equal(one[:, column], other[:, 0])
    assert not together[0][:, [0, 2]].any()
