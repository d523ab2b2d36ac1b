"""`why_unreadable`: what is wrong with a file that could not be read, in words for a person."""

from pathlib import Path

from mcap.exceptions import McapError

__all__ = ["why_unreadable"]

_MAGIC = b"\x89MCAP0\r\n"
"""With which an MCAP file begins, and ends."""


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
        return "it is cut off: an MCAP file that is whole ends as it begins"
    return str(error) or type(error).__name__
