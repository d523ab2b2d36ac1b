"""`Hull`: the poses that a mouth can have, and the way back for what a network makes of music."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import TrackError

__all__ = ["Hull"]

F64 = NDArray[np.float64]

_SURELY = 0.999
"""Of a bound, in single precision: further inside than that rounds."""


@dataclass(frozen=True, slots=True, eq=False)
class Hull:
    """All x with `directions` · x <= `bounds`: a convex set that holds the mouth at rest, x = 0."""

    directions: F64
    """(N, K) over the channels of a network."""
    bounds: F64
    """(N,) positive."""

    def __post_init__(self) -> None:
        if self.directions.ndim != 2 or self.bounds.shape != self.directions.shape[:1]:
            raise TrackError(
                f"a hull of {self.directions.shape} directions and {self.bounds.shape} bounds; "
                "wanted (N, K) and (N,)"
            )
        if not (np.isfinite(self.directions).all() and (self.bounds > 0.0).all()):
            raise TrackError("a hull's directions must be finite and its bounds positive")
        coarse = (self.directions / self.bounds[:, None]).astype(np.float32)
        object.__setattr__(self, "_coarse", coarse)

    _coarse: NDArray[np.float32] = field(init=False, repr=False)
    """(N, K) · x <= 1: half the bytes, which is what a look at a pose costs."""

    def inside(self, poses: F64) -> NDArray[np.bool_]:
        """Which of the poses (..., K) lie in the hull."""
        return np.asarray((poses @ self.directions.T <= self.bounds * (1.0 + 1e-9)).all(axis=-1))

    def bring_in(self, pose: F64) -> F64:
        """The pose (K,) itself where it lies inside; else its part towards rest that does.

        Continuous: a pose that leaves the hull is held at its surface.
        """
        if np.maximum.reduce(self._coarse @ pose.astype(np.float32)) < _SURELY:
            return pose
        excess = float((self.directions @ pose / self.bounds).max())
        return pose if excess <= 1.0 else pose / excess
