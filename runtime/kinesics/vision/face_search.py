"""`FaceSearch`: faces in pictures of any size, though the network looks at 128 px.

A face must be some 20 px of those wide. So squares of the picture propose where one may be: the
whole, a few of its parts in turn, and where one was; a closer look at each place decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import cycle, islice

import numpy as np
from numpy.typing import NDArray

from kinesics.ports import Stepper
from kinesics.vision.blaze_face import BlazeFace
from kinesics.vision.face_model import SIDE_PX
from kinesics.vision.opencv import opencv
from kinesics.vision.overlap import blended, overlaps
from kinesics.vision.picture import U8
from kinesics.vision.squares import Square, around, cut_out, resized, squares_of

__all__ = ["Face", "FaceSearch"]

F32 = NDArray[np.float32]

_LONGEST_PX = 1280  # a larger picture is looked at smaller: no face farther off would be told
_PROPOSED = 0.5  # of squares in which a face may be small
_SURE, _STILL = 0.75, 0.6  # of the closer look, at a new face and at one that was there before
_CLOSE = (
    2.5  # times as large as the box of the face, as in the pictures that the network was taught
)
_SAME = 0.2
_MOST = 5  # faces: each costs a look
_PARTS = 2  # a picture


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """Where a face is in its picture."""

    shape: F32
    """(8, 2) [px], as `BlazeFace.find` has it."""
    score: float
    """0..1: how surely it is one."""

    @property
    def eyes(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Both [px]."""
        (a, b), (c, d) = self.shape[2:4].tolist()
        return (a, b), (c, d)


class FaceSearch:
    """Looks at one picture after the other, and again where faces were."""

    def __init__(self, network: Stepper) -> None:
        """`network`: as `open_face_network` opens it.

        Raises:
            EngineError: OpenCV is not installed.
        """
        self._cv2 = opencv()
        self._net = BlazeFace(network)
        self._size = (0, 0)
        self._whole = Square(0.0, 0.0, 1.0)
        self._parts: list[Square] = []
        self._round: Iterable[Square] = iter(())
        self._before: F32 = np.empty((0, 8, 2), np.float32)

    def find(self, picture: U8, *, thoroughly: bool = False) -> list[Face]:
        """Faces in a picture (H, W, 3), RGB, best first, at most five.

        `thoroughly`: all parts of it are looked at, for it is the only one.
        """
        shrink = min(_LONGEST_PX / max(picture.shape[:2]), 1.0)
        if shrink < 1.0:
            height, width = (max(round(one * shrink), 1) for one in picture.shape[:2])
            picture = resized(self._cv2, picture, (width, height), self._cv2.INTER_AREA)
        self._measure(picture.shape[1], picture.shape[0])
        parts = self._parts if thoroughly else [*islice(self._round, _PARTS)]
        shapes = self._proposed(picture, [self._whole, *parts])
        found = [face for shape in shapes[:_MOST] if (face := self._closely(picture, shape))]
        kept = _best(found)
        self._before = np.array([face.shape for face in kept], np.float32).reshape(-1, 8, 2)
        return [Face(face.shape / np.float32(shrink), face.score) for face in kept]

    def _measure(self, width: int, height: int) -> None:
        if (width, height) == self._size:
            return
        self._size = (width, height)
        self._whole, self._parts = squares_of(width, height)
        self._round = cycle(self._parts)
        self._before = self._before[:0]

    def _proposed(self, picture: U8, squares: Iterable[Square]) -> F32:
        """Where faces may be, with those that were there before, the likeliest first."""
        scores, shapes = [np.ones(len(self._before), np.float32)], [self._before]
        for square in squares:
            told = self._look(picture, square, _PROPOSED)
            scores.append(told[0])
            shapes.append(told[1])
        return blended(np.concatenate(scores), np.concatenate(shapes), _SAME)[1]

    def _closely(self, picture: U8, shape: F32) -> Face | None:
        """The face at a place where one may be, if it is one."""
        known = len(self._before) and overlaps(shape, self._before).max() >= _SAME
        least = _STILL if known else _SURE
        scores, shapes = self._look(picture, around(shape, _CLOSE), least)
        near = np.flatnonzero(overlaps(shape, shapes) >= _SAME)
        return Face(shapes[near[0]], float(scores[near[0]])) if len(near) else None

    def _look(self, picture: U8, square: Square, least_score: float) -> tuple[F32, F32]:
        """Scores, and shapes in the picture's pixels."""
        scores, shapes = self._net.find(cut_out(self._cv2, picture, square), least_score)
        corner = np.array((square.left, square.top), np.float32)
        return scores, shapes * np.float32(square.side / SIDE_PX) + corner


def _best(found: list[Face]) -> list[Face]:
    """One for each place, as two proposals may lead to one face."""
    kept: list[Face] = []
    for face in sorted(found, key=lambda one: -one.score):
        if not kept or overlaps(face.shape, np.array([one.shape for one in kept])).max() < _SAME:
            kept.append(face)
    return kept
