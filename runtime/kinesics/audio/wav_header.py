"""`missing_share`: how much of a WAV file is not there, by what its own header promises."""

import struct
from typing import BinaryIO

__all__ = ["missing_share"]

_LEAST_UNKNOWN = 0x7FFFF000
"""0, and from here on: sizes of programs that stream and do not know how long the sound will be.

espeak-ng's --stdout and sox write this one, others 2^31 - 1 or 2^32 - 1, less their headers.
"""


def missing_share(file: BinaryIO) -> float:
    """Share of the sound that lies beyond the end of the file, 0..1; 0 of anything but RIFF WAV.

    The position in the file is kept. Chunks as in the RIFF specification: a name, a size, the
    bytes, and a padding byte after an odd size.
    """
    begin, end = file.tell(), file.seek(0, 2)
    try:
        return _missing_share(file, end)
    finally:
        file.seek(begin)


def _missing_share(file: BinaryIO, end: int) -> float:
    file.seek(0)
    head = file.read(12)
    if head[:4] != b"RIFF" or head[8:] != b"WAVE":
        return 0.0
    at = 12
    while at + 8 <= end:
        file.seek(at)
        name, size = struct.unpack("<4sI", file.read(8))
        if name == b"data":
            there = end - at - 8
            streamed = size == 0 or size >= _LEAST_UNKNOWN
            return 0.0 if streamed else max(0.0, 1.0 - there / size)
        at += 8 + size + size % 2
    return 0.0
