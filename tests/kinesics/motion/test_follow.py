"""What follows is drawn there without overshoot, and the same in one step as in many."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kinesics.motion.follow import Follow


@given(hz=st.floats(0.1, 8.0), steps=st.integers(1, 50))
def test_a_step_is_exact(hz, steps):
    fine, coarse = Follow([hz], 0.01), Follow([hz], 0.01 * steps)
    for _ in range(steps):
        reached = fine.step(np.ones(1))
    np.testing.assert_allclose(reached, coarse.step(np.ones(1)), atol=1e-9)


def test_it_arrives_when_it_says_and_never_passes():
    follow = Follow([0.5, 1.0], 0.01)
    way = np.array([follow.step(np.array([1.0, -2.0])) for _ in range(400)])
    assert (np.diff(way[:, 0]) >= 0.0).all()
    assert abs(np.argmax(way[:, 0] > 0.9) * 0.01 - 3.9 / np.pi) < 0.03
    np.testing.assert_allclose(way[-1], [1.0, -2.0], atol=1e-3)


def test_another_pace_makes_no_jump():
    follow = Follow([1.0], 0.01)
    way = []
    for n in range(100):
        if n == 20:
            follow.pace(slice(0, 1), 0.3)
        way.append(follow.step(np.ones(1))[0])
    assert np.abs(np.diff(way, n=2)).max() < 0.005
