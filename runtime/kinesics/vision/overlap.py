"""`blended`: of boxes that mean one face, the one; `overlaps`: which do."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["blended", "overlaps"]

F32 = NDArray[np.float32]


def blended(scores: F32, shapes: F32, least_overlap: float) -> tuple[F32, F32]:
    """Scores (N,) and shapes (N, P, 2), best first, with one for all that overlap a better one.

    Their mean, weighted by scores, is steadier from picture to picture than the best alone
    (BlazeFace, section 3.4). The first two points of a shape are its box's corners.
    """
    order = np.argsort(-scores, kind="stable")
    scores, shapes = scores[order], shapes[order]
    best, means = [], []
    while len(scores):
        same = overlaps(shapes[0], shapes) >= least_overlap
        same[0] = True
        weights = scores[same] / scores[same].sum()
        best.append(scores[0])
        means.append(np.tensordot(weights, shapes[same], axes=1))
        scores, shapes = scores[~same], shapes[~same]
    count = len(best)
    return (
        np.array(best, dtype=np.float32),
        np.array(means, dtype=np.float32).reshape(count, *shapes.shape[1:]),
    )


def overlaps(one: F32, shapes: F32) -> F32:
    """(N,) 0..1: area that the box of (P, 2) shares with those of (N, P, 2), of both together's."""
    low, high = np.maximum(one[0], shapes[:, 0]), np.minimum(one[1], shapes[:, 1])
    shared = np.maximum(high - low, 0.0).prod(axis=1)
    areas = (shapes[:, 1] - shapes[:, 0]).prod(axis=1) + (one[1] - one[0]).prod()
    share: F32 = shared / np.maximum(areas - shared, 1e-9)
    return share
