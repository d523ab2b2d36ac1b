"""Mixtures of emotions: a share each, summing to 1; from a point of VAD and back."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.vad import BASIC, MEANS, NAMES, PARTS, SPREADS, emotion_index
from kinesics.errors import AffectError

__all__ = [
    "basic_shares",
    "divergence",
    "entropy",
    "mixture_of",
    "moments",
    "posterior",
    "shares_of",
]

F64 = NDArray[np.float64]

_VAD = (0, 1, 2)
_NEAR_ONE = 1e-6


def posterior(
    vad: Sequence[float] | F64, among: Sequence[str] = BASIC, axes: Sequence[int] = _VAD
) -> dict[str, float]:
    """Share of each basic emotion of `among` in the point `vad`: Gaussians of equal weight.

    `axes` are those of VAD that are looked at, all three unless told: without dominance (2), fear,
    anger and disgust cannot be told apart.
    """
    chosen = np.ix_([BASIC.index(name) for name in among], list(axes))
    point = np.asarray(vad, dtype=np.float64)[list(axes)]
    shares = _shares(point, MEANS[chosen], SPREADS[chosen])
    return dict(zip(among, shares.tolist(), strict=True))


def basic_shares(vad: F64) -> F64:
    """(B,) the posterior of a point (3,) among all basic emotions."""
    return _shares(vad, MEANS, SPREADS)


def _shares(point: F64, means: F64, spreads: F64) -> F64:
    away = (point - means) / spreads  # (B, A)
    likelihood = -0.5 * (away * away).sum(axis=1) - np.log(spreads).sum(axis=1)
    shares: F64 = np.exp(likelihood - likelihood.max())
    shares /= shares.sum()
    return shares


def moments(mixture: Mapping[str, float]) -> tuple[F64, F64]:
    """Mean (3,) and covariance (3, 3) of VAD under a mixture."""
    parts = shares_of(mixture) @ PARTS  # (B,)
    mean = parts @ MEANS
    away = MEANS - mean
    return mean, np.diag(parts @ SPREADS**2) + (away * parts[:, None]).T @ away


def shares_of(mixture: Mapping[str, float]) -> F64:
    """(E,) share of every emotion.

    Raises:
        AffectError: an unknown emotion, a negative share, or a sum other than 1.
    """
    shares = np.zeros(len(NAMES))
    for name, share in mixture.items():
        shares[emotion_index(name)] = share
    if not (shares >= 0.0).all() or not abs(shares.sum() - 1.0) <= _NEAR_ONE:
        raise AffectError(f"shares are {dict(mixture)}; wanted shares >= 0 that sum to 1")
    return shares


def mixture_of(shares: F64) -> dict[str, float]:
    """The mixture of (E,) shares, without those that are nothing."""
    return {NAMES[row]: float(shares[row]) for row in np.flatnonzero(shares > 0.0)}


def entropy(mixture: Mapping[str, float]) -> float:
    """How undecided a mixture is [bits]: 0 for one emotion, 1 for two halves."""
    shares = np.array([share for share in mixture.values() if share > 0.0])
    return float(-(shares * np.log2(shares)).sum())


def divergence(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Jensen-Shannon divergence of two mixtures [bits]: 0 if they are alike, 1 if disjoint."""
    names = sorted({*one, *other})  # a set's order is another in every process, and so was the sum
    middle = {name: 0.5 * (one.get(name, 0.0) + other.get(name, 0.0)) for name in names}
    return max(entropy(middle) - 0.5 * (entropy(one) + entropy(other)), 0.0)
