"""The emotions by name, and where each lies in valence, arousal and dominance."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import AffectError
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = [
    "BASIC",
    "EMOTIONS",
    "MEANS",
    "NAMES",
    "PARTS",
    "SPREADS",
    "Emotion",
    "emotion_index",
    "nearest_emotion",
]

F64 = NDArray[np.float64]

_ALIKE = 0.6  # joyful is spelled like hateful by 0.46, hapy like happy by 0.89


@dataclass(frozen=True, slots=True, eq=False)
class Emotion:
    """A region of VAD, a basic one or one made of parts of basic ones."""

    name: str
    parts: dict[str, float]
    """Share of each basic emotion; they sum to 1."""


def _tables() -> dict[str, Table]:
    path = Path(__file__).with_name("emotions.toml")
    return {
        name: Table(f"{path.name}[{name}]: ", values, AffectError)
        for name, values in load_toml(path).items()
    }


_TABLES = _tables()
BASIC = tuple(name for name, table in _TABLES.items() if table.has("vad"))
"""The eight basic emotions, neutral first."""

MEANS = np.array([_TABLES[name].finites("vad", 3, -1.0, 1.0) for name in BASIC])  # (B, 3)
SPREADS = np.array([_TABLES[name].finites("sd", 3, 0.01, 1.0) for name in BASIC])  # (B, 3)
MEANS.flags.writeable = SPREADS.flags.writeable = False


def _emotion(name: str, table: Table) -> Emotion:
    if name in BASIC:
        table.done()
        return Emotion(name, {name: 1.0})
    of = table.table("of")
    table.done()
    parts = {part: of.number(part) for part in of.whole()}
    if not set(parts) <= set(BASIC) or abs(sum(parts.values()) - 1.0) > 1e-9:
        raise table.wrong("of", parts, "shares of basic emotions that sum to 1")
    return Emotion(name, parts)


EMOTIONS = {name: _emotion(name, table) for name, table in _TABLES.items()}
NAMES = tuple(EMOTIONS)
"""Every emotion: the order of every (E,) array."""

PARTS = np.array([[one.parts.get(name, 0.0) for name in BASIC] for one in EMOTIONS.values()])
"""(E, B) what each emotion is made of; rows sum to 1."""
PARTS.flags.writeable = False


def emotion_index(name: str) -> int:
    """Row of the emotion `name` in every (E,) array.

    Raises:
        AffectError: no such emotion; the message names the nearest, and all.
    """
    if name in EMOTIONS:
        return NAMES.index(name)
    near = nearest_emotion(name)
    hint = f"; nearest: {near}" if near else ""
    raise AffectError(f"no emotion {name!r}{hint}; all: {', '.join(NAMES)}")


def nearest_emotion(name: str) -> str:
    """The emotion that is spelled most like `name`; nothing: none is spelled much like it."""
    return next(iter(get_close_matches(name, NAMES, n=1, cutoff=_ALIKE)), "")
