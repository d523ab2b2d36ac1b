"""`lights`: what lights of a face do with its channels, read from pictures of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kinesics.rig.description.drives import Drive
from kinesics.toml import load_toml

__all__ = ["SIZE", "Light", "Place", "lights"]

SIZE = 8
"""Rows, and columns."""

Place = tuple[int, int]
"""Row from above, column from the robot's right."""

_SIGNS = {"+": 1.0, "-": -1.0}
_LIT = {"#": 1.0, ".": 0.0}


@dataclass(slots=True)
class Light:
    """Its brightness with every channel at rest, and what moves it; lit from 1 on, dark from 0."""

    neutral: float = 0.0
    drives: list[Drive] = field(default_factory=list)


def lights() -> Mapping[Place, Light]:
    """Every light that is ever lit, from above, row by row."""
    face: dict[str, Any] = load_toml(Path(__file__).with_name("matrix.toml"))
    found = {at: Light(_LIT[sign]) for at, sign in _signs(face["rest"])}
    gap = face["gap"]
    for at, sign in _marked(gap["picture"]):
        gain = _SIGNS[sign] * gap["gain"]
        found[at].neutral -= gain * gap["apart"]
        opens = [Drive(name, "gain", gain) for name in gap["opens"]]
        found[at].drives += [*opens, *(Drive(name, "gain", -gain) for name in gap["closes"])]
    for layer in face["layers"]:
        falls, (low, high) = layer.get("falls", False), layer["over"]
        for at, sign in _marked(layer["picture"]):
            by = _SIGNS[sign] * layer.get("by", 1.0)
            ends = ((low, by), (high, 0.0)) if falls else ((low, 0.0), (high, by))
            found[at].drives += [Drive(name, "curve", ends) for name in layer["channels"]]
    return {at: one for at, one in found.items() if one.neutral or one.drives}


def _marked(picture: Sequence[str]) -> Iterator[tuple[Place, str]]:
    return ((at, sign) for at, sign in _signs(picture) if sign != ".")


def _signs(picture: Sequence[str]) -> Iterator[tuple[Place, str]]:
    for row, line in enumerate(picture):
        for column, sign in enumerate(line):
            yield (row, column), sign
