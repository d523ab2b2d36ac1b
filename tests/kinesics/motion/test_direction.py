"""Eyes in a head look where they would without it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.motion.direction import angle_between, from_head, in_head

angles = st.floats(-0.7, 0.7)


@given(gaze=st.tuples(angles, angles), head=st.tuples(angles, angles), roll=angles)
def test_what_the_eyes_do_in_a_head_leads_back_to_where_they_look(gaze, head, roll):
    assert from_head(in_head(gaze, head, roll), head, roll) == pytest.approx(gaze, abs=1e-9)


def test_a_head_that_faces_its_target_leaves_nothing_to_the_eyes():
    assert in_head((0.4, -0.2), (0.4, -0.2)) == pytest.approx((0.0, 0.0), abs=1e-12)


def test_in_a_head_that_leans_right_a_target_at_the_left_is_down():
    yaw, pitch = in_head((0.3, 0.0), (0.0, 0.0), roll=0.5)
    assert 0.0 < yaw < 0.3
    assert pitch > 0.1


def test_the_angle_between_directions_is_that_of_their_vectors():
    def vector(yaw, pitch):
        return np.array([np.cos(pitch) * np.cos(yaw), np.cos(pitch) * np.sin(yaw), -np.sin(pitch)])

    one, other = (0.5, -0.3), (-0.2, 0.4)
    expected = np.arccos(vector(*one) @ vector(*other))
    assert angle_between(one, other) == pytest.approx(expected)
    assert angle_between(one, one) == 0.0
