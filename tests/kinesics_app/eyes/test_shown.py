"""Bytes as sensors lay them out become the picture that they are, or are refused."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.errors import PictureError
from kinesics_app.eyes.shown import LAYOUTS, lens_of, picture_shown

PIXELS = np.arange(40 * 50 * 3, dtype=np.uint32).reshape(40, 50, 3).astype(np.uint8)


def laid_out(pixels, encoding, padding=0):
    rows = pixels.reshape(40, -1)
    padded = np.concatenate((rows, np.full((40, padding), 77, np.uint8)), axis=1)
    how = {"encoding": encoding, "width": 50, "height": 40, "step": padded.shape[1]}
    return padded.tobytes(), how


@pytest.mark.parametrize("padding", [0, 14])
def test_rows_are_as_long_as_their_step_and_colours_in_their_order(padding):
    assert (picture_shown(*laid_out(PIXELS, "rgb8", padding)) == PIXELS).all()
    assert (picture_shown(*laid_out(PIXELS[..., ::-1], "bgr8", padding)) == PIXELS).all()
    grey = picture_shown(*laid_out(PIXELS[..., 0], "mono8", padding))
    assert (grey == PIXELS[..., :1]).all()


def test_the_last_row_may_end_with_its_pixels():
    data, how = laid_out(PIXELS, "rgb8", 14)
    assert (picture_shown(data[:-14], how) == PIXELS).all()


def test_files_are_unpacked(collins_file):
    assert picture_shown(collins_file.read_bytes(), {"encoding": "jpeg"}).shape == (256, 256, 3)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"encoding": "bayer_rggb8"}, "encoding 'bayer_rggb8'; wanted rgb8, bgr8, mono8, jpeg"),
        ({"encoding": "16UC1"}, "encoding '16UC1'"),
        ({"step": 149}, "rows of 149 bytes; wanted 150"),
        ({"height": 41}, "6000 bytes for 41 rows"),
        ({"height": 0}, "50 x 0"),
        ({"width": 2**31, "step": 2**40}, "wanted"),
        ({"width": 1, "step": 3}, "wanted 32 px a side"),
        ({"encoding": "jpeg"}, "neither JPEG nor PNG"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(change, complaint):
    data, how = laid_out(PIXELS, "rgb8")
    with pytest.raises(PictureError, match=complaint):
        picture_shown(data, {**how, **change})


NUMBER = st.integers(-5, 2**34) | st.integers(0, 100)


@given(
    st.binary(max_size=5000),
    st.sampled_from([*LAYOUTS, "jpeg", "png", "", "yuv422"]),
    NUMBER,
    NUMBER,
    NUMBER,
)
def test_any_layout_of_any_bytes_is_a_picture_or_refused(data, encoding, width, height, step):
    how = {"encoding": encoding, "width": width, "height": height, "step": step}
    with suppress(PictureError):
        assert picture_shown(data, how).shape == (height, width, 3)


def test_a_lens_is_taken_if_it_is_told_for_pictures_of_any_size():
    k = [500.0, 0.0, 320.0, 0.0, 510.0, 240.0, 0.0, 0.0, 1.0]
    assert lens_of({}, (640, 480)) is None
    assert lens_of({"k": None}, (640, 480)) is None
    assert lens_of({"k": k}, (640, 480)).focal_px == (500.0, 510.0)
    half = lens_of({"k": k, "k_size": [640, 480]}, (320, 240))
    assert (half.focal_px, half.middle_px) == ((250.0, 255.0), (160.0, 120.0))
    for wrong in ([0.0] * 9, [1.0], [float("nan")] * 9):
        with pytest.raises(PictureError):
            lens_of({"k": wrong}, (640, 480))
