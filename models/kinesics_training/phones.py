"""Phones: what each aims at, and the classes that the scores compare. Data in `phones.toml`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kinesics.toml import load_toml

VISEMES = (
    "sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou"
)  # fmt: skip
"""The fifteen Oculus visemes in their usual order."""
BILABIAL = frozenset(["p", "b", "m"])
LINGUAL = frozenset(["t", "d", "n", "s", "z", "l", "k", "g", "ng", "th", "dh"])
OPEN = frozenset(["aa", "ae", "ah", "ay", "aw", "ao", "a"])
ROUNDED = frozenset(["uw", "uh", "ow", "oy", "w", "ao", "o", "oe", "yy", "wy"])
UNROUNDED = frozenset(["iy", "ih", "ey", "eh", "ae", "aa", "ah", "ax", "ay", "a", "e", "ix"])
SILENCE = frozenset({"pau", "sil", "h#"})
TABLE = Path(__file__).with_name("phones.toml")


@dataclass(frozen=True)
class Phone:
    """A row of `phones.toml`."""

    viseme: str
    gap: float
    jaw: float
    round: float
    stretch: float
    labio: float
    tongue: float
    hold: float
    shape: float
    reach_ms: float


@dataclass(frozen=True)
class Segment:
    """A phone, or a part of a diphthong, from `start_s` to `end_s`."""

    name: str
    start_s: float
    end_s: float


@cache
def table() -> dict[str, Phone]:
    """Every simple phone."""
    return {name: Phone(*row) for name, row in _toml()["phones"].items()}


@cache
def visemes() -> dict[str, int]:
    """The index in `VISEMES` of every phone, diphthongs included."""
    names = {name: phone.viseme for name, phone in table().items()}
    return {n: VISEMES.index(v) for n, v in (names | _toml()["diphthong_visemes"]).items()}


def segments(phones: list[str], ends_s: list[float]) -> list[Segment]:
    """Phones as they are labelled, unknown silences as `pau`."""
    starts_s = [0.0, *ends_s[:-1]]
    names = ["pau" if phone in SILENCE else phone for phone in phones]
    return [Segment(n, a, b) for n, a, b in zip(names, starts_s, ends_s, strict=True)]


def parts(spoken: list[Segment]) -> list[Segment]:
    """The same with every diphthong split in two."""
    split: list[Segment] = []
    for segment in spoken:
        if segment.name not in _toml()["diphthongs"]:
            split.append(segment)
            continue
        first, second, share = _toml()["diphthongs"][segment.name]
        middle_s = segment.start_s + share * (segment.end_s - segment.start_s)
        split += [Segment(first, segment.start_s, middle_s)]
        split += [Segment(second, middle_s, segment.end_s)]
    return split


def labels(spoken: list[Segment], times_s: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The index in `spoken` of the segment heard at each time, (T,); the last one after the end."""
    ends_s = np.array([segment.end_s for segment in spoken])
    return np.minimum(np.searchsorted(ends_s, times_s, side="right"), len(spoken) - 1)


@cache
def _toml() -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = load_toml(TABLE)
    return tables
