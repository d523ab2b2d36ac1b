"""`RowCodes`: the codes of one row after the other, tick after tick, in C."""

from ctypes import Structure, c_int64

import numpy as np
from numpy.typing import NDArray

from kinesics.kernels.room import POINTER, Room

from .joint_table import CODE, JointTable

__all__ = ["CodesStruct", "RowCodes"]

F64 = NDArray[np.float64]


class CodesStruct(Structure):
    """`Codes` of kinesics/kernels/codes.h."""

    _fields_ = (
        ("joints", c_int64),
        *((name, POINTER) for name in ("offset", "scale", "low", "high")),
        *((name, POINTER) for name in ("positions", "codes", "went")),
    )


class RowCodes:
    """What `JointTable.encode` and `decode` say of a row; of one bridge, as its memory is."""

    def __init__(self, table: JointTable) -> None:
        room, joints = Room(), table.count
        low, high = table.code_limits
        self._table = table
        self._positions: F64 = room.zeros(joints)
        self._codes = room.zeros(joints, CODE)
        self._went: F64 = room.zeros(joints)
        struct = room.struct(
            CodesStruct,
            joints=joints,
            offset=table.offset,
            scale=table.scale,
            low=low.astype(np.float64),
            high=high.astype(np.float64),
            positions=self._positions,
            codes=self._codes,
            went=self._went,
        )
        self._row = room.function("codes_row", struct)

    def of(self, positions: F64) -> tuple[bytes, F64]:
        """The codes of positions (J,) as they go over the wire, and the positions (J,) of those.

        Raises:
            BridgeError: a position is NaN.
        """
        self._positions[:] = positions
        if not self._row():
            self._table.encode(positions)  # says what is wrong
        return self._codes.tobytes(), self._went.copy()
