"""`FaceDynamics`: how actions rise, hold and fall, each side a little differently.

A step of it is C: kernels/face.c.
"""

from ctypes import Structure, c_double, c_int64

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.facs import ACTIONS, settings
from kinesics.errors import AffectError
from kinesics.kernels.room import POINTER, Room

__all__ = ["FaceDynamics", "FaceStruct"]

F64 = NDArray[np.float64]

_RISE = 3.358
"""A critically damped step goes from 10 to 90 % in this many of its time constants."""

_EASE_S = 4.0
"""Time constant with which an apex eases to what is sustained: expressions last 0.5 to 4 s (Ekman
2003, Emotions Revealed, as commonly cited); chosen."""

_UNEVEN = 0.04
"""Largest difference of a side's strength from the mean of both; chosen, below what is seen as
asymmetry (thresholds of 0.10 and more, seed paper on facial analysis)."""

_UNEVEN_TIME = 0.08  # of a side's time constant; chosen


class FaceStruct(Structure):
    """`Face` of kernels/face.h."""

    _fields_ = (
        ("actions", c_int64),
        *((name, c_double) for name in ("step_s", "ease")),
        *((name, POINTER) for name in ("gain", "used_up", "rates", "decays", "wanted", "state")),
    )


class FaceDynamics:
    """Each action follows its wish as a critically damped filter: no jump, no overshoot.

    A state is a (3, N) array: position 0..1, velocity [1/s], and how far the action has got used to
    what is wanted. It is the caller's, so it can be kept and gone back to.
    """

    def __init__(self, seed: int, step_s: float) -> None:
        """`seed` decides which side is a little stronger and quicker, action by action."""
        rise_s, fall_s, sustain = _timing()
        random = np.random.default_rng((seed, 0xFACE))
        strong = 1.0 + _UNEVEN * _by_sides(random)
        slow = 1.0 + _UNEVEN_TIME * _by_sides(random)
        rates_per_s = _RISE / (np.array([fall_s, rise_s]) * slow)  # (2, N)
        room = Room()
        self._wanted: F64 = room.zeros(len(ACTIONS))
        self._state: F64 = room.zeros((3, len(ACTIONS)))
        struct = room.struct(
            FaceStruct,
            actions=len(ACTIONS),
            step_s=step_s,
            ease=1.0 - np.exp(-step_s / _EASE_S),
            gain=strong,
            used_up=1.0 - sustain,
            rates=rates_per_s,
            decays=np.exp(-rates_per_s * step_s),
            wanted=self._wanted,
            state=self._state,
        )
        self._step = room.function("face_step", struct)

    def rest(self) -> F64:
        """The state of a face that shows nothing."""
        return np.zeros((3, len(ACTIONS)))

    def step(self, state: F64, wanted: F64) -> F64:
        """The state one step later, while `wanted`, (N,) 0..1, is wanted."""
        self._state[:], self._wanted[:] = state, wanted
        self._step()
        later: F64 = self._state.copy()
        return later


def _timing() -> tuple[F64, F64, F64]:
    """(N,) each: rise [s], fall [s], sustained share."""
    table = settings().table("timing")
    rows = {}
    for name in table.whole():
        one = table.table(name)
        rise_s, fall_s = one.number("rise_s"), one.number("fall_s")
        rows[name] = (rise_s, fall_s, one.finite("sustain", 0.1, 1.0))
        one.done()
        if not rise_s <= fall_s <= np.e * rise_s / (1.0 + _UNEVEN_TIME):
            raise AffectError(f"{one.where}fall_s is {fall_s}; wanted 1 to 2.5 times rise_s")
    columns = np.array([rows[action.timing] for action in ACTIONS]).T
    return columns[0], columns[1], columns[2]


def _by_sides(random: np.random.Generator) -> F64:
    """(N,) a number of -1..1 on the left, its opposite on the right, 0 without a side."""
    signs = np.array([{"L": 1.0, "R": -1.0, "": 0.0}[action.side] for action in ACTIONS])
    numbers = {action.number: 0.0 for action in ACTIONS}
    drawn = dict(zip(numbers, random.uniform(-1.0, 1.0, len(numbers)), strict=True))
    uneven: F64 = signs * np.array([drawn[action.number] for action in ACTIONS])
    return uneven
