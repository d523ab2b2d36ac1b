"""`Posing`: the poses of a few mixes, tick after tick, in C."""

from collections.abc import Sequence
from ctypes import Structure, c_int64

import numpy as np
from numpy.typing import NDArray

from kinesics.kernels.room import POINTER, Room
from kinesics.motion.channels import CHANNELS
from kinesics.motion.lip_tables import lip_tables
from kinesics.rig.rig import Rig

__all__ = ["Posing", "RigStruct"]

F64 = NDArray[np.float64]


class RigStruct(Structure):
    """`Rig` of kernels/rig.h."""

    _fields_ = (
        *((name, c_int64) for name in ("channels", "joints", "rows", "closers")),
        *((name, POINTER) for name in ("column", "start", "drive_low", "drive_high", "gain")),
        *((name, POINTER) for name in ("neutral", "low", "high", "lips", "lip_gap", "closer")),
        *((name, POINTER) for name in ("closes", "values", "positions")),
    )


class Posing:
    """What `Rig.pose` and `Rig.poses` say, of so many rows; of one life, as its memory is."""

    def __init__(self, rig: Rig, closes: Sequence[bool]) -> None:
        """`closes`: of which rows lips are looked after."""
        room, joints, lips = Room(), len(rig.joints), rig.lips
        self._values: F64 = room.zeros((len(closes), len(CHANNELS)))
        self._positions: F64 = room.zeros((len(closes), joints))
        struct = room.struct(
            RigStruct,
            channels=len(CHANNELS),
            joints=joints,
            rows=len(closes),
            closers=0 if lips is None else len(lips.closers),
            lips=lip_tables(room),
            lip_gap=np.zeros(joints) if lips is None else lips.gap,
            closer=np.array(() if lips is None else lips.closers, np.int64),
            closes=np.array(closes, np.int64),
            values=self._values,
            positions=self._positions,
            **rig.drives_of_joints(),
        )
        self._rows = room.function("rig_rows", struct)

    def __call__(self, values: F64) -> F64:
        """Joint positions (N, J) of channel values (N, C)."""
        self._values[:] = values
        self._rows()
        positions: F64 = self._positions.copy()
        return positions
