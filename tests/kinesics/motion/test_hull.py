"""A pose outside of the hull comes back along the way to rest, and only such a pose."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kinesics.errors import TrackError
from kinesics.motion.hull import Hull

TRIANGLE = Hull(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([1.0, 0.8, 1.2]))
ANY = st.floats(-3.0, 3.0, width=32)


@given(arrays(float, 2, elements=ANY))
def test_what_comes_out_is_inside_and_what_was_inside_is_untouched(pose):
    brought = TRIANGLE.bring_in(pose)
    assert TRIANGLE.inside(brought)
    if TRIANGLE.inside(pose):
        np.testing.assert_allclose(brought, pose, rtol=1e-8)
    assert np.abs(brought[0] * pose[1] - brought[1] * pose[0]) < 1e-9  # on the way to rest


@given(arrays(float, 2, elements=ANY), arrays(float, 2, elements=st.floats(-0.01, 0.01)))
def test_a_small_step_stays_a_small_step(pose, step):
    one, two = TRIANGLE.bring_in(pose), TRIANGLE.bring_in(pose + step)
    assert np.abs(one - two).max() <= 6.0 * np.abs(step).max() + 1e-9


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
