"""The lip gap: one number for how far apart the lips are, whatever shapes the mouth."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.channels import CHANNELS, index
from kinesics.motion.ramp import smoothstep

__all__ = [
    "GAP",
    "SPREADS",
    "WHOLE",
    "Yields",
    "closedness",
    "closing",
    "gap",
    "roundedness",
    "yielding",
]

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

_EFFORT = 0.1
"""Of mouthClose and mouthPress together, from which lips are held closed and not just at rest."""

GAP: F64 = np.zeros(len(CHANNELS))  # (C,)
for _name, _weight in _WEIGHTS.items():
    GAP[index(_name)] = _weight
GAP.flags.writeable = False

_ROUND = 0.6
"""Rounding from which nothing may spread the lips: a clear /u/ has 0.7 to 1. Half of that, 0.3,
takes half away, so that a peak of it keeps 0.7 of what it moves the corners of a smiling mouth."""

_ROUNDING: F64 = np.zeros(len(CHANNELS))  # (C,) as models/kinesics_training/channels.py has it
_ROUNDING[[index("mouthPucker"), index("mouthFunnel")]] = 1 / 1.4

SPREADS: F64 = np.zeros(len(CHANNELS))  # (C,) 1: it draws the corners apart, against rounding
SPREADS[
    [
        index(f"mouth{name}{side}")
        for name in ("Smile", "Stretch", "Dimple")
        for side in ("Left", "Right")
    ]
] = 1.0
SPREADS.flags.writeable = False

_HOLDING: F64 = np.zeros(len(CHANNELS))  # (C,)
_HOLDING[index("mouthClose")] = 1.0
_HOLDING[[index("mouthPressLeft"), index("mouthPressRight")]] = _HALF


def gap(values: F64) -> F64:
    """Lip gap of channel values (..., C): 0 just closed, below pressed, 1 wide open."""
    return np.asarray(values @ GAP)


def closedness(values: F64) -> float:
    """How closed the lips are that the channel values (C,) show: 1 closed, 0 seen as open."""
    return 1.0 - smoothstep(float(gap(values)) / _OPEN)


def roundedness(values: F64) -> float:
    """How round the lips are that the channel values (C,) show: 0 not, 1 from a clear /u/ on."""
    return smoothstep(float(values @ _ROUNDING) / _ROUND)


class Yields(NamedTuple):
    """What lips that somebody owns take away from an addition, 0..1 each."""

    closed: float
    """Of what parts them."""
    rounded: float
    """Of what spreads them."""


WHOLE = Yields(0.0, 0.0)


def yielding(values: F64, owned: float) -> Yields:
    """What lips at the channel values (C,) take away, of which `owned` 0..1 is an owner's."""
    return Yields(owned * closedness(values), owned * roundedness(values))


def closing(values: F64) -> float:
    """How much the channel values (C,) hold the lips closed, 0..1.

    A face at rest has closed lips and does not hold them: what parts them then (mouthFunnel on
    many robots) may.
    """
    effort = float(values @ _HOLDING)
    return closedness(values) * smoothstep(effort / _EFFORT) if effort > 0.0 else 0.0
