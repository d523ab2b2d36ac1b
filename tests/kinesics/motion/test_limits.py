"""DESIGN.md section 9, point 1, at the host: any wish, any start, no limit is left."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from kinesics.errors import RigError
from kinesics.motion.limits import SHARE, Limiter, LimitTable

RATE_HZ = 100.0
FINITE = st.floats(-10.0, 10.0)


def table(low=-1.0, high=1.0, velocity=5.0, acceleration=60.0):
    columns = [np.array([value]) for value in (low, high, velocity, acceleration, 6000.0)]
    return LimitTable(*columns)


def follow(limiter, wishes):
    return np.array([limiter.step(np.array([wish]))[0] for wish in wishes])


@given(
    wishes=hnp.arrays(np.float64, st.integers(1, 120), elements=FINITE),
    start=st.floats(-0.99, 0.99),
    velocity=st.floats(0.1, 50.0),
    acceleration=st.floats(1.0, 2000.0),
)
def test_no_wish_leaves_the_limits(wishes, start, velocity, acceleration):
    limits = table(velocity=velocity, acceleration=acceleration)
    limiter = Limiter(limits, RATE_HZ)
    limiter.start(np.array([start]))
    rows = np.concatenate(([start, start], follow(limiter, wishes)))
    speed = np.diff(rows) * RATE_HZ
    change = np.diff(speed) * RATE_HZ
    tiny = 1e-6
    assert np.abs(rows).max() <= 1.0 + tiny
    assert np.abs(speed).max() <= SHARE * velocity * (1 + tiny) + tiny
    assert np.abs(change).max() <= SHARE * acceleration * (1 + tiny) + 1e-4


@given(amplitude=st.floats(0.01, 0.5), hz=st.floats(0.2, 1.2))
def test_a_feasible_wish_passes_unchanged_after_the_start(amplitude, hz):
    limiter = Limiter(table(), RATE_HZ)
    limiter.start(np.zeros(1))
    wishes = amplitude * np.sin(2 * np.pi * hz * np.arange(400) / RATE_HZ)
    rows = follow(limiter, wishes)
    np.testing.assert_allclose(rows[150:], wishes[150:], atol=1e-9)


def test_a_step_is_reached_without_crossing_it():
    limiter = Limiter(table(), RATE_HZ)
    limiter.start(np.zeros(1))
    rows = follow(limiter, np.full(200, 0.7))
    assert rows.max() <= 0.7 + 1e-9
    assert rows[-1] == pytest.approx(0.7, abs=1e-9)


def test_nan_repeats_the_last_wish():
    limiter = Limiter(table(), RATE_HZ)
    limiter.start(np.zeros(1))
    rows = follow(limiter, [0.2, *[np.nan] * 100])
    assert rows[-1] == pytest.approx(0.2)


def test_a_joint_found_outside_its_range_comes_back_slowly():
    limiter = Limiter(table(), RATE_HZ)
    limiter.start(np.array([1.2]))
    rows = follow(limiter, np.full(300, 0.5))
    assert np.abs(np.diff(np.concatenate(([1.2], rows)))).max() * RATE_HZ <= SHARE * 5.0 + 1e-9
    assert rows[-1] == pytest.approx(0.5)


def test_clamps_are_counted_by_kind_and_side():
    limiter = Limiter(table(), RATE_HZ)
    limiter.start(np.zeros(1))
    follow(limiter, [5.0] * 10)
    position, velocity, acceleration = limiter.clamps[:, :, 0]
    assert position.tolist() == [0, 10]
    assert velocity[1] > 0
    assert acceleration[1] > 0


def test_a_table_that_contradicts_itself_is_refused():
    with pytest.raises(RigError, match="position_min must be below"):
        table(low=1.0, high=-1.0)
    with pytest.raises(RigError, match="velocity must be positive"):
        table(velocity=0.0)
