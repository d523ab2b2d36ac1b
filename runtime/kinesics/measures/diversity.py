"""How many different things a body does."""

import numpy as np
from numpy.typing import NDArray

from kinesics.measures.curves import Curves
from kinesics.measures.reading import Reading

__all__ = ["diversity"]

F64 = NDArray[np.float64]

_POSES = 512  # pairs are many: enough of them, evenly spread


def diversity(curves: Curves) -> list[Reading]:
    """Entropy over signals, of the whole and of the average row, 0..1; and the L1 diversity.

    Entropy is of how much of the motion each signal has, by its mean distance from its own median:
    0, one signal does everything; 1, all do as much. L1 diversity is the mean distance of two
    poses at different times, summed over signals.
    """
    away = np.abs(curves.values - np.median(curves.values, axis=0))
    moved = away.sum(axis=1) > 0.0
    rows = float(_entropy(away[moved]).mean()) if moved.any() else float("nan")
    chosen = curves.values[np.linspace(0, len(away) - 1, min(_POSES, len(away))).astype(int)]
    apart = np.abs(chosen[:, None] - chosen[None]).sum(axis=2)
    pairs = max(len(chosen) * (len(chosen) - 1), 1)
    return [
        Reading("diversity", "all", float(_entropy(away.mean(axis=0)[None])[0]), "1"),
        Reading("diversity_of_rows", "all", rows, "1"),
        Reading("l1_diversity", "all", float(apart.sum() / pairs), "u"),
    ]


def _entropy(parts: F64) -> F64:
    """(N,) of shares (N, K), by the largest that K signals could have; NaN without any."""
    total = parts.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = parts / total
        terms = np.where(shares > 0.0, shares * np.log(shares), 0.0)
    found: F64 = -terms.sum(axis=1) / np.log(max(parts.shape[1], 2))
    return np.where(total[:, 0] > 0.0, found, np.nan)
