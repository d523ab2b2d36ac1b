"""What is a picture, and what is none: always told, never an accident."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.errors import PictureError
from kinesics.vision.opencv import opencv
from kinesics.vision.picture import picture_of, unpacked


def gradient(shape, dtype=np.uint8):
    return (np.arange(np.prod(shape)) % 251).reshape(shape).astype(dtype)


def test_grey_and_sixteen_bits_and_a_fourth_colour_are_pictures_too():
    grey = gradient((40, 50))
    assert (picture_of(grey) == grey[..., None]).all()
    assert (picture_of(grey[..., None]) == grey[..., None]).all()
    deep = picture_of(gradient((40, 50), np.uint16) * 256 + 17)
    assert (deep == grey[..., None]).all()
    coloured = gradient((40, 50, 4))
    assert (picture_of(coloured) == coloured[..., :3]).all()


@pytest.mark.parametrize(
    "pixels",
    [
        np.full((60, 60, 3), np.nan),
        np.zeros((60, 60, 3), np.float32),
        np.zeros((60, 60, 3), np.int16),
        np.zeros((0, 0, 3), np.uint8),
        np.zeros((1, 1, 3), np.uint8),
        np.zeros((60, 31, 3), np.uint8),
        np.zeros((60, 60, 2), np.uint8),
        np.zeros((60,), np.uint8),
        np.zeros((2, 60, 60, 3), np.uint8),
        np.broadcast_to(np.uint8(0), (10_000, 10_000, 3)),
        None,
        "picture",
    ],
)
def test_what_is_no_picture_is_refused_with_what_would_be(pixels):
    with pytest.raises(PictureError, match="wanted"):
        picture_of(pixels)


def packed(kind, pixels):
    return opencv().imencode(kind, pixels)[1].tobytes()


def test_files_are_unpacked_as_red_green_blue():
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[..., 2] = 250  # OpenCV's own order is blue, green, red
    for kind in (".jpg", ".png"):
        assert unpacked(packed(kind, pixels))[32, 32, 0] > 240
        assert unpacked(packed(kind, pixels))[32, 32, 2] < 10
    assert unpacked(packed(".png", gradient((64, 64), np.uint16))).shape == (64, 64, 3)
    assert unpacked(packed(".jpg", pixels) + b"\0" * 40)[32, 32, 0] > 240  # as some cameras pad


def test_twenty_megapixels_are_a_picture_and_sixty_are_not():
    assert unpacked(packed(".jpg", np.zeros((3648, 5472, 3), np.uint8))).shape == (3648, 5472, 3)
    huge = packed(".png", np.zeros((64, 64, 3), np.uint8))
    wide = huge[:16] + (10_000).to_bytes(4, "big") + (6_000).to_bytes(4, "big") + huge[24:]
    with pytest.raises(PictureError):
        unpacked(wide)


@given(st.data(), st.sampled_from((".jpg", ".png")))
def test_a_file_that_is_cut_off_is_refused_wherever_that_is(data, kind):
    whole = packed(kind, gradient((64, 64, 3)))
    cut = data.draw(st.integers(0, len(whole) - 13))
    with pytest.raises(PictureError):
        unpacked(whole[:cut])


@given(st.binary(max_size=300), st.sampled_from((b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n")))
def test_bytes_that_are_anything_are_a_picture_or_refused(noise, begin):
    ends = (b"", b"\xff\xd9", b"IEND\xaeB`\x82")
    for end in ends:
        try:
            picture = unpacked(begin + noise + end)
        except PictureError:
            continue
        assert picture.dtype == np.uint8


@given(st.data(), st.sampled_from((".jpg", ".png")))
def test_a_file_with_a_wrong_byte_is_a_picture_or_refused(data, kind):
    whole = bytearray(packed(kind, gradient((48, 48, 3))))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(PictureError):
        assert unpacked(bytes(whole)).ndim == 3
