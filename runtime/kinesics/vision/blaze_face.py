"""`BlazeFace`: faces in one square of 128 px, as the network's anchors tell them.

Layout as published: Bazarevsky et al. 2019 (arXiv:1907.05047), sections 3.2 and 3.3. An anchor is
the middle of a cell of 8 or 16 px; what the network tells of a face is relative to it.
"""

import numpy as np
from numpy.typing import NDArray

from kinesics.ports import Stepper
from kinesics.vision.face_model import ANCHORS, SIDE_PX
from kinesics.vision.overlap import blended
from kinesics.vision.picture import U8

__all__ = ["BlazeFace"]

F32 = NDArray[np.float32]

_GRIDS = ((16, 2), (8, 6))
"""Cells a side, and anchors in each."""
_STEEPEST = 80.0  # a logit beyond which float32 overflows in the logistic function
_LEAST_OVERLAP = 0.3


class BlazeFace:
    """Runs the network on one square after the other."""

    def __init__(self, network: Stepper) -> None:
        """`network`: as `open_face_network` opens it."""
        self._network = network
        self._anchors = _anchors()

    def find(self, square: U8, least_score: float) -> tuple[F32, F32]:
        """Faces in a square (128, 128, 3) RGB: scores (N,), shapes (N, 8, 2) [px], best first.

        A shape: left and top, right and bottom, the robot's left eye (a person's right), the other
        one, nose, mouth, and both ears.
        """
        np.multiply(square[None], 1.0 / 127.5, out=self._network.inputs["picture"])
        self._network.inputs["picture"][...] -= 1.0
        self._network.step()
        logits = self._network.outputs["scores"][0, :, 0]
        scores = 1.0 / (1.0 + np.exp(-np.clip(logits, -_STEEPEST, _STEEPEST)))
        sure = np.flatnonzero(scores >= least_score)
        told = self._network.outputs["shapes"][0, sure].reshape(-1, 8, 2)
        middles, sizes = told[:, 0] + self._anchors[sure], told[:, 1]
        points = told[:, 2:] + self._anchors[sure, None]
        corners = np.stack((middles - 0.5 * sizes, middles + 0.5 * sizes), axis=1)
        shapes = np.concatenate((corners, points), axis=1)
        sound = (sizes > 0.0).all(axis=1) & np.isfinite(shapes).all(axis=(1, 2))
        return blended(scores[sure][sound], shapes[sound], _LEAST_OVERLAP)


def _anchors() -> F32:
    """(896, 2) [px], x and y, in the network's order: row by row of the finer grid first."""
    grids = []
    for cells, each in _GRIDS:
        middles = (np.arange(cells) + 0.5) * (SIDE_PX / cells)
        across, down = np.meshgrid(middles, middles)
        grids.append(np.repeat(np.stack((across, down), axis=-1).reshape(-1, 2), each, axis=0))
    anchors = np.concatenate(grids).astype(np.float32)
    assert len(anchors) == ANCHORS
    return anchors
