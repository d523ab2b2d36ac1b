"""Directions and distances by the pinhole model."""

from math import atan, degrees, pi, radians, tan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.errors import PictureError
from kinesics.vision.lens import Lens

SIZE = (640, 480)
FINE = st.floats(-0.6, 0.6)


def test_edges_are_half_the_width_away_and_signs_are_those_of_rep_103():
    lens = Lens.of_width(radians(60.0), SIZE)
    assert lens.direction(320.0, 240.0) == (0.0, 0.0)
    assert degrees(lens.direction(0.0, 240.0)[0]) == pytest.approx(30.0)
    assert degrees(lens.direction(640.0, 240.0)[0]) == pytest.approx(-30.0)
    assert degrees(lens.direction(320.0, 0.0)[1]) == pytest.approx(-23.41, abs=0.01)


@given(FINE, FINE)
def test_a_point_is_seen_where_it_is(left, down):
    lens = Lens.of_width(1.2, SIZE)
    x, y = 320.0 - lens.focal_px[0] * left, 240.0 + lens.focal_px[1] * down
    yaw, pitch = lens.direction(x, y)
    assert tan(yaw) == pytest.approx(left, abs=1e-9)
    assert tan(pitch) == pytest.approx(down / (1.0 + left**2) ** 0.5, abs=1e-9)


@given(st.floats(0.3, 5.0), st.floats(0.5, 2.0))
def test_eyes_tell_how_far_a_face_is(distance_m, width_rad):
    lens = Lens.of_width(width_rad, SIZE)
    half_px = lens.focal_px[0] * 0.5 * 0.063 / distance_m
    told = lens.distance_m((320.0 - half_px, 240.0), (320.0 + half_px, 240.0))
    assert told == pytest.approx(distance_m, rel=0.01)


def test_eyes_of_which_one_hides_the_other_are_far_not_an_accident():
    assert Lens.of_width(1.0, SIZE).distance_m((10.0, 10.0), (10.0, 10.0)) > 100.0


def test_a_calibrated_camera_tells_its_lens():
    lens = Lens.of_matrix((500.0, 0.0, 300.0, 0.0, 400.0, 200.0, 0.0, 0.0, 1.0))
    assert lens.direction(300.0, 200.0) == (0.0, 0.0)
    assert lens.direction(800.0, 200.0)[0] == pytest.approx(-pi / 4)
    assert lens.direction(300.0, 300.0)[1] == pytest.approx(atan(0.25))
    for wrong in ((), (0.0,) * 9, (float("nan"),) * 9, (-1.0, 0, 0, 0, 1.0, 0, 0, 0, 1)):
        with pytest.raises(PictureError, match="camera matrix"):
            Lens.of_matrix(wrong)
