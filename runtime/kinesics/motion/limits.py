"""`Limiter`: keeps rows of joint positions within position, velocity and acceleration, exactly.

With p, v the position and velocity after a step of dt, and A the acceleration, the state satisfies
p + v²/2A ≤ p_max. Braking fully, v' = v − A·dt, gives
p + v'·dt + v'²/2A = p + v²/2A − A·dt²/2 ≤ p_max: there is always a next step within all three
limits, so none has to be broken for another. The same holds mirrored at p_min.
"""

from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import RigError

__all__ = ["KINDS", "SHARE", "SIDES", "LimitTable", "Limiter", "State", "Step", "allowed"]

F64 = NDArray[np.float64]

State = tuple[F64, F64, F64, NDArray[np.int64]]
"""Of a limiter: position, velocity and last wish, (J,) each, and what was counted."""

KINDS = ("position", "velocity", "acceleration")
SIDES = ("low", "high")

SHARE = 0.95
"""Of the table's velocity and acceleration: leaves room for int16 rows and a clock's rate error."""

LEAST_SHARE = 0.65
"""Of the acceleration, for joints so gentle that rounding takes more room than `SHARE` leaves."""

_ROW_STEPS = 64_000  # of the range: the resolution of an int16 row
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


class Step(NamedTuple):
    """A row that may be taken, (J,) each."""

    position: F64
    velocity: F64
    target: F64
    """What was wanted, within the range."""
    wanted: F64
    wish: F64
    """The velocity that would get there."""
    room: tuple[F64, F64]
    """The highest and the lowest velocity from which every joint can still stop in time."""


def allowed(table: LimitTable, dt_s: float) -> tuple[F64, F64]:
    """Velocity and acceleration, (J,) each, that rows `dt_s` apart may ask for.

    Rounding moves each of three neighbouring rows by up to half a step, and so an acceleration by
    up to 2 steps / dt². Where that is more than `SHARE` leaves, less is allowed: what is sent keeps
    the table for every joint that may accelerate by 0.9 of its range / s² at 100 Hz. Below, rows as
    sent may reach `LEAST_SHARE` and those 2 steps; what is played never does: the firmware limits.
    """
    rounding = 2.0 * (table.position_max - table.position_min) / _ROW_STEPS / dt_s**2
    room = np.maximum(table.acceleration - rounding, LEAST_SHARE * table.acceleration)
    return SHARE * table.velocity, np.minimum(room, SHARE * table.acceleration)


