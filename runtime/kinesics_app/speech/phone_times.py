"""`phone_times`: what the synthesiser's file says of a performance's speech."""

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.phone_times.fit import fit_of
from kinesics.audio.phone_times.inventory import wanted_symbols
from kinesics.audio.phone_times.read import Reading, load_phone_times
from kinesics.counted import counted

__all__ = ["described", "doubts", "phone_times"]

F32 = NDArray[np.float32]

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
        _log.warning("%s: %s", path, _unknown(reading))
    return reading


def doubts(reading: Reading, samples: F32, rate_hz: int) -> Iterator[str]:
    """What looks wrong about a file's phones beside their sound (N,), a sentence each."""
    if reading.unknown:
        yield _unknown(reading)
    fit = fit_of(reading.phones, samples, rate_hz, reading.holes_s)
    yield from () if fit is None else fit.misfits


def _unknown(reading: Reading) -> str:
    """How many symbols nobody knows, which, and which would have been known."""
    count = sum(reading.unknown.values())
    listed = ", ".join(f"{name!r} {times} times" for name, times in reading.unknown.items())
    return (
        f"{count} of {reading.entries} entries have unknown symbols, left to the network: "
        f"{listed}; {wanted_symbols(reading.inventory)}"
    )


def described(reading: Reading | None) -> str:
    """One line about what decides the lips."""
    if reading is None:
        return "none: the network hears them"
    if any(one.phone != "pau" for one in reading.phones):
        return f"{len(reading.phones)} ({reading.format}): they decide the lips"
    pauses, name = len(reading.phones), reading.format
    if reading.kind == "words" and pauses:
        return f"{counted(len(reading.words), 'word')} ({name}): they keep pauses still, no more"
    if reading.kind == "words":
        words = counted(len(reading.words), "word")
        return f"{words} ({name}): no pause is known by them, so the network hears the lips"
    if reading.kind == "marks":
        marks = counted(len(reading.marks), "mark")
        return f"{marks} ({name}): names of moments; the network hears the lips"
    return f"{counted(pauses, 'pause')} ({name}): they are kept still, no more"
