"""`Limiter`: keeps rows of joint positions within position, velocity and acceleration, exactly.

With p, v the position and velocity after a step of dt, and A the acceleration, the state satisfies
p + v²/2A ≤ p_max. Braking fully, v' = v − A·dt, gives
p + v'·dt + v'²/2A = p + v²/2A − A·dt²/2 ≤ p_max: there is always a next step within all three
limits, so none has to be broken for another. The same holds mirrored at p_min.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import RigError

__all__ = ["KINDS", "SIDES", "LimitTable", "Limiter"]

F64 = NDArray[np.float64]

KINDS = ("position", "velocity", "acceleration")
SIDES = ("low", "high")

SHARE = 0.95
"""Of the table's velocity and acceleration: leaves room for int16 rows and a clock's rate error."""

_INSET = 0.001  # of the range: rounding a row to int16 never leaves the table
_AGILITY = 0.7  # of the acceleration when catching up, so that a moving target is met, not crossed
_RETURN = 0.1  # of the velocity, for a joint found outside its range
_TOUCH = 1e-9  # rad or m: closer than any actuator resolves


@dataclass(frozen=True, slots=True, eq=False)
class LimitTable:
    """What each joint may do; the one table that host and firmware both hold."""

    position_min: F64
    """(J,) [rad or m]"""
    position_max: F64
    """(J,) [rad or m]"""
    velocity: F64
    """(J,) [unit/s]"""
    acceleration: F64
    """(J,) [unit/s²]"""
    jerk: F64
    """(J,) [unit/s³]; kept by the firmware's smoothing, not by the host."""

    def __post_init__(self) -> None:
        if not (self.position_min < self.position_max).all():
            raise RigError("position_min must be below position_max for every joint")
        for name in ("velocity", "acceleration", "jerk"):
            if not (getattr(self, name) > 0.0).all():
                raise RigError(f"{name} must be positive for every joint")


class Limiter:
    """Follows wanted positions as closely as the limits allow; what is feasible passes exactly."""

    def __init__(self, table: LimitTable, rate_hz: float) -> None:
        self._table = table
        inset = _INSET * (table.position_max - table.position_min)
        self._low = table.position_min + inset
        self._high = table.position_max - inset
        self._velocity = SHARE * table.velocity
        self._acceleration = SHARE * table.acceleration
        self._dt_s = 1.0 / rate_hz
        self.clamps = np.zeros((len(KINDS), len(SIDES), len(inset)), dtype=np.int64)
        """(3, 2, J) rows that were limited, by `KINDS` and `SIDES`."""
        self.start(np.clip(np.zeros_like(inset), self._low, self._high))

    def start(self, positions: F64) -> None:
        """Begin at rest at the *measured* positions (J,), wherever they are."""
        self._position: F64 = np.array(positions, dtype=np.float64)
        self._velocity_now = np.zeros_like(self._position)
        self._wanted = self._position.copy()

    def step(self, wanted: F64) -> F64:
        """The next row, (J,), given the wanted positions (J,); a NaN repeats the last wish."""
        dt_s = self._dt_s
        wanted = np.where(np.isfinite(wanted), wanted, self._wanted)
        target = np.minimum(np.maximum(wanted, self._low), self._high)
        behind = self._wanted - self._position
        wish = (target - self._wanted) / dt_s + _approach(
            behind, _AGILITY * self._acceleration, dt_s
        )
        velocity = self._limited(wish)
        self._count(wanted, wish)
        position: F64 = self._position + velocity * dt_s
        touching = np.abs(position - target) < _TOUCH
        position[touching] = target[touching]
        self._position, self._velocity_now, self._wanted = position, velocity, target
        row: F64 = position.copy()
        return row

    def _limited(self, wish: F64) -> F64:
        """`wish` within speed, stopping distance and acceleration; (J,) [unit/s]."""
        ceiling = self._escape(self._high - self._position)
        floor = -self._escape(self._position - self._low)
        change = self._acceleration * self._dt_s
        velocity = np.minimum(np.maximum(wish, -self._velocity), self._velocity)
        velocity = np.minimum(np.maximum(velocity, floor), ceiling)
        now = self._velocity_now
        limited: F64 = np.minimum(np.maximum(velocity, now - change), now + change)
        return limited

    def _escape(self, room: F64) -> F64:
        """Fastest velocity that can still stop within `room` (J,); negative: come back."""
        allowed = _approach(np.maximum(room, 0.0), self._acceleration, self._dt_s)
        back = np.maximum(room / self._dt_s, -_RETURN * self._velocity)
        return np.where(room >= 0.0, allowed, back)

    def _count(self, wanted: F64, wish: F64) -> None:
        slack = self._acceleration * self._dt_s * (1.0 + 1e-9)
        sides = (
            (wanted < self._table.position_min, wanted > self._table.position_max),
            (wish < -self._velocity, wish > self._velocity),
            (wish < self._velocity_now - slack, wish > self._velocity_now + slack),
        )
        self.clamps += np.array(sides)


def _approach(distance: F64, acceleration: F64, dt_s: float) -> F64:
    """Velocity v with v·dt + v²/2A = |distance|, towards it: fast, and able to stop there."""
    far = np.abs(distance)
    speed = acceleration * (np.sqrt(dt_s * dt_s + 2.0 * far / acceleration) - dt_s)
    signed: F64 = np.copysign(speed, distance)
    return signed
