"""Labelled numbers as a std_msgs/Float64MultiArray: the message of what has no type of its own."""

import struct
from collections.abc import Sequence

import numpy as np

from kinesics.record.ros2 import Cdr
from kinesics.record.take import F64

__all__ = ["TYPE", "multi_array", "read_multi_array"]

TYPE = "std_msgs/msg/Float64MultiArray"

Dim = tuple[str, int, int]
"""Of `layout.dim`: label, size, stride."""


def multi_array(dims: Sequence[Dim], values: bytes) -> bytes:
    """The message's bytes (CDR); `values` are float64, little-endian."""
    message = Cdr()
    message.number("I", len(dims))
    for label, size, stride in dims:
        message.string(label)
        message.number("I", size)
        message.number("I", stride)
    message.number("I", 0)  # data_offset
    message.number("I", len(values) // 8)
    if values:
        message.align(8)
    return bytes(message.data) + values


def read_multi_array(message: bytes) -> tuple[list[Dim], F64]:
    """What `multi_array` wrote; struct.error or ValueError of anything else."""
    (count,) = struct.unpack_from("<I", message, 4)
    at, dims = 8, []
    for _ in range(count):
        (length,) = struct.unpack_from("<I", message, at)
        label = message[at + 4 : at + 3 + length].decode()
        at += 4 + length
        at += -at % 4
        dims.append((label, *struct.unpack_from("<II", message, at)))
        at += 8
    (many,) = struct.unpack_from("<I", message, at + 4)
    at += 8
    at += -(at - 4) % 8 if many else 0
    return dims, np.frombuffer(message, "<f8", many, at)
