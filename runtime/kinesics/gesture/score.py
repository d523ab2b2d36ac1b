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
        return self._powers(times_s, 0)

    def state(self, t_s: float) -> State:
        """The moment at `t_s`: at rest outside the knots."""
        times = np.array([t_s])
        return State(*(self._powers(times, order)[0] for order in range(3)))

    def rates(self, times_s: F64) -> tuple[F64, F64]:
        """Velocities and accelerations at times (N,), (N, G) each."""
        return self._powers(times_s, 1), self._powers(times_s, 2)

    def _powers(self, times_s: F64, order: int) -> F64:
        """The derivative of that order at times (N,), (N, G)."""
        times = self.times_s
        piece = np.clip(np.searchsorted(times, times_s, side="right") - 1, 0, len(times) - 2)
        span = (times[piece + 1] - times[piece])[:, None]
        x = np.clip((times_s - times[piece])[:, None] / span, 0.0, 1.0)
        y0, y1 = self.values[piece], self.values[piece + 1]
        v0, v1 = self.slopes[piece] * span, self.slopes[piece + 1] * span
        a0 = np.where((piece == 0)[:, None], self.bend, 0.0) * span * span
        gap = y1 - y0
        c3 = 10.0 * gap - 6.0 * v0 - 4.0 * v1 - 1.5 * a0
        c4 = -15.0 * gap + 8.0 * v0 + 7.0 * v1 + 1.5 * a0
        c5 = 6.0 * gap - 3.0 * (v0 + v1) - 0.5 * a0
        if order == 0:
            values: F64 = y0 + x * (v0 + x * (0.5 * a0 + x * (c3 + x * (c4 + x * c5))))
            return values
        inside = ((times_s >= times[0]) & (times_s <= times[-1]))[:, None]
        if order == 1:
            rate = v0 + x * (a0 + x * (3.0 * c3 + x * (4.0 * c4 + x * 5.0 * c5)))
            return np.where(inside, rate / span, 0.0)
        bent = a0 + x * (6.0 * c3 + x * (12.0 * c4 + x * 20.0 * c5))
        return np.where(inside, bent / span**2, 0.0)


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
