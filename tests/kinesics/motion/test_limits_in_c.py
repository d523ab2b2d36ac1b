"""The step that C makes is numpy's, to the bit."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from kinesics.motion.limits import Limiter, LimitTable, allowed

RATE_HZ = 100.0
AGILITY, RETURN, TOUCH = 0.7, 0.1, 1e-9


class Reference:
    """The law of kernels/limits.c in numpy."""

    def __init__(self, table, start):
        inset = 0.001 * (table.position_max - table.position_min)
        self.table, self.dt_s = table, 1.0 / RATE_HZ
        self.low, self.high = table.position_min + inset, table.position_max - inset
        self.velocity, self.acceleration = allowed(table, self.dt_s)
        self.change = self.acceleration * self.dt_s
        self.position, self.now, self.wanted = start.copy(), np.zeros_like(start), start.copy()
        self.clamps = np.zeros((3, 2, len(start)), np.int64)

    def step(self, wanted):
        wanted = np.where(np.isfinite(wanted), wanted, self.wanted)
        target = np.minimum(np.maximum(wanted, self.low), self.high)
        behind = self.wanted - self.position
        catch_up = self.stoppable(np.abs(behind), AGILITY * self.acceleration)
        wish = (target - self.wanted) / self.dt_s + np.copysign(catch_up, behind)
        velocity = self.allowed(wish)
        position = self.position + velocity * self.dt_s
        position = np.where(np.abs(position - target) < TOUCH, target, position)
        self.count(wanted, wish)
        self.position, self.now, self.wanted = position, velocity, target
        return position

    def allowed(self, wish):
        highest = self.room(self.high - self.position)
        lowest = -self.room(self.position - self.low)
        velocity = np.minimum(np.maximum(wish, -self.velocity), self.velocity)
        velocity = np.minimum(np.maximum(velocity, lowest), highest)
        velocity = np.maximum(velocity, self.now - self.change)
        return np.minimum(velocity, self.now + self.change)

    def room(self, gap):
        back = np.maximum(gap / self.dt_s, -RETURN * self.velocity)
        with np.errstate(invalid="ignore"):
            return np.where(gap >= 0.0, self.stoppable(gap, self.acceleration), back)

    def stoppable(self, distance, acceleration):
        speed = np.sqrt(2.0 * distance / acceleration + self.dt_s * self.dt_s)
        return (speed - self.dt_s) * acceleration

    def count(self, wanted, wish):
        slack = self.change * (1.0 + 1e-9)
        self.clamps += [
            [wanted < self.table.position_min, wanted > self.table.position_max],
            [wish < -self.velocity, wish > self.velocity],
            [wish < self.now - slack, wish > self.now + slack],
        ]


WISHES = st.one_of(
    st.floats(-4.0, 4.0), st.floats(allow_nan=True, allow_infinity=True, width=64), st.just(0.5)
)


@st.composite
def tables(draw, joints):
    def column(low, high):
        return draw(hnp.arrays(np.float64, joints, elements=st.floats(low, high)))

    low = column(-3.0, 1.0)
    return LimitTable(low, low + column(0.01, 5.0), column(0.1, 50.0), column(1.0, 2000.0), low + 9)


@given(data=st.data(), joints=st.integers(1, 9), ticks=st.integers(1, 40))
def test_every_row_and_every_count_is_numpys(data, joints, ticks):
    table = data.draw(tables(joints))
    start = data.draw(hnp.arrays(np.float64, joints, elements=st.floats(-4.0, 7.0)))
    wishes = data.draw(hnp.arrays(np.float64, (ticks, joints), elements=WISHES))
    limiter, reference = Limiter(table, RATE_HZ), Reference(table, start)
    limiter.start(start)
    for wish in wishes:
        assert np.array_equal(limiter.step(wish), reference.step(wish))
        position, velocity, wanted, clamps = limiter.state()
        assert np.array_equal(position, reference.position)
        assert np.array_equal(velocity, reference.now)
        assert np.array_equal(wanted, reference.wanted)
        assert np.array_equal(clamps, reference.clamps)


@given(data=st.data(), joints=st.integers(1, 9))
def test_a_turned_step_goes_as_far_as_numpys(data, joints):
    table = data.draw(tables(joints))
    start, wish, turn = (
        data.draw(hnp.arrays(np.float64, joints, elements=st.floats(-4.0, 7.0))) for _ in range(3)
    )
    limiter, reference = Limiter(table, RATE_HZ), Reference(table, start)
    limiter.start(start)
    for _ in range(3):
        limiter.step(wish)
        reference.step(wish)
    step = limiter.turned(limiter.next(wish), turn)
    assert np.array_equal(step.velocity, reference.allowed(turn))
    reference.step(wish)
    kept = step.velocity == reference.now
    moved = limiter.position + step.velocity * reference.dt_s
    assert np.array_equal(step.position, np.where(kept, reference.position, moved))
    assert np.array_equal(limiter.take(step), step.position)
