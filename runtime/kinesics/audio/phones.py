"""Phones: what each aims at with the lips. Data in `phones.toml`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kinesics.signals import TimedPhone
from kinesics.toml import load_toml

__all__ = ["PAUSE", "VISEMES", "Phone", "names", "parts", "table", "visemes"]

VISEMES = (
    "sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou"
)  # fmt: skip
"""The fifteen Oculus visemes in their usual order."""

PAUSE = "pau"
"""The phone of silence."""


@dataclass(frozen=True, slots=True)
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
    forward: float
    puff: float


@cache
def table() -> dict[str, Phone]:
    """Every simple phone."""
    forward, puff = _toml()["forward"], _toml()["puff"]
    return {
        name: Phone(*(*row, forward.get(name, 0.0), puff.get(name, 0.0)))
        for name, row in _toml()["phones"].items()
    }


@cache
def names() -> frozenset[str]:
    """Every phone that may be timed, diphthongs included."""
    return frozenset(table()) | frozenset(_toml()["diphthongs"])


@cache
def visemes() -> dict[str, int]:
    """The index in `VISEMES` of every phone, diphthongs included."""
    of_phone = {name: phone.viseme for name, phone in table().items()}
    return {n: VISEMES.index(v) for n, v in (of_phone | _toml()["diphthong_visemes"]).items()}


def parts(spoken: Sequence[TimedPhone]) -> list[TimedPhone]:
    """The same with every diphthong split in two."""
    split: list[TimedPhone] = []
    for one in spoken:
        if one.phone not in _toml()["diphthongs"]:
            split.append(one)
            continue
        first, second, share = _toml()["diphthongs"][one.phone]
        middle_s = one.start_s + share * (one.end_s - one.start_s)
        split += [TimedPhone(one.start_s, middle_s, first), TimedPhone(middle_s, one.end_s, second)]
    return split


@cache
def _toml() -> dict[str, dict[str, Any]]:
    return load_toml(Path(__file__).with_name("phones.toml"))
