"""What an inertial sensor tells is believed as far as it was right, and no longer than fresh."""

from math import cos, pi, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.behaviours.inner_ear import BELIEVED_NS, MOST_RAD, InnerEar
from kinesics.signals import BaseTilt

MS = 1_000_000
SECOND = 1000 * MS
PERIOD_MS, AHEAD_MS = 40, 250


def fed(seconds, lean, turns=lambda t_s: (0.0, 0.0, 0.0), *, by_gravity=False):
    """An ear that was told of `lean(t_s)`, roll and pitch, 25 times a second."""
    ear = InnerEar()
    for ms in range(0, round(seconds * 1000), PERIOD_MS):
        t_s = ms / 1000
        told = None if turns is None else turns(t_s)
        ear.feel(BaseTilt(ms * MS, *lean(t_s), told, by_gravity), (ms + AHEAD_MS) * MS)
    return ear, (round(seconds * 1000) - PERIOD_MS) * MS


def rocking(hz, size_rad=0.1):
    return (
        lambda t_s: (size_rad * sin(2 * pi * hz * t_s), 0.0),
        lambda t_s: (2 * pi * hz * size_rad * cos(2 * pi * hz * t_s), 0.0, 0.0),
    )


def error(hz, turns=..., *, period_ms=PERIOD_MS, ahead_ms=AHEAD_MS):
    """Of forecasts of a rocking, over the thirteenth second, as a share of it."""
    lean, known = rocking(hz)
    ear, errors = InnerEar(), []
    for ms in range(0, 13_000, period_ms):
        told = known(ms / 1000) if turns is ... else turns
        due_ms = ms + ahead_ms
        ear.feel(BaseTilt(ms * MS, *lean(ms / 1000), told, False), due_ms * MS)
        if ms >= 12_000:
            errors.append(ear.forecast(due_ms * MS)[0] - lean(due_ms / 1000)[0])
    return np.sqrt(2.0 * np.mean(np.square(errors))) / 0.1


def test_a_slope_is_known_for_what_it_is():
    ear, now_ns = fed(4.0, lambda t_s: (0.1, -0.2))
    np.testing.assert_allclose(ear.at(now_ns), [0.1, -0.2, 0.0], atol=1e-9)
    np.testing.assert_allclose(ear.forecast(now_ns + SECOND // 4), [0.1, -0.2, 0.0], atol=1e-9)


def test_slow_rocking_is_foreseen_and_fast_rocking_is_left_alone_rather_than_made_worse():
    assert error(0.2) < 0.2
    assert error(0.5) < 0.45
    for hz in (2.0, 3.0, 5.0):
        assert error(hz) < 1.3


@pytest.mark.parametrize(("period_ms", "ahead_ms"), [(1, AHEAD_MS), (10, 1150)])
def test_fast_rocking_is_left_alone_however_often_it_is_told_and_however_far_ahead(
    period_ms, ahead_ms
):
    assert error(3.0, period_ms=period_ms, ahead_ms=ahead_ms) < 1.3


def test_what_is_told_a_thousand_times_a_second_is_taken_a_hundred_times():
    ear = InnerEar()
    told = [BaseTilt(ms * MS, 0.1 * sin(0.01 * ms), 0.0, None, False) for ms in range(1000)]
    assert 100 <= sum(ear.feel(one, one.t_ns + AHEAD_MS * MS) for one in told) <= 125


def test_without_a_gyroscope_slow_rocking_is_foreseen_too():
    assert error(0.2, turns=None) < 0.35


def test_a_turn_of_its_own_axes_is_told_as_roll_pitch_and_yaw():
    """Bowed by 0.4 rad it turns about the vertical: roll and pitch stay."""
    turns = (-sin(0.4), 0.0, cos(0.4))
    ear, now_ns = fed(0.2, lambda t_s: (0.0, 0.4), lambda t_s: turns)
    roll, pitch, yaw = ear.at(now_ns)
    assert (roll, pitch) == pytest.approx((0.0, 0.4), abs=1e-9)
    assert 0.1 < yaw < 0.16


def test_a_turn_that_goes_on_is_let_go_and_is_forgotten_when_it_ends():
    ear, now_ns = fed(6.0, lambda t_s: (0.0, 0.0), lambda t_s: (0.0, 0.0, 0.4))
    assert ear.at(now_ns)[2] == pytest.approx(0.2, abs=0.02)
    ear, now_ns = fed(
        6.0, lambda t_s: (0.0, 0.0), lambda t_s: (0.0, 0.0, 0.4 if t_s < 3.0 else 0.0)
    )
    assert abs(ear.at(now_ns)[2]) < 0.001


def test_an_acceleration_is_averaged_by_what_the_turns_sum_up_to():
    lean, turns = rocking(0.5)
    noise = np.random.default_rng(1).normal(0.0, 0.2, 1000)
    shaken = lambda t_s: (lean(t_s)[0] + noise[round(t_s * 25)], 0.0)  # noqa: E731
    errors = []
    for n in range(25):
        ear, now_ns = fed(6.0 + n * 0.04, shaken, turns, by_gravity=True)
        errors.append(ear.at(now_ns)[0] - lean(now_ns * 1e-9)[0])
    assert np.std(errors) < 0.25 * 0.2


def test_news_is_believed_for_half_a_second():
    ear, now_ns = fed(1.0, lambda t_s: (0.1, 0.0))
    acts_ns = now_ns + AHEAD_MS * MS
    assert ear.is_believed(acts_ns + BELIEVED_NS)
    assert not ear.is_believed(acts_ns + BELIEVED_NS + 1)
    assert not InnerEar().is_believed(0)


def test_what_is_older_than_what_is_known_is_left_out_and_so_is_a_robot_that_lies():
    ear, now_ns = fed(1.0, lambda t_s: (0.1, 0.0))
    assert not ear.feel(BaseTilt(now_ns, -0.3, 0.0, None, False), now_ns)
    assert not ear.feel(BaseTilt(now_ns + SECOND // 10, 0.0, 1.3, None, False), now_ns)
    assert ear.at(now_ns)[0] == pytest.approx(0.1)


def test_what_was_between_two_tellings_lies_between_them():
    ear = InnerEar()
    ear.feel(BaseTilt(0, 0.0, 0.1, None, False), 0)
    ear.feel(BaseTilt(100 * MS, 0.2, 0.1, None, False), 0)
    assert ear.at(50 * MS) == pytest.approx([0.1, 0.1, 0.0])
    assert ear.at(-SECOND) == pytest.approx([0.0, 0.1, 0.0])


ANGLES = st.floats(-3.2, 3.2)
TURNS = st.none() | st.tuples(*3 * [st.floats(-100.0, 100.0)])
TOLD = st.tuples(
    st.integers(-50, 900), ANGLES, ANGLES.map(lambda one: one / 2), TURNS, st.booleans()
)


@given(st.lists(TOLD, max_size=30))
def test_whatever_is_told_the_lean_is_bounded(many):
    ear, t_ms = InnerEar(), 0
    for after_ms, *told in many:
        t_ms += after_ms
        ear.feel(BaseTilt(t_ms * MS, *told), (t_ms + AHEAD_MS) * MS)
        if ear.is_believed(t_ms * MS):
            for lean in (ear.at(t_ms * MS), ear.forecast((t_ms + 400) * MS)):
                assert (np.abs(lean) <= MOST_RAD + 1e-9).all()
