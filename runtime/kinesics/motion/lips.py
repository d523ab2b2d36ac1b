"""The lip gap: one number for how far apart the lips are, whatever shapes the mouth."""

from operator import mul
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.channels import CHANNELS, index
from kinesics.motion.ramp import smoothstep

__all__ = [
    "GAP",
    "OPEN",
    "SPREADS",
    "Yields",
    "closedness",
    "closing",
    "gap",
    "spared",
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
OPEN = 0.15
"""Gap from which lips are seen as open: a closure dips below 0.12 of an open vowel."""

_EFFORT = 0.1
"""Of mouthClose and mouthPress together, from which lips are held closed and not just at rest."""

GAP: F64 = np.zeros(len(CHANNELS))  # (C,)
for _name, _weight in _WEIGHTS.items():
    GAP[index(_name)] = _weight
GAP.flags.writeable = False
_PARTS: F64 = (GAP != 0.0).astype(np.float64)  # (C,)

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

_TOUCH = 0.3
"""Lower lip under the teeth from which it is an /f v/: as `record/lip_shapes.py` counts one."""

_TOUCHING: F64 = np.zeros(len(CHANNELS))  # (C,)
_TOUCHING[index("mouthRollLower")], _TOUCHING[index("mouthRollUpper")] = 1.0, -1.0

_LEAST_GAIN = 0.5  # from which on a contact is kept whole: at 0 a mouth is silent

_LIPS = np.flatnonzero((GAP != 0.0) | (_ROUNDING != 0.0) | (_HOLDING != 0.0))
_GAPS, _ROUNDINGS, _HOLDINGS = (one[_LIPS].tolist() for one in (GAP, _ROUNDING, _HOLDING))


def gap(values: F64) -> F64:
    """Lip gap of channel values (..., C): 0 just closed, below pressed, 1 wide open."""
    return np.asarray(values @ GAP)


class _Shape(NamedTuple):
    """What a mouth shows of the lips, 0..1 each."""

    closed: float
    """1 closed, 0 seen as open."""
    rounded: float
    """1 from a clear /u/ on."""
    held: float
    """Whether that takes an effort: a face at rest has closed lips and does not hold them."""


def _shapes(values: F64) -> list[_Shape]:
    """Of channel values (N, C). In plain floats: of the channels, only these few matter."""
    shapes = []
    for row in values.take(_LIPS, axis=1).tolist():
        apart = sum(map(mul, row, _GAPS))
        rounding, effort = sum(map(mul, row, _ROUNDINGS)), sum(map(mul, row, _HOLDINGS))
        closed = 1.0 - smoothstep(apart / OPEN)
        shapes.append(_Shape(closed, smoothstep(rounding / _ROUND), smoothstep(effort / _EFFORT)))
    return shapes


class Yields(NamedTuple):
    """What lips that somebody owns take away from additions, at N times."""

    closed: float
    """Of what parts them, at the first of the times, 0..1."""
    rounded: float
    """Of what spreads them, at the first of the times, 0..1."""
    left: F64
    """(N, C) what is left of an addition to each channel, 0..1."""

    def of(self, column: int) -> float:
        """What is taken away from an addition to a channel, at the first of the times."""
        if SPREADS[column]:
            return self.rounded
        return self.closed if GAP[column] else 0.0


def yielding(values: F64, owned: F64) -> Yields:
    """What lips at channel values (N, C) take away, of which `owned` (N,) 0..1 is an owner's."""
    left, first = np.ones(values.shape), (0.0, 0.0)
    for row, own in enumerate(owned.tolist()):
        if own > 0.0:
            (shape,) = _shapes(values[row : row + 1])
            closed, rounded = own * shape.closed, own * shape.rounded
            np.subtract(1.0, closed * _PARTS, out=left[row])
            left[row] *= 1.0 - rounded * SPREADS
            if row == 0:
                first = closed, rounded
    return Yields(*first, left)


def closedness(values: F64) -> float:
    """How closed the lips are that the channel values (C,) show: 1 closed, 0 seen as open."""
    return _shapes(values[None])[0].closed


def closing(values: F64) -> float:
    """How much the channel values (C,) hold the lips closed, 0..1.

    A face at rest has closed lips and does not hold them: what parts them then (mouthFunnel on
    many robots) may.
    """
    (shape,) = _shapes(values[None])
    return shape.closed * shape.held


def spared(gain: F64, values: F64) -> F64:
    """What is left of a gain (N, 1) for a mouth at channel values (N, C): a contact is not scaled.

    Lips that are held closed and lips at teeth stay as they are from a gain of 0.5 on: twice a
    closure is no better closed, and an /f/ twice as wide touches nothing. Rises with the gain, and
    is it for an open mouth, and at 0 and 1.
    """
    contact = np.array(
        [
            [max(shape.closed * shape.held, smoothstep(float(row @ _TOUCHING) / _TOUCH))]
            for shape, row in zip(_shapes(values), values, strict=True)
        ]
    )
    kept = np.array([[smoothstep(one / _LEAST_GAIN)] for one in gain[:, 0].tolist()])
    return np.asarray(1.0 + (gain - 1.0) * (1.0 - contact * kept))