class Limiter:
    """Follows wanted positions as closely as the limits allow; what is feasible passes exactly."""

    def __init__(self, table: LimitTable, rate_hz: float) -> None:
        self._table = table
        inset = _INSET * (table.position_max - table.position_min)
        self._low = table.position_min + inset
        self._high = table.position_max - inset
        self._dt_s = 1.0 / rate_hz
        self._velocity, self._acceleration = allowed(table, self._dt_s)
        self._least_velocity = -self._velocity
        self._change = self._acceleration * self._dt_s
        self._slack = self._change * (1.0 + 1e-9)
        self._accelerations = np.outer([_AGILITY, 1.0, 1.0], self._acceleration)  # (3, J), as gaps
        self._gaps = np.empty_like(self._accelerations)  # to the last wish, to high, to low
        self._beyond = np.empty((len(KINDS), len(SIDES), len(inset)), dtype=np.bool_)
        self.clamps = np.zeros((len(KINDS), len(SIDES), len(inset)), dtype=np.int64)
        """(3, 2, J) rows that were limited, by `KINDS` and `SIDES`; replaced, not changed."""
        self.start(np.clip(np.zeros_like(inset), self._low, self._high))

    def start(self, positions: F64) -> None:
        """Begin at rest at the *measured* positions (J,), wherever they are."""
        self._position: F64 = np.array(positions, dtype=np.float64)
        self._velocity_now = np.zeros_like(self._position)
        self._wanted = self._position.copy()

    def state(self) -> State:
        """What the next row depends on, to come back to with `restore`."""
        return self._position, self._velocity_now, self._wanted, self.clamps

    def restore(self, state: State) -> None:
        """Go on from an earlier `state()`: the rows after it were never made."""
        self._position, self._velocity_now, self._wanted, self.clamps = state

    def step(self, wanted: F64) -> F64:
        """The next row, (J,), given the wanted positions (J,); a NaN repeats the last wish."""
        return self.take(self.next(wanted))

    def next(self, wanted: F64) -> Step:
        """What `step` would do; nothing changes until it is taken."""
        dt_s = self._dt_s
        if not isfinite(wanted @ wanted):
            wanted = np.where(np.isfinite(wanted), wanted, self._wanted)
        target = np.minimum(np.maximum(wanted, self._low), self._high)
        catch_up, ceiling, floor = self._bounds()
        wish = (target - self._wanted) / dt_s + catch_up
        velocity = self._allowed(wish, ceiling, floor)
        position: F64 = self._position + velocity * dt_s
        np.copyto(position, target, where=np.abs(position - target) < _TOUCH)
        return Step(position, velocity, target, wanted, wish, (ceiling, floor))

    def turned(self, step: Step, velocity: F64) -> Step:
        """The same wish with another velocity (J,), as far as the limits allow."""
        turned = self._allowed(velocity, *step.room)
        moved = self._position + turned * self._dt_s
        kept = turned == step.velocity  # to the bit
        return step._replace(position=np.where(kept, step.position, moved), velocity=turned)

    def braked(self, step: Step, joints: NDArray[np.bool_]) -> Step:
        """The same with some of the joints braking as hard as they may."""
        now = self._velocity_now
        slower = now - np.minimum(np.maximum(now, -self._change), self._change)
        velocity = np.where(joints, slower, step.velocity)
        position = np.where(joints, self._position + slower * self._dt_s, step.position)
        return step._replace(position=position, velocity=velocity)

    def take(self, step: Step) -> F64:
        """Do it: the row (J,)."""
        self._count(step.wanted, step.wish)
        self._position, self._velocity_now = step.position, step.velocity
        self._wanted = step.target
        row: F64 = step.position.copy()
        return row

    @property
    def position(self) -> F64:
        """(J,) the newest row."""
        return self._position

    @property
    def acceleration(self) -> F64:
        """(J,) what is allowed [unit/s²]."""
        return self._acceleration

    def _allowed(self, wish: F64, ceiling: F64, floor: F64) -> F64:
        now = self._velocity_now
        velocity: F64 = np.maximum(wish, self._least_velocity)
        np.minimum(velocity, self._velocity, out=velocity)
        np.minimum(np.maximum(velocity, floor, out=velocity), ceiling, out=velocity)
        np.maximum(velocity, now - self._change, out=velocity)
        np.minimum(velocity, now + self._change, out=velocity)
        return velocity

    def _bounds(self) -> tuple[F64, F64, F64]:
        """Velocities (J,) [unit/s]: to catch up with the last wish, highest, lowest.

        From the highest and the lowest a joint can still stop in time; outside, they lead back.
        """
        gaps = self._gaps
        np.subtract(self._wanted, self._position, out=gaps[0])
        np.subtract(self._high, self._position, out=gaps[1])
        np.subtract(self._position, self._low, out=gaps[2])
        speeds = _stoppable(np.abs(gaps), self._accelerations, self._dt_s)
        rooms = gaps[1:]
        if np.minimum.reduce(rooms, axis=None) < 0.0:
            back = np.maximum(rooms / self._dt_s, -_RETURN * self._velocity)
            speeds[1:] = np.where(rooms >= 0.0, speeds[1:], back)
        return np.copysign(speeds[0], gaps[0]), speeds[1], -speeds[2]

    def _count(self, wanted: F64, wish: F64) -> None:
        table, now, beyond = self._table, self._velocity_now, self._beyond
        np.less(wanted, table.position_min, out=beyond[0, 0])
        np.greater(wanted, table.position_max, out=beyond[0, 1])
        np.less(wish, self._least_velocity, out=beyond[1, 0])
        np.greater(wish, self._velocity, out=beyond[1, 1])
        np.less(wish, now - self._slack, out=beyond[2, 0])
        np.greater(wish, now + self._slack, out=beyond[2, 1])
        if beyond.any():
            self.clamps = self.clamps + beyond


def _stoppable(distance: F64, acceleration: F64, dt_s: float) -> F64:
    """Velocity v ≥ 0 with v·dt + v²/2A = distance ≥ 0: fast, and able to stop there."""
    speed: F64 = 2.0 * distance
    speed /= acceleration
    speed += dt_s * dt_s
    np.sqrt(speed, out=speed)
    speed -= dt_s
    speed *= acceleration
    return speed
