"""`Limiter`: keeps rows of joint positions within position, velocity and acceleration, exactly.

With p, v the position and velocity after a step of dt, and A the acceleration, the state satisfies
p + v²/2A ≤ p_max. Braking fully, v' = v − A·dt, gives
p + v'·dt + v'²/2A = p + v²/2A − A·dt²/2 ≤ p_max: there is always a next step within all three
limits, so none has to be broken for another. The same holds mirrored at p_min. The step itself is
in C: kernels/limits.c.
"""

from ctypes import Structure, c_double, c_int64
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import RigError
from kinesics.kernels.room import POINTER, Room

__all__ = [
    "KINDS",
    "SHARE",
    "SIDES",
    "LimitTable",
    "Limiter",
    "LimitsStruct",
    "State",
    "Step",
    "allowed",
]

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
    """A row that may be taken, (J,) each; as C has it in `made`."""

    position: F64
    velocity: F64
    target: F64
    """What was wanted, within the range."""
    wanted: F64
    wish: F64
    """The velocity that would get there."""
    highest: F64
    """Velocity from which the joint can still stop in time."""
    lowest: F64


class LimitsStruct(Structure):
    """`Limits` of kernels/limits.h."""

    _fields_ = (
        ("joints", c_int64),
        ("dt_s", c_double),
        *((name, POINTER) for name in ("low", "high", "least", "most", "velocity", "acceleration")),
        *((name, POINTER) for name in ("agile", "back", "change", "slack")),
        ("touch", c_double),
        *((name, POINTER) for name in ("asked", "now", "made", "beyond")),
    )


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
        inset = _INSET * (table.position_max - table.position_min)
        low, high = table.position_min + inset, table.position_max - inset
        self._dt_s = 1.0 / rate_hz
        velocity, self._acceleration = allowed(table, self._dt_s)
        self._change = self._acceleration * self._dt_s
        self.clamps = np.zeros((len(KINDS), len(SIDES), len(inset)), dtype=np.int64)
        """(3, 2, J) rows that were limited, by `KINDS` and `SIDES`; replaced, not changed."""
        self.room = Room()
        self.asked: F64 = self.room.zeros(len(inset))
        """(J,) what C reads as wanted."""
        self._now: F64 = self.room.zeros((3, len(inset)))  # position, velocity, last wish
        self._made: F64 = self.room.zeros((len(Step._fields), len(inset)))
        self._beyond = self.room.zeros(self.clamps.shape, np.bool_)
        self.struct = self.room.struct(
            LimitsStruct,
            joints=len(inset),
            dt_s=self._dt_s,
            low=low,
            high=high,
            least=table.position_min,
            most=table.position_max,
            velocity=velocity,
            acceleration=self._acceleration,
            agile=_AGILITY * self._acceleration,
            back=_RETURN * velocity,
            change=self._change,
            slack=self._change * (1.0 + 1e-9),
            touch=_TOUCH,
            asked=self.asked,
            now=self._now,
            made=self._made,
            beyond=self._beyond,
        )
        self._next, self._turn, self._take, self._step = (
            self.room.function(f"limits_{name}", self.struct)
            for name in ("next", "turn", "take", "step")
        )
        self.start(np.clip(np.zeros_like(inset), low, high))

    def start(self, positions: F64) -> None:
        """Begin at rest at the *measured* positions (J,), wherever they are."""
        self._now[0] = self._now[2] = positions
        self._now[1] = 0.0

    def state(self) -> State:
        """What the next row depends on, to come back to with `restore`."""
        position, velocity, wish = self._now.copy()
        return position, velocity, wish, self.clamps

    def restore(self, state: State) -> None:
        """Go on from an earlier `state()`: the rows after it were never made."""
        self._now[0], self._now[1], self._now[2], self.clamps = state

    def step(self, wanted: F64) -> F64:
        """The next row, (J,), given the wanted positions (J,); a NaN repeats the last wish."""
        self.asked[:] = wanted
        return self.taken(limited=bool(self._step()))

    def next(self, wanted: F64) -> Step:
        """What `step` would do; nothing changes until it is taken."""
        self.asked[:] = wanted
        self._next()
        return self.made()

    def turned(self, step: Step, velocity: F64) -> Step:
        """The same wish with another velocity (J,), as far as the limits allow."""
        self.place(step)
        self.asked[:] = velocity
        self._turn()
        turned: F64 = self._made[1].copy()
        moved = self._now[0] + turned * self._dt_s
        kept = turned == step.velocity  # to the bit
        return step._replace(position=np.where(kept, step.position, moved), velocity=turned)

    def braked(self, step: Step, joints: NDArray[np.bool_]) -> Step:
        """The same with some of the joints braking as hard as they may."""
        now = self._now[1]
        slower = now - np.minimum(np.maximum(now, -self._change), self._change)
        velocity = np.where(joints, slower, step.velocity)
        position = np.where(joints, self._now[0] + slower * self._dt_s, step.position)
        return step._replace(position=position, velocity=velocity)

    def take(self, step: Step) -> F64:
        """Do it: the row (J,)."""
        self.place(step)
        return self.taken(limited=bool(self._take()))

    def made(self) -> Step:
        """The row that C made, taken or not."""
        return Step(*self._made.copy())

    def place(self, step: Step) -> None:
        """Where C reads it."""
        self._made[:] = step

    def taken(self, *, limited: bool) -> F64:
        """The row (J,) that C took, with any joint limited or none."""
        if limited:
            self.clamps = self.clamps + self._beyond
        return self.position

    @property
    def position(self) -> F64:
        """(J,) the newest row."""
        newest: F64 = self._now[0].copy()
        return newest

    @property
    def acceleration(self) -> F64:
        """(J,) what is allowed [unit/s²]."""
        return self._acceleration
