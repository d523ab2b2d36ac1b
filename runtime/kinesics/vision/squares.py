"""`Square`: a part of a picture that the network looks at; which there are."""

from typing import Any, NamedTuple

import numpy as np

from kinesics.vision.face_model import SIDE_PX
from kinesics.vision.picture import U8

__all__ = ["Square", "around", "cut_out", "resized", "squares_of"]

_STEP = 2.0 / 3.0  # of a square's side: any face of a third of it lies wholly in one


class Square(NamedTuple):
    """May reach beyond the picture, which is black there."""

    left: float
    top: float
    side: float
    """All [px]."""


def squares_of(width: int, height: int) -> tuple[Square, list[Square]]:
    """The whole picture, and parts as high, and half as high, that cover it."""
    longer, short = max(width, height), min(width, height)
    whole = Square(0.5 * (width - longer), 0.5 * (height - longer), float(longer))
    sides = [short] if longer > short else []
    if short >= 2 * SIDE_PX:
        sides.append(short // 2)
    parts = [
        Square(left, top, float(side))
        for side in sides
        for top in _begins(height, side)
        for left in _begins(width, side)
    ]
    return whole, parts


def around(shape: Any, times: float) -> Square:
    """About the box of a shape (P, 2), so many times as large."""
    (left, top), (right, bottom) = shape[:2].tolist()
    side = max(times * max(right - left, bottom - top), 1.0)
    return Square(0.5 * (left + right - side), 0.5 * (top + bottom - side), side)


def cut_out(cv2: Any, picture: U8, square: Square) -> U8:
    """A square of the picture as the network wants it: (128, 128, 3)."""
    scale = SIDE_PX / square.side
    height, width = picture.shape[:2]
    left, right = max(square.left, 0.0), min(square.left + square.side, float(width))
    top, bottom = max(square.top, 0.0), min(square.top + square.side, float(height))
    cut = np.zeros((SIDE_PX, SIDE_PX, 3), np.uint8)
    there = picture[round(top) : round(bottom), round(left) : round(right)]
    x, y = round((left - square.left) * scale), round((top - square.top) * scale)
    size = (
        min(max(round(there.shape[1] * scale), 1), SIDE_PX - x),
        min(max(round(there.shape[0] * scale), 1), SIDE_PX - y),
    )
    if there.size and min(size) > 0:
        way = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR
        cut[y : y + size[1], x : x + size[0]] = resized(cv2, there, size, way)
    return cut


def resized(cv2: Any, picture: U8, size: tuple[int, int], way: int) -> U8:
    """A picture in another size (width, height) [px]."""
    order = -1 if picture.strides[2] < 0 else 1  # OpenCV would copy one that is seen backwards
    there: U8 = cv2.resize(picture[..., ::order], size, interpolation=way)
    return there[..., ::order]


def _begins(length: int, side: int) -> list[float]:
    """Where squares begin along a picture's side, so that they cover it."""
    count = 1 + int(np.ceil((length - side) / (_STEP * side)))
    places: list[float] = np.linspace(0.0, length - side, count).tolist()
    return places
