"""How unlike two ways of moving are, whenever what was done: distances of distributions."""

import numpy as np
from numpy.typing import NDArray

from kinesics.measures.curves import Curves
from kinesics.measures.pairs import shared
from kinesics.measures.reading import Reading
from kinesics.measures.regions import groups

__all__ = ["frechet_distance"]

F64 = NDArray[np.float64]


def frechet_distance(one: Curves, other: Curves) -> list[Reading]:
    """Squared Fréchet distance of the poses of two recordings, by region of the body.

    Of Gaussians that have the mean and the covariance of all rows (Dowson & Landau 1982, J.
    Multivar. Anal. 12: 450): |m1 - m2|² + tr(C1 + C2 - 2 (C1 C2)^1/2). Of `face` it is what others
    call ExpFD, of `head` PoseFD; of `arms` it is FGD of the signals themselves, without a network.
    """
    first, second = shared(one, other)
    return [
        Reading(
            "frechet_distance", group, _frechet(first.values[:, own], second.values[:, own]), "u^2"
        )
        for group, own in groups(first.names).items()
    ]


def _frechet(one: F64, other: F64) -> float:
    """Of rows (T, K) each."""
    apart = one.mean(axis=0) - other.mean(axis=0)
    covariance, of_other = (np.atleast_2d(np.cov(rows.T, bias=True)) for rows in (one, other))
    # The trace of (C1 C2)^1/2 is that of (R C2 R)^1/2 with R = C1^1/2, which is symmetric
    root = _root(covariance)
    both = np.linalg.eigvalsh(root @ of_other @ root)
    shared_spread = np.sqrt(np.maximum(both, 0.0)).sum()
    spread = np.trace(covariance) + np.trace(of_other) - 2.0 * shared_spread
    return max(float(apart @ apart + spread), 0.0)


def _root(covariance: F64) -> F64:
    """(K, K) the symmetric square root."""
    sizes, ways = np.linalg.eigh(covariance)
    root: F64 = (ways * np.sqrt(np.maximum(sizes, 0.0))) @ ways.T
    return root
