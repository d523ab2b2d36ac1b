"""Squares of a picture, and pictures made smaller, whichever way round their colours are kept."""

from types import SimpleNamespace

import numpy as np
import pytest

from kinesics.vision.opencv import opencv
from kinesics.vision.squares import Square, cut_out, resized

PICTURE = np.random.default_rng(0).integers(0, 256, (90, 160, 3), np.uint8)
BACKWARDS = PICTURE[..., ::-1].copy()[..., ::-1]  # the same, as of a camera that gives BGR
WITHIN, BEYOND, CLOSE = Square(20.5, 4.0, 80.0), Square(-30.0, -40.0, 150.0), Square(70, 30, 20)


@pytest.mark.parametrize("square", [WITHIN, BEYOND, CLOSE])
def test_a_square_is_the_same_of_a_picture_that_is_seen_backwards(square):
    cuts = [cut_out(opencv(), picture, square) for picture in (PICTURE, BACKWARDS)]
    assert cuts[0].shape == (128, 128, 3)
    assert cuts[0].any()
    np.testing.assert_array_equal(*cuts)


@pytest.mark.parametrize("picture", [PICTURE, BACKWARDS, BACKWARDS[3:50, 7:80]])
def test_a_smaller_picture_is_the_same_and_opencv_is_given_nothing_backwards(picture):
    cv2, given = opencv(), []

    def resize(pixels, size, interpolation):
        given.append(pixels.strides)
        return cv2.resize(pixels, size, interpolation=interpolation)

    smaller = resized(SimpleNamespace(resize=resize), picture, (40, 20), cv2.INTER_AREA)
    whole = np.ascontiguousarray(picture)
    expected = cv2.resize(whole, (40, 20), interpolation=cv2.INTER_AREA)
    np.testing.assert_array_equal(smaller, expected)
    assert all(stride > 0 for strides in given for stride in strides)
