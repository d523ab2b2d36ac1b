"""`viseme_weights`: what a mouth shows, as the fifteen Oculus visemes that other programs draw."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.coarticulation import ARTICULATORS
from kinesics.audio.mouth import expansion, units
from kinesics.audio.phones import VISEMES, table

__all__ = ["VISEMES", "faces", "viseme_weights"]

F64 = NDArray[np.float64]

_SHOWN_BY = (
    *("pau", "p", "f", "th", "d", "k", "ch", "s", "n", "r"),
    *("aa", "eh", "ih", "ow", "uw"),
)
"""The phone that each viseme is drawn for, as Meta's viseme reference has them."""

_NEAR = 0.15
"""Distance over all channels at which a viseme counts 40 % less. Faces lie 0.16 (/d/, /n/) to 1.4
apart, so of its own face each keeps half at least."""
_STEPS, _STRIDE = 20, 3.0
_LEAST = 1e-6  # what has no weight at all would never get any


def viseme_weights(mouth: NDArray[np.floating]) -> NDArray[np.float32]:
    """Rows of `audio.mouth.CHANNELS` (T, 23) as weights of `VISEMES` (T, 15), 0..1, of sum 1.

    Those that look like it count most; a blend of `faces` by them looks like the mouth. It goes
    over from one to the next without a step. The blend is found by exponentiated gradients
    (Kivinen and Warmuth 1997), which keep weights positive and their sum.
    """
    poses = faces()
    near = -((mouth[:, None, :] - poses[None]) ** 2).sum(axis=2) / (2.0 * _NEAR**2)
    weights = _whole(np.exp(near - near.max(axis=1, keepdims=True)) + _LEAST)
    overlap, wanted = poses @ poses.T, mouth @ poses.T
    for _ in range(_STEPS):
        weights = _whole(weights * np.exp(_STRIDE * (wanted - weights @ overlap)))
    return weights.astype(np.float32)


@cache
def faces() -> F64:
    """What each viseme looks like (15, 23)."""
    aims = [[getattr(table()[phone], name) for name in ARTICULATORS] for phone in _SHOWN_BY]
    return units(np.array(aims)).astype(np.float64)[:, expansion()]


def _whole(weights: F64) -> F64:
    whole: F64 = weights / weights.sum(axis=1, keepdims=True)
    return whole
