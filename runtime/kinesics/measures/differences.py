"""How far two recordings of the same moments are apart, row by row."""

import numpy as np
from numpy.typing import NDArray

from kinesics.measures.curves import Curves
from kinesics.measures.pairs import shared
from kinesics.measures.reading import Reading
from kinesics.measures.regions import groups

__all__ = ["row_differences"]

F64 = NDArray[np.float64]


def row_differences(one: Curves, other: Curves) -> list[Reading]:
    """Mean size of the difference, and of the difference of velocities, of signals and regions.

    L1: of `face` it is what others call ExpL1, of `head` PoseL1. Velocities are differences of
    neighbouring rows (LVD). Of a region both are the means over its signals; its distance is that
    of its poses, Euclidean, on average (of `mouth` what LipLMD is of landmarks).
    """
    first, second = shared(one, other)
    apart = first.values - second.values
    faster = np.diff(apart, axis=0) * first.rate_hz
    signals = dict(zip(first.names, np.arange(len(first.names))[:, None], strict=True))
    regions = groups(first.names)
    readings = []
    for name, own in (*signals.items(), *regions.items()):
        readings += [
            Reading("l1_difference", name, _mean(np.abs(apart[:, own])), "u"),
            Reading("velocity_difference", name, _mean(np.abs(faster[:, own])), "u/s"),
        ]
    readings += [
        Reading("distance", name, _mean(np.linalg.norm(apart[:, own], axis=1)), "u")
        for name, own in regions.items()
    ]
    return readings


def _mean(values: F64) -> float:
    return float(values.mean()) if values.size else float("nan")
