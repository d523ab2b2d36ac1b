"""Anchors and decoding, by hand; boxes that overlap; squares that cover a picture."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.vision.blaze_face import BlazeFace
from kinesics.vision.opencv import opencv
from kinesics.vision.overlap import blended, overlaps
from kinesics.vision.squares import Square, around, cut_out, squares_of


class Told:
    """A network that says what a test tells it."""

    def __init__(self):
        self.inputs = {"picture": np.zeros((1, 128, 128, 3), np.float32)}
        self.outputs = {
            "shapes": np.zeros((1, 896, 16), np.float32),
            "scores": np.full((1, 896, 1), -90.0, np.float32),
        }

    def step(self):
        self.fed = self.inputs["picture"].copy()


def test_a_face_is_told_relative_to_its_anchor():
    network = Told()
    anchor = 512 + 6 * (8 * 3 + 5) + 2  # of the coarse grid: row 3, column 5, the third of six
    network.outputs["scores"][0, anchor] = 3.0
    network.outputs["shapes"][0, anchor, :6] = (1.0, -2.0, 30.0, 40.0, -7.0, -4.0)
    scores, shapes = BlazeFace(network).find(np.full((128, 128, 3), 255, np.uint8), 0.5)
    middle = np.array((5.5 * 16 + 1.0, 3.5 * 16 - 2.0))
    assert scores == pytest.approx([1 / (1 + np.exp(-3.0))])
    half = np.array((15.0, 20.0))
    assert shapes[0, :2] == pytest.approx(np.array((middle - half, middle + half)))
    assert shapes[0, 2] == pytest.approx((5.5 * 16 - 7.0, 3.5 * 16 - 4.0))
    assert network.fed.max() == network.fed.min() == pytest.approx(1.0)


def test_black_is_minus_one_and_extreme_or_senseless_answers_are_no_faces():
    network = Told()
    network.outputs["scores"][0, :3] = 500.0
    network.outputs["shapes"][0, 0, :4] = (0.0, 0.0, -5.0, 4.0)
    network.outputs["shapes"][0, 1, :4] = (np.nan, 0.0, 5.0, 4.0)
    scores, shapes = BlazeFace(network).find(np.zeros((128, 128, 3), np.uint8), 0.5)
    assert len(scores) == len(shapes) == 0
    assert network.fed.max() == network.fed.min() == pytest.approx(-1.0)


def box(left, top, right, bottom):
    return np.array(((left, top), (right, bottom), (left, bottom)), np.float32)


def test_overlap_is_the_shared_area_of_both():
    one = box(0, 0, 10, 10)
    others = np.array((box(0, 0, 10, 10), box(5, 0, 15, 10), box(20, 0, 30, 10)))
    assert overlaps(one, others) == pytest.approx([1.0, 1 / 3, 0.0])


def test_boxes_that_mean_one_face_are_its_mean_weighted_by_how_sure_they_are():
    shapes = np.array((box(0, 0, 10, 10), box(40, 0, 50, 10), box(2, 0, 12, 10)))
    scores, means = blended(np.array((0.6, 0.9, 0.8), np.float32), shapes, 0.3)
    assert scores == pytest.approx([0.9, 0.8])
    assert means[0] == pytest.approx(shapes[1])
    assert means[1, 0] == pytest.approx(((0.8 * 2.0) / 1.4, 0.0), abs=1e-5)


BOXES = st.tuples(
    *(st.floats(-50.0, 50.0, width=32) for _ in range(2)), st.floats(1.0, 60.0, width=32)
)


@given(st.lists(st.tuples(st.floats(0.5, 1.0, width=32), BOXES), max_size=12))
def test_no_two_that_are_kept_would_have_been_one_with_the_same_best(given_boxes):
    scores = np.array([score for score, _ in given_boxes], np.float32)
    shapes = np.array([box(x, y, x + s, y + s) for _, (x, y, s) in given_boxes], np.float32)
    best, means = blended(scores, shapes.reshape(-1, 3, 2), 0.3)
    assert len(best) == len(means) <= len(scores)
    assert list(best) == sorted(best, reverse=True)
    assert not len(scores) or best[0] == scores.max()
    assert np.isfinite(means).all()


@given(st.integers(32, 2000), st.integers(32, 2000), st.data())
def test_any_small_face_lies_wholly_in_a_square(width, height, data):
    whole, parts = squares_of(width, height)
    assert whole.side == max(width, height)
    for side in {part.side for part in parts}:
        size = side / 3.0
        left = data.draw(st.floats(0.0, width - size))
        top = data.draw(st.floats(0.0, height - size))
        assert any(
            part.left - 1e-6 <= left
            and left + size <= part.left + part.side + 1e-6
            and part.top - 1e-6 <= top
            and top + size <= part.top + part.side + 1e-6
            for part in parts
            if part.side == side
        )


@given(
    st.floats(-900.0, 900.0),
    st.floats(-900.0, 900.0),
    st.floats(1.0, 3000.0),
    st.integers(1, 70),
    st.integers(1, 70),
)
def test_any_square_of_any_picture_can_be_cut_out(left, top, side, width, height):
    picture = np.full((height, width, 3), 200, np.uint8)
    cut = cut_out(opencv(), picture, Square(left, top, side))
    assert cut.shape == (128, 128, 3)
    assert set(np.unique(cut)) <= {0, 200}


def test_what_is_beyond_a_picture_is_black_and_all_else_in_its_place():
    picture = np.zeros((100, 200, 3), np.uint8)
    picture[40:60, 90:110] = 255
    cut = cut_out(opencv(), picture, Square(0.0, -50.0, 200.0))
    rows, columns = np.nonzero(cut[..., 0] > 128)
    assert rows.mean() == pytest.approx(63.5, abs=0.6)
    assert columns.mean() == pytest.approx(63.5, abs=0.6)
    assert not cut[:32].any()


def test_a_place_is_looked_at_with_its_surroundings():
    assert around(np.array(((10.0, 20.0), (30.0, 50.0))), 2.0) == Square(-10.0, 5.0, 60.0)
