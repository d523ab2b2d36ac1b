"""A face that C steps is numpy's to the bit."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kinesics.affect.dynamics import _EASE_S, _RISE, _UNEVEN, _UNEVEN_TIME, FaceDynamics, _by_sides
from kinesics.affect.dynamics import _timing as timing
from kinesics.affect.facs import ACTIONS

STEP_S = 0.02


class Reference:
    """kernels/face.c in numpy."""

    def __init__(self, seed):
        rise_s, fall_s, self.sustain = timing()
        random = np.random.default_rng((seed, 0xFACE))
        self.gain = 1.0 + _UNEVEN * _by_sides(random)
        self.rates = _RISE / (np.array([fall_s, rise_s]) * (1.0 + _UNEVEN_TIME * _by_sides(random)))
        self.decays = np.exp(-self.rates * STEP_S)
        self.ease = 1.0 - np.exp(-STEP_S / _EASE_S)

    def step(self, state, wanted):
        position, velocity, used = state
        wanted = np.minimum(self.gain * wanted, 1.0)
        used = np.minimum(used + self.ease * (wanted - used), wanted)
        target = wanted - (1.0 - self.sustain) * used
        away = position - target
        rate = np.where(away < 0.0, self.rates[1], self.rates[0])
        decay = np.where(away < 0.0, self.decays[1], self.decays[0])
        pushed = (velocity + rate * away) * STEP_S
        later = target + (away + pushed) * decay, (velocity - rate * pushed) * decay, used
        return np.array(later)


@given(seed=st.integers(0, 2**32 - 1), still=st.floats(0.0, 1.0))
def test_every_step_is_numpys(seed, still):
    draw, dynamics, reference = (
        np.random.default_rng(seed),
        FaceDynamics(seed, STEP_S),
        Reference(seed),
    )
    state, wanted = dynamics.rest(), np.zeros(len(ACTIONS))
    for _ in range(60):
        if draw.random() > still:
            wanted = draw.choice([0.0, 1.0], len(ACTIONS)) * draw.random(len(ACTIONS))
        after = dynamics.step(state, wanted)
        np.testing.assert_array_equal(after, reference.step(state, wanted))
        state = after


def test_a_state_is_the_callers_and_stays_what_it_was():
    dynamics, wanted = FaceDynamics(0, STEP_S), np.full(len(ACTIONS), 0.5)
    one = dynamics.step(dynamics.rest(), wanted)
    kept = one.copy()
    two = dynamics.step(one, wanted)
    np.testing.assert_array_equal(one, kept)
    np.testing.assert_array_equal(dynamics.step(kept, wanted), two)
