"""A pose outside of the hull comes back along the way to rest, and only such a pose."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kinesics.errors import TrackError
from kinesics.motion.hull import Hull, Within

TRIANGLE = Hull(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([1.0, 0.8, 1.2]))
WITHIN = Within(TRIANGLE)
ANY = st.floats(-3.0, 3.0, width=32)


@given(arrays(float, 2, elements=ANY))
def test_what_comes_out_is_inside_and_what_was_inside_is_untouched(pose):
    brought = WITHIN.bring_in(pose)
    assert TRIANGLE.inside(brought)
    if TRIANGLE.inside(pose):
        np.testing.assert_allclose(brought, pose, rtol=1e-8)
    assert np.abs(brought[0] * pose[1] - brought[1] * pose[0]) < 1e-9  # on the way to rest


@given(arrays(float, 2, elements=ANY), arrays(float, 2, elements=st.floats(-0.01, 0.01)))
def test_a_small_step_stays_a_small_step(pose, step):
    one, two = WITHIN.bring_in(pose), WITHIN.bring_in(pose + step)
    assert np.abs(one - two).max() <= 6.0 * np.abs(step).max() + 1e-9


def test_c_brings_in_what_numpy_does_and_nothing_else():
    random = np.random.default_rng(3)
    directions = random.standard_normal((400, 20)) * (random.random((400, 20)) < 0.3)
    hull = Hull(directions, random.uniform(0.2, 2.0, 400))
    within = Within(hull)
    for pose in random.standard_normal((200, 20)):
        surface = pose / (hull.directions @ pose / hull.bounds).max()
        for share in (0.3, 0.9985, 1.0 - 1e-9):
            near = share * surface
            assert within.bring_in(near) is near
        for share in (1.0 + 1e-9, 1.3):
            beyond = share * surface
            kept = beyond.copy()
            np.testing.assert_allclose(within.bring_in(beyond), surface, rtol=1e-12)
            np.testing.assert_array_equal(beyond, kept)


@pytest.mark.parametrize(
    ("directions", "bounds", "message"),
    [
        (np.ones((2, 3)), np.ones(3), "wanted"),
        (np.ones((2, 3)), np.array([1.0, 0.0]), "positive"),
        (np.full((2, 3), np.nan), np.ones(2), "finite"),
    ],
)
def test_what_is_no_hull_is_refused(directions, bounds, message):
    with pytest.raises(TrackError, match=message):
        Hull(directions, bounds)
