"""`phone_times`: what the synthesiser's file says of a performance's speech."""

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.phone_times.fit import fit_of
from kinesics.audio.phone_times.inventory import wanted_symbols
from kinesics.audio.phone_times.read import Reading, load_phone_times

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
    if reading.kind != "words" and not any(one.phone != "pau" for one in reading.phones):
        return f"{len(reading.phones)} pauses ({reading.format}): they are kept still, no more"
    if reading.kind == "words":
        return f"{len(reading.words)} words ({reading.format}): they keep pauses still, no more"
    return f"{len(reading.phones)} ({reading.format}): they decide the lips"
