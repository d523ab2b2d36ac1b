"""`SentRows`: a row that went to the firmware as a message, as `kinesics.record.sends` reads it."""

import struct
from collections.abc import Sequence

import numpy as np

from kinesics.record.ros2 import Cdr
from kinesics.record.take import F64

__all__ = ["SentRows"]

_WIDTHS = (12, 20, 20)  # digits of number, sent_ns and t_ns: so every message has one layout
_TEXT = 4 + 8 + 4  # where the frame_id begins: head, stamp, its length


class SentRows:
    """sensor_msgs/JointState whose frame_id is `NUMBER SENT_NS T_NS`, from one template."""

    def __init__(self, names: Sequence[str]) -> None:
        message = Cdr()
        message.header(0, _text(0, 0, 0))
        message.number("I", len(names))
        for name in names:
            message.string(name)
        message.number("I", len(names))
        message.align(8)
        self._first = len(message.data)
        self._size = 8 * len(names)
        self._template = bytes(message.data) + bytes(self._size + 8)  # no velocity, no effort

    def message(self, number: int, sent_ns: int, t_ns: int, values: F64, stamp_ns: int) -> bytes:
        """The row of that number, which went out at `sent_ns` for `t_ns`: `values` (J,)."""
        data = bytearray(self._template)
        struct.pack_into("<iI", data, 4, *divmod(stamp_ns, 1_000_000_000))
        text = _text(number, sent_ns, t_ns).encode()
        data[_TEXT : _TEXT + len(text)] = text
        numbers = np.ascontiguousarray(values, "<f8").tobytes()
        data[self._first : self._first + self._size] = numbers
        return bytes(data)


def _text(*numbers: int) -> str:
    return " ".join(f"{one:>{width}}" for one, width in zip(numbers, _WIDTHS, strict=True))
