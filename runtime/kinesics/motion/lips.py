"""The lip gap: one number for how far apart the lips are, whatever shapes the mouth."""

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.channels import CHANNELS, index
from kinesics.motion.ramp import smoothstep

__all__ = ["GAP", "MOUTH", "closedness", "gap"]

F64 = NDArray[np.float64]

_HALF = 0.5  # a left and a right channel count half each
_WEIGHTS = {
    "jawOpen": 1.0,
    "mouthClose": -1.0,
    "mouthLowerDownLeft": 0.5 * _HALF,
    "mouthLowerDownRight": 0.5 * _HALF,
    "mouthUpperUpLeft": 0.5 * _HALF,
    "mouthUpperUpRight": 0.5 * _HALF,
    "mouthPressLeft": -0.5 * _HALF,
    "mouthPressRight": -0.5 * _HALF,
}
_OPEN = 0.15
"""Gap from which lips are seen as open: a closure dips below 0.12 of an open vowel."""

GAP: F64 = np.zeros(len(CHANNELS))  # (C,)
for _name, _weight in _WEIGHTS.items():
    GAP[index(_name)] = _weight
GAP.flags.writeable = False

MOUTH = frozenset(column for column, one in enumerate(CHANNELS) if one.region == "mouth")
"""Columns of the mouth's channels."""


def gap(values: F64) -> F64:
    """Lip gap of channel values (..., C): 0 just closed, below pressed, 1 wide open."""
    return np.asarray(values @ GAP)


def closedness(values: F64) -> float:
    """How closed the lips are that the channel values (C,) show: 1 closed, 0 seen as open."""
    return 1.0 - smoothstep(float(gap(values)) / _OPEN)
