"""`phone_times`: what the synthesiser's file says of a performance's speech."""

import logging
from pathlib import Path

from kinesics.audio.phone_times.read import Reading, load_phone_times

__all__ = ["described", "phone_times"]

_log = logging.getLogger(__name__)


def phone_times(path: Path | None, format_name: str | None, length_s: float) -> Reading | None:
    """The file's phones and words, None without a file; says which symbols it does not know.

    Raises:
        AudioError: no such file, no known format, or times that cannot be.
    """
    if path is None:
        return None
    reading = load_phone_times(path, length_s, format_name)
    if reading.unknown:
        listed = ", ".join(f"{name!r} {count} times" for name, count in reading.unknown.items())
        _log.warning("%s: unknown symbols, left to the network: %s", path, listed)
    return reading


def described(reading: Reading | None) -> str:
    """One line about what decides the lips."""
    if reading is None:
        return "none: the network hears them"
    if not any(one.phone != "pau" for one in reading.phones):
        return f"{len(reading.words)} words ({reading.format}): they keep pauses still, no more"
    return f"{len(reading.phones)} ({reading.format}): they decide the lips"
