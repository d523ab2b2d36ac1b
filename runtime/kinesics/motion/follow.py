"""`Follow`: values that are drawn to where they should be, as a critically damped spring is."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Follow"]

F64 = NDArray[np.float64]


class Follow:
    """Steps of a fixed length, exact for wishes that change from step to step only.

    90 % of a step is done after 3.9 / (2 pi hz); there is no overshoot, nor a jump in velocity.
    """

    def __init__(self, hz: ArrayLike, step_s: float) -> None:
        """`hz` (K,): how fast each value follows."""
        self._step_s = step_s
        self._hz = np.array(hz, dtype=np.float64)
        self.at = np.zeros_like(self._hz)
        """(K,) where the values are."""
        self._speed = np.zeros_like(self._hz)
        self._work_out()

    def reset(self) -> None:
        """All values at 0, at rest."""
        self.at = np.zeros_like(self._hz)
        self._speed = np.zeros_like(self._hz)

    def state(self) -> tuple[F64, F64]:
        """For `restore`."""
        return self.at, self._speed

    def restore(self, state: tuple[F64, F64]) -> None:
        """Go on from a `state`; the pace is as it is now."""
        self.at, self._speed = state

    def pace(self, rows: slice, hz: float) -> None:
        """From now on some of the values follow as fast as that."""
        self._hz[rows] = hz
        self._work_out()

    def step(self, wanted: F64) -> F64:
        """The values (K,) a step on, drawn to `wanted` (K,)."""
        gap, speed = self.at - wanted, self._speed
        self.at = wanted + self._stays * gap + self._runs * speed
        self._speed = self._turns * gap + self._slows * speed
        return self.at

    def _work_out(self) -> None:
        """The spring's exact solution over a step."""
        rate, step_s = 2.0 * np.pi * self._hz, self._step_s
        decay = np.exp(-rate * step_s)
        self._stays = (1.0 + rate * step_s) * decay
        self._runs = step_s * decay
        self._turns = -rate * rate * step_s * decay
        self._slows = (1.0 - rate * step_s) * decay
