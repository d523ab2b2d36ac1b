"""Springs that C steps are numpy's to the bit."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kinesics.motion.follow import Follow

STEP_S = 0.01


class Reference:
    """kernels/follow.c in numpy."""

    def __init__(self, hz):
        self.at, self.speed = np.zeros(len(hz)), np.zeros(len(hz))
        self.pace(np.array(hz))

    def pace(self, hz):
        rate = 2.0 * np.pi * hz
        decay = np.exp(-rate * STEP_S)
        self.stays, self.runs = (1.0 + rate * STEP_S) * decay, STEP_S * decay
        self.turns, self.slows = -rate * rate * STEP_S * decay, (1.0 - rate * STEP_S) * decay

    def step(self, wanted):
        gap, speed = self.at - wanted, self.speed
        self.at = wanted + self.stays * gap + self.runs * speed
        self.speed = self.turns * gap + self.slows * speed
        return self.at


@given(
    hz=st.lists(st.floats(0.05, 20.0), min_size=1, max_size=9),
    other_hz=st.floats(0.05, 20.0),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_step_is_numpys(hz, other_hz, seed):
    draw, follow, reference = np.random.default_rng(seed), Follow(hz, STEP_S), Reference(hz)
    for tick in range(40):
        if tick == 20:
            follow.pace(slice(0, 1), other_hz)
            reference.pace(np.array([other_hz, *hz[1:]]))
        wanted = draw.normal(0.0, 1.0, len(hz))
        np.testing.assert_array_equal(follow.step(wanted), reference.step(wanted))
    np.testing.assert_array_equal(follow.at, reference.at)


def test_a_state_that_was_kept_stays_what_it_was():
    follow = Follow([1.0, 3.0], STEP_S)
    follow.step([1.0, -1.0])
    state = follow.state()
    after = [follow.step([1.0, 1.0]) for _ in range(5)]
    follow.reset()
    follow.restore(state)
    np.testing.assert_array_equal([follow.step([1.0, 1.0]) for _ in range(5)], after)
