"""`lip_tables`: what `lips.py` knows, for C."""

from ctypes import Structure, c_double, c_int64

from kinesics.kernels.room import POINTER, Room
from kinesics.motion import lips
from kinesics.motion.channels import CHANNELS

__all__ = ["LipStruct", "lip_tables"]


class LipStruct(Structure):
    """`LipTables` of kernels/lips.h."""

    _fields_ = (
        ("channels", c_int64),
        *((name, c_double) for name in ("open", "round", "effort", "touch", "least_gain")),
        *((name, POINTER) for name in ("gap", "rounding", "holding", "touching", "parts")),
        ("spreads", POINTER),
    )


def lip_tables(room: Room) -> LipStruct:
    """A room's own."""
    return room.struct(
        LipStruct,
        channels=len(CHANNELS),
        open=lips.OPEN,
        round=lips.ROUND,
        effort=lips.EFFORT,
        touch=lips.TOUCH,
        least_gain=lips.LEAST_GAIN,
        gap=lips.GAP,
        rounding=lips.ROUNDING,
        holding=lips.HOLDING,
        touching=lips.TOUCHING,
        parts=lips.PARTS,
        spreads=lips.SPREADS,
    )
