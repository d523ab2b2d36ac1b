"""`why_unreadable`: what is wrong with a file that could not be read, in words for a person."""

import os
from pathlib import Path
from typing import BinaryIO

from mcap.exceptions import McapError

__all__ = ["is_cut", "why_unreadable"]

_MAGIC = b"\x89MCAP0\r\n"
"""With which an MCAP file begins, and ends."""


def is_cut(file: BinaryIO) -> bool:
    """Whether a file begins as an MCAP file and does not end as one; it is at its begin after."""
    size = os.fstat(file.fileno()).st_size
    head = file.read(len(_MAGIC))
    file.seek(max(size - len(_MAGIC), 0))
    tail = file.read(len(_MAGIC))
    file.seek(0)
    return head == _MAGIC and (size < 2 * len(_MAGIC) or tail != _MAGIC)


def why_unreadable(path: Path, error: Exception) -> str:
    """The cause of an `error` that reading `path` raised; of MCAP told by the file's two ends."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, UnicodeDecodeError):
        return "it is no text"
    if isinstance(error, McapError):
        return _of_mcap(path, error)
    return str(error) or type(error).__name__


def _of_mcap(path: Path, error: McapError) -> str:
    data = path.read_bytes()
    if not data:
        return "it is empty"
    if not data.startswith(_MAGIC):
        return "it is no MCAP file"
    if not data.endswith(_MAGIC):
        return "it is cut off before the first piece of it was whole"
    return str(error) or type(error).__name__
