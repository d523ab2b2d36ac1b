"""`Ring`: a file of fixed size that holds the newest records, whatever becomes of its writer."""

import fcntl
import json
import os
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kinesics.errors import RecordError

__all__ = ["Ring", "RingRead", "is_left", "read_ring"]

_MAGIC = b"kinesics ring 1\n"
_HEAD_BYTES = 1 << 16
_MARK = struct.Struct("<Q")
_LENGTH = struct.Struct("<I")


class Ring:
    """Records are put with one `pwrite` each, into a file whose room was taken at its begin.

    On a file system in memory that waits for no disk, and it outlives the process. A record has
    its number before and behind it: one that was half written is told from a whole one.
    """

    def __init__(self, path: Path, head: Mapping[str, Any], size: int, count: int) -> None:
        """A new file, for its owner alone; `size`: of the longest record [bytes], `count`: kept.

        Raises:
            RecordError: it cannot be made, or there is no room for it.
        """
        self.path = path
        self._size, self._count, self._next = size, count, 1
        self._slot = 2 * _MARK.size + _LENGTH.size + size
        told = json.dumps({**head, "size": size, "count": count}).encode()
        if len(told) > _HEAD_BYTES - len(_MAGIC) - _LENGTH.size:
            raise RecordError(f"{path}: a head of {len(told)} bytes; wanted less than 65000")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.unlink(missing_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)  # until this process ends, however it does
        except OSError as error:
            raise RecordError(f"cannot make {path}: {error.strerror}") from error
        try:
            _take_room(self._file, _HEAD_BYTES + self._slot * count)
            os.pwrite(self._file, _MAGIC + _LENGTH.pack(len(told)) + told, 0)
        except OSError as error:
            self.close()
            path.unlink(missing_ok=True)
            raise RecordError(f"no room for {path}: {error.strerror}") from error

    def put(self, record: bytes) -> None:
        """One more; the oldest goes. What is longer than a record may be is cut."""
        record = record[: self._size]
        mark = _MARK.pack(self._next)
        room = b"\0" * (self._size - len(record))
        whole = mark + _LENGTH.pack(len(record)) + record + room + mark
        place = _HEAD_BYTES + (self._next - 1) % self._count * self._slot
        os.pwrite(self._file, whole, place)
        self._next += 1

    def close(self) -> None:
        """Put no more; the file stays."""
        os.close(self._file)


def _take_room(file: int, size: int) -> None:
    """Have a file be so large, with room for all of it where the system can promise that."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file, 0, size)
    else:
        os.ftruncate(file, size)


@dataclass(frozen=True, slots=True)
class RingRead:
    """What a ring held."""

    head: Mapping[str, Any]
    records: Sequence[bytes]
    """Oldest first."""
    torn: int
    """That were half written."""


def is_left(path: Path) -> bool:
    """Whether nobody writes it any more."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def read_ring(path: Path) -> RingRead:
    """What is in a ring, also while somebody writes it, or of one whose writer was killed.

    Raises:
        RecordError: no such file, or not one of these.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RecordError(f"cannot read {path}: {error.strerror}") from error
    if not content.startswith(_MAGIC):
        raise RecordError(f"{path} is no black box of kinesics: it does not begin as one")
    try:
        begin = len(_MAGIC) + _LENGTH.size
        (length,) = _LENGTH.unpack_from(content, len(_MAGIC))
        head = json.loads(content[begin : begin + length])
        size, count = int(head["size"]), int(head["count"])
    except (ValueError, KeyError, TypeError, struct.error) as error:
        raise RecordError(f"{path} is no black box of kinesics: {error}") from error
    slot, kept, torn = 2 * _MARK.size + _LENGTH.size + size, {}, 0
    for n in range(count):
        one = content[_HEAD_BYTES + n * slot : _HEAD_BYTES + (n + 1) * slot]
        if len(one) < slot:
            break
        number, behind = _MARK.unpack_from(one)[0], _MARK.unpack_from(one, slot - _MARK.size)[0]
        (length,) = _LENGTH.unpack_from(one, _MARK.size)
        if number != behind or length > size:
            torn += 1
        elif number:
            first = _MARK.size + _LENGTH.size
            kept[number] = one[first : first + length]
    return RingRead(head, [kept[number] for number in sorted(kept)], torn)
