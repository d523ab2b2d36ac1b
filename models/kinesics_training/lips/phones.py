"""Phones as the corpora label them, and the classes that the scores compare."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kinesics.audio.phones import VISEMES, table, visemes
from kinesics.signals import TimedPhone

__all__ = [
    "BILABIAL",
    "LINGUAL",
    "OPEN",
    "ROUNDED",
    "SILENCE",
    "STOPS",
    "UNROUNDED",
    "VISEMES",
    "Segment",
    "labels",
    "segments",
    "table",
    "timed",
    "visemes",
]

BILABIAL = frozenset(["p", "b", "m"])
STOPS = frozenset(["p", "b", "t", "d", "k", "g", "ch", "jh"])
LINGUAL = frozenset(["t", "d", "n", "s", "z", "l", "k", "g", "ng", "th", "dh"])
OPEN = frozenset(["aa", "ae", "ah", "ay", "aw", "ao", "a"])
ROUNDED = frozenset(["uw", "uh", "ow", "oy", "w", "ao", "o", "oe", "yy", "wy"])
UNROUNDED = frozenset(["iy", "ih", "ey", "eh", "ae", "aa", "ah", "ax", "ay", "a", "e", "ix"])
SILENCE = frozenset({"pau", "sil", "h#"})


@dataclass(frozen=True)
class Segment:
    """A phone from `start_s` to `end_s`."""

    name: str
    start_s: float
    end_s: float


def segments(phones: list[str], ends_s: list[float]) -> list[Segment]:
    """Phones as they are labelled, unknown silences as `pau`."""
    starts_s = [0.0, *ends_s[:-1]]
    names = ["pau" if phone in SILENCE else phone for phone in phones]
    return [Segment(n, a, b) for n, a, b in zip(names, starts_s, ends_s, strict=True)]


def timed(spoken: list[Segment]) -> list[TimedPhone]:
    """The same as the runtime has it."""
    return [TimedPhone(segment.start_s, segment.end_s, segment.name) for segment in spoken]


def labels(spoken: list[Segment], times_s: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The index in `spoken` of the segment heard at each time, (T,); the last one after the end."""
    ends_s = np.array([segment.end_s for segment in spoken])
    return np.minimum(np.searchsorted(ends_s, times_s, side="right"), len(spoken) - 1)
