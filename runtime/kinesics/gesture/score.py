"""`Score`: channels over time through knots, smooth to the acceleration."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.motion import channels
from kinesics.rig.arm_chain import ARM_CHANNELS

__all__ = ["ARMS", "COLUMNS", "MIRROR", "NAMES", "REST", "SWAP", "Score", "State"]

F64 = NDArray[np.float64]

NAMES = (
    *(f"{side}_{name}" for side in ("left", "right") for name in (*ARM_CHANNELS, "hand")),
    *("torso_yaw", "torso_pitch", "torso_roll", "head_yaw", "head_pitch", "head_roll"),
)
"""The channels that gestures move, (G,)."""

COLUMNS = channels.columns(NAMES)
ARMS = 16
"""The first so many of `NAMES` are the arms', left first."""

REST = np.zeros(len(NAMES))
"""Arms hanging, hands at rest."""

SWAP = np.array([*range(8, 16), *range(8), *range(16, len(NAMES))], dtype=np.intp)
MIRROR = np.array([-1.0 if name.endswith(("_yaw", "_roll")) else 1.0 for name in NAMES])
"""A mirrored pose is `values[SWAP] * MIRROR`."""


class State(NamedTuple):
    """A moment of a motion, (G,) each."""

    values: F64
    velocity: F64
    """[1/s]"""
    acceleration: F64
    """[1/s²]"""


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """Quintic pieces between knots: what is at rest begins and ends with the least jerk.

    Between knots it does not overshoot where it begins and ends without acceleration: slopes are
    those of a monotone cubic (Fritsch & Carlson 1980, SIAM J. Numer. Anal. 17:238).
    """

    times_s: F64
    """(K,) rising."""
    values: F64
    """(K, G)"""
    slopes: F64
    """(K, G) [1/s]"""
    bend: F64
    """(G,) acceleration at the first knot [1/s²]; at all others it is 0."""

    @classmethod
    def through(cls, times_s: F64, values: F64, start: State | None = None) -> "Score":
        """The motion through (K, G) values; it begins with the velocity of `start`, and rests."""
        slopes = _monotone(times_s, values)
        bend = np.zeros(values.shape[1])
        if start is not None:
            slopes[0], bend = start.velocity, start.acceleration
        return cls(times_s, values, slopes, bend)

    @property
    def length_s(self) -> float:
        """From the first knot to the last."""
        return float(self.times_s[-1] - self.times_s[0])

    def at(self, times_s: F64) -> F64:
        """Values (N, G) at times (N,); held at the ends."""
        return self._cut(times_s, None).value()

    def state(self, t_s: float) -> State:
        """The moment at `t_s`: at rest outside the knots."""
        if t_s >= self.times_s[-1]:
            still = np.zeros_like(self.bend)
            return State(self.values[-1], still, still)
        times = np.array([t_s])
        cut, inside = self._cut(times, None), self._inside(times)
        return State(cut.value()[0], *(np.where(inside, rate, 0.0)[0] for rate in cut.rates()))

    def rates(self, times_s: F64) -> tuple[F64, F64]:
        """Velocities and accelerations at times (N,), (N, G) each."""
        moved = np.flatnonzero(
            (self.values != self.values[0]).any(axis=0) | self.slopes.any(axis=0) | (self.bend != 0)
        )  # few gestures move all
        rates = np.zeros((2, len(times_s), self.values.shape[1]))
        inside = self._inside(times_s)
        for found, rate in zip(rates, self._cut(times_s, moved).rates(), strict=True):
            found[:, moved] = np.where(inside, rate, 0.0)
        return rates[0], rates[1]

    def _inside(self, times_s: F64) -> NDArray[np.bool_]:
        """(N, 1) which of the times lie between the first knot and the last."""
        inside: NDArray[np.bool_] = (times_s >= self.times_s[0]) & (times_s <= self.times_s[-1])
        return inside[:, None]

    def _cut(self, times_s: F64, moved: NDArray[np.intp] | None) -> "_Cut":
        """What the motion is made of at times (N,); `moved`: of these channels alone."""
        values, slopes, bend = self.values, self.slopes, self.bend
        if moved is not None:
            values, slopes, bend = values[:, moved], slopes[:, moved], bend[moved]
        times = self.times_s
        piece = np.searchsorted(times, times_s, side="right") - 1
        np.minimum(np.maximum(piece, 0, out=piece), len(times) - 2, out=piece)
        first = times[piece]
        span = (times[piece + 1] - first)[:, None]
        x = np.minimum(np.maximum((times_s - first)[:, None] / span, 0.0), 1.0)
        y0 = values[piece]
        v0, v1 = slopes[piece] * span, slopes[piece + 1] * span
        a0 = np.where((piece == 0)[:, None], bend, 0.0) * span * span
        return _Cut(x, span, y0, v0, a0, *_bends(values[piece + 1] - y0, v0, v1, a0))


class _Cut(NamedTuple):
    """Of each time (N,), the quintic that it lies on: (N, G), of `x` (N, 1) from 0 to 1."""

    x: F64
    span: F64
    """(N, 1) how long the piece is [s]."""
    y0: F64
    v0: F64
    a0: F64
    c3: F64
    c4: F64
    c5: F64

    def value(self) -> F64:
        x, _, y0, v0, a0, c3, c4, c5 = self
        value: F64 = y0 + x * (v0 + x * (0.5 * a0 + x * (c3 + x * (c4 + x * c5))))
        return value

    def rates(self) -> tuple[F64, F64]:
        """Velocity and acceleration."""
        x, span, _, v0, a0, c3, c4, c5 = self
        rate = v0 + x * (a0 + x * (3.0 * c3 + x * (4.0 * c4 + x * 5.0 * c5)))
        bent = a0 + x * (6.0 * c3 + x * (12.0 * c4 + x * 20.0 * c5))
        return rate / span, bent / span**2


def _bends(gap: F64, v0: F64, v1: F64, a0: F64) -> tuple[F64, F64, F64]:
    """The coefficients of x³, x⁴ and x⁵."""
    c3 = 10.0 * gap - 6.0 * v0 - 4.0 * v1 - 1.5 * a0
    c4 = -15.0 * gap + 8.0 * v0 + 7.0 * v1 + 1.5 * a0
    c5 = 6.0 * gap - 3.0 * (v0 + v1) - 0.5 * a0
    return c3, c4, c5


def _monotone(times_s: F64, values: F64) -> F64:
    """(K, G) slopes at the knots: 0 at the ends and at every turning point."""
    slopes = np.zeros_like(values)
    if len(times_s) < 3:
        return slopes
    span = np.diff(times_s)[:, None]
    steep = np.diff(values, axis=0) / span
    before, after = steep[:-1], steep[1:]
    left, right = 2.0 * span[1:] + span[:-1], span[1:] + 2.0 * span[:-1]
    turning = before * after <= 0.0
    safe = np.where(turning, 1.0, before), np.where(turning, 1.0, after)
    slopes[1:-1] = np.where(turning, 0.0, (left + right) / (left / safe[0] + right / safe[1]))
    return slopes
