"""`told_units`: the mouth of known phones: lips as the network learnt them, and what is behind."""

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.coarticulation import ARTICULATORS, INNER
from kinesics.audio.mouth import UNITS, units

__all__ = ["CURVES", "told_units"]

CURVES = (*ARTICULATORS, *INNER)
"""What `told_units` is made of, (8,)."""

_JAW, _CHEEKS = UNITS.index("jawForward"), UNITS.index("cheekPuff")
_SEALED_GAP = 0.30
"""Lips pressed this far, a /p/ in full, hold all their breath; the less, the more of it leaks."""


def told_units(curves: NDArray[np.floating]) -> NDArray[np.float32]:
    """Curves of `CURVES` (T, 8) as channel units (T, 17), 0..1.

    Lips, tongue and the jaw's opening are those of `units`, to the last bit. The jaw goes forward
    for sibilants too; cheeks are filled by held breath, not by every closure, and only while the
    lips are sealed.
    """
    shown = units(curves[:, : len(ARTICULATORS)])
    forward, puff = curves[:, len(ARTICULATORS) :].T
    sealed = np.clip(-curves[:, 0] / _SEALED_GAP, 0.0, 1.0)
    shown[:, _JAW] = np.clip(np.maximum(shown[:, _JAW], forward), 0.0, 1.0)
    shown[:, _CHEEKS] = np.clip(puff * sealed, 0.0, 1.0)
    return shown
