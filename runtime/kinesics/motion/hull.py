"""`Hull`: the poses that a mouth can have, and the way back for what a network makes of music."""

from ctypes import Structure, c_int64
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import TrackError
from kinesics.kernels.room import POINTER, Room

__all__ = ["Hull", "HullStruct", "Within"]

F64 = NDArray[np.float64]


class HullStruct(Structure):
    """`Hull` of kernels/hull.h."""

    _fields_ = (
        *((name, c_int64) for name in ("channels", "faces")),
        *((name, POINTER) for name in ("start", "column", "share", "pose")),
    )


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

    def inside(self, poses: F64) -> NDArray[np.bool_]:
        """Which of the poses (..., K) lie in the hull."""
        return np.asarray((poses @ self.directions.T <= self.bounds * (1.0 + 1e-9)).all(axis=-1))


class Within:
    """Brings single poses into a hull, in C (kernels/hull.c); of one owner, as its memory is."""

    def __init__(self, hull: Hull) -> None:
        room, used = Room(), hull.directions != 0.0
        self._pose: F64 = room.zeros(hull.directions.shape[1])
        struct = room.struct(
            HullStruct,
            channels=hull.directions.shape[1],
            faces=len(hull.bounds),
            start=np.append(0, np.cumsum(used.sum(axis=1))).astype(np.int32),
            column=np.nonzero(used)[1].astype(np.int32),
            share=(hull.directions / hull.bounds[:, None])[used],
            pose=self._pose,
        )
        self._bring_in = room.function("hull_bring_in", struct)

    def bring_in(self, pose: F64) -> F64:
        """The pose (K,) itself where it lies inside; else its part towards rest that does.

        Continuous: a pose that leaves the hull is held at its surface.
        """
        self._pose[:] = pose
        if not self._bring_in():
            return pose
        held: F64 = self._pose.copy()
        return held
