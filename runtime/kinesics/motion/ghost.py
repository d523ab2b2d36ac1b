"""`Ghost`: the motion before a seam, as it would coast to rest."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Ghost"]

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

_TAU_S = 0.05  # an old motion coasts to rest in the time of a short saccade


@dataclass(frozen=True, slots=True, eq=False)
class Ghost:
    """It meets the new motion in position and velocity."""

    t_ns: int
    weight: F64  # (C,)
    weighted: F64  # (C,)
    weight_slope: F64  # (C,) [1/s]
    weighted_slope: F64  # (C,) [unit/s]

    def at(self, times_ns: I64) -> tuple[F64, F64]:
        """Weight and weighted value at times (N,), (N, C) each."""
        elapsed_s = (times_ns - self.t_ns) * 1e-9
        coast_s = (_TAU_S * (1.0 - np.exp(-elapsed_s / _TAU_S)))[:, None]
        weight = self.weight + coast_s * self.weight_slope
        np.minimum(np.maximum(weight, 0.0, out=weight), 1.0, out=weight)
        return weight, self.weighted + coast_s * self.weighted_slope
