"""The lip gap: one number for how far apart the lips are, whatever shapes the mouth.

What closed or round lips take away in a mix, and what they spare, is kernels/mix.c.
"""

from operator import mul

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.channels import CHANNELS, index
from kinesics.motion.ramp import smoothstep

__all__ = [
    "EFFORT",
    "GAP",
    "HOLDING",
    "LEAST_GAIN",
    "OPEN",
    "PARTS",
    "ROUND",
    "ROUNDING",
    "SPREADS",
    "TOUCH",
    "TOUCHING",
    "closing",
    "gap",
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
OPEN = 0.15
"""Gap from which lips are seen as open: a closure dips below 0.12 of an open vowel."""

EFFORT = 0.1
"""Of mouthClose and mouthPress together, from which lips are held closed and not just at rest."""

GAP: F64 = np.zeros(len(CHANNELS))  # (C,)
for _name, _weight in _WEIGHTS.items():
    GAP[index(_name)] = _weight
GAP.flags.writeable = False
PARTS: F64 = (GAP != 0.0).astype(np.float64)  # (C,)

ROUND = 0.6
"""Rounding from which nothing may spread the lips: a clear /u/ has 0.7 to 1. Half of that, 0.3,
takes half away, so that a peak of it keeps 0.7 of what it moves the corners of a smiling mouth."""

ROUNDING: F64 = np.zeros(len(CHANNELS))  # (C,) as models/kinesics_training/lips/channels.py has it
ROUNDING[[index("mouthPucker"), index("mouthFunnel")]] = 1 / 1.4

SPREADS: F64 = np.zeros(len(CHANNELS))  # (C,) 1: it draws the corners apart, against rounding
SPREADS[
    [
        index(f"mouth{name}{side}")
        for name in ("Smile", "Stretch", "Dimple")
        for side in ("Left", "Right")
    ]
] = 1.0
SPREADS.flags.writeable = False

HOLDING: F64 = np.zeros(len(CHANNELS))  # (C,)
HOLDING[index("mouthClose")] = 1.0
HOLDING[[index("mouthPressLeft"), index("mouthPressRight")]] = _HALF

TOUCH = 0.3
"""Lower lip under the teeth from which it is an /f v/: as `record/lip_shapes.py` counts one."""

TOUCHING: F64 = np.zeros(len(CHANNELS))  # (C,)
TOUCHING[index("mouthRollLower")], TOUCHING[index("mouthRollUpper")] = 1.0, -1.0

LEAST_GAIN = 0.5
"""From which on a contact is kept whole: at 0 a mouth is silent."""

_LIPS = np.flatnonzero((GAP != 0.0) | (HOLDING != 0.0))
_GAPS, _HOLDINGS = (one[_LIPS].tolist() for one in (GAP, HOLDING))


def gap(values: F64) -> F64:
    """Lip gap of channel values (..., C): 0 just closed, below pressed, 1 wide open."""
    return np.asarray(values @ GAP)


def closing(values: F64) -> float:
    """How much the channel values (C,) hold the lips closed, 0..1.

    A face at rest has closed lips and does not hold them: what parts them then (mouthFunnel on
    many robots) may.
    """
    row = values.take(_LIPS).tolist()  # in plain floats: of the channels, only these few matter
    apart, effort = sum(map(mul, row, _GAPS)), sum(map(mul, row, _HOLDINGS))
    return (1.0 - smoothstep(apart / OPEN)) * smoothstep(effort / EFFORT)
