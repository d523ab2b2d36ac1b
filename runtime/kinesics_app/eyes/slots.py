"""`Slots`: pictures that one process hands to another: the newest, in memory that both have."""

import mmap
import os
import struct
import tempfile
from pathlib import Path

__all__ = ["LARGEST", "Slots"]

LARGEST = 16 << 20
"""Bytes of one picture: 2560 x 1440 in colours has 11 MB."""

_COUNT = 3
_NUMBER = struct.Struct("<Q")
_MEMORY = Path("/dev/shm")


class Slots:
    """A few places for bytes, written in turn. Nobody waits: who reads too late finds others there.

    A slot has its number before its bytes: it is 0 while they are written, so what was replaced
    while it was read is known.
    """

    def __init__(self, file: int) -> None:
        """`file`: a descriptor that `make` gave, here or in another process; kept open."""
        self._file = file
        self._memory = mmap.mmap(file, _COUNT * (_NUMBER.size + LARGEST))
        self._written = 0

    @classmethod
    def make(cls) -> "Slots":
        """New ones; they are gone with the last process that has them."""
        folder = _MEMORY if _MEMORY.is_dir() else None
        with tempfile.TemporaryFile(dir=folder) as file:
            os.ftruncate(file.fileno(), _COUNT * (_NUMBER.size + LARGEST))
            return cls(os.dup(file.fileno()))

    def fileno(self) -> int:
        """For a process that is to have them too."""
        return self._file

    def put(self, data: bytes | memoryview) -> int | None:
        """The number under which the bytes are found for a while; None: they are too many."""
        view = memoryview(data).cast("B")
        if len(view) > LARGEST:
            return None
        self._written += 1
        begin = self._written % _COUNT * (_NUMBER.size + LARGEST)
        _NUMBER.pack_into(self._memory, begin, 0)
        first = begin + _NUMBER.size
        self._memory[first : first + len(view)] = view
        _NUMBER.pack_into(self._memory, begin, self._written)
        return self._written

    def get(self, number: int, length: int) -> bytes | None:
        """Bytes that were put; None: others have taken their place."""
        begin = number % _COUNT * (_NUMBER.size + LARGEST)
        if not 0 <= length <= LARGEST or not self._is_there(begin, number):
            return None
        first = begin + _NUMBER.size
        data = self._memory[first : first + length]
        return data if self._is_there(begin, number) else None

    def close(self) -> None:
        """Have them no longer; twice is fine."""
        if not self._memory.closed:
            self._memory.close()
            os.close(self._file)

    def _is_there(self, begin: int, number: int) -> bool:
        return bool(number and _NUMBER.unpack_from(self._memory, begin)[0] == number)
