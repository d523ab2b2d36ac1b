"""`Follow`: values that are drawn to where they should be, as a critically damped spring is.

A step of it is C: kernels/follow.c.
"""

from ctypes import Structure, c_int64

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kinesics.kernels.room import POINTER, Room

__all__ = ["Follow", "FollowStruct"]

F64 = NDArray[np.float64]


class FollowStruct(Structure):
    """`Follow` of kernels/follow.h."""

    _fields_ = (
        ("count", c_int64),
        *((name, POINTER) for name in ("stays", "runs", "turns", "slows")),
        *((name, POINTER) for name in ("wanted", "at", "speed")),
    )


class Follow:
    """Steps of a fixed length, exact for wishes that change from step to step only.

    90 % of a step is done after 3.9 / (2 pi hz); there is no overshoot, nor a jump in velocity.
    """

    def __init__(self, hz: ArrayLike, step_s: float) -> None:
        """`hz` (K,): how fast each value follows."""
        self._step_s = step_s
        self._hz = np.array(hz, dtype=np.float64)
        room, count = Room(), len(self._hz)
        self._laws: F64 = room.zeros((4, count))  # stays, runs, turns, slows
        self._wanted: F64 = room.zeros(count)
        self._now: F64 = room.zeros((2, count))  # where the values are, and how fast they change
        stays, runs, turns, slows = self._laws
        struct = room.struct(
            FollowStruct,
            count=count,
            stays=stays,
            runs=runs,
            turns=turns,
            slows=slows,
            wanted=self._wanted,
            at=self._now[0],
            speed=self._now[1],
        )
        self._step = room.function("follow_step", struct)
        self._work_out()

    @property
    def at(self) -> F64:
        """(K,) where the values are."""
        at: F64 = self._now[0].copy()
        return at

    def reset(self) -> None:
        """All values at 0, at rest."""
        self._now.fill(0.0)

    def state(self) -> F64:
        """(2, K) where the values are, and how fast they change: for `restore`."""
        now: F64 = self._now.copy()
        return now

    def restore(self, state: F64) -> None:
        """Go on from a `state`; the pace is as it is now."""
        self._now[:] = state

    def pace(self, rows: slice, hz: float) -> None:
        """From now on some of the values follow as fast as that."""
        self._hz[rows] = hz
        self._work_out()

    def step(self, wanted: ArrayLike) -> F64:
        """The values (K,) a step on, drawn to `wanted` (K,)."""
        self._wanted[:] = wanted
        self._step()
        return self.at

    def _work_out(self) -> None:
        """The spring's exact solution over a step."""
        rate, step_s = 2.0 * np.pi * self._hz, self._step_s
        decay = np.exp(-rate * step_s)
        self._laws[0] = (1.0 + rate * step_s) * decay
        self._laws[1] = step_s * decay
        self._laws[2] = -rate * rate * step_s * decay
        self._laws[3] = (1.0 - rate * step_s) * decay
