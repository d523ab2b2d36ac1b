"""`Manner`: how feelings and a persona change where and how often one looks."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kinesics.affect.vad import BASIC, EMOTIONS
from kinesics.errors import IntentError
from kinesics.signals import Feeling, Persona
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = ["FELT", "Manner", "MannerLaws", "felt", "manner_laws", "traits"]

F64 = NDArray[np.float64]

FELT = BASIC[1:]
"""The emotions of a row of feelings, in its order."""

_DATA = Path(__file__).with_name("attention.toml")
_SLOWEST, _FASTEST = 0.4, 2.5


@dataclass(frozen=True, slots=True, eq=False)
class Manner:
    """Of one moment, or (B,) of many at once."""

    share: F64
    """Added to the share of the time at the partner."""
    tempo: F64
    """How much oftener the eyes move on; 1 as authored."""
    size: F64
    """Of glances; 1 as authored."""
    down: F64
    """Logarithm of how much likelier glances go straight down than to a side."""


@dataclass(frozen=True, slots=True, eq=False)
class MannerLaws:
    """What attention.toml says of feelings and persona."""

    share: F64
    """(7,) as the emotions of `FELT`, as are the next three."""
    tempo: F64
    """(7,) logarithms."""
    size: F64
    """(7,) logarithms."""
    down: F64
    warmth_share: float
    extraversion_listening: float
    trait_tempo: F64
    """(3,) logarithms: extraversion, warmth, energy."""
    trait_size: F64

    def manner(self, feelings: ArrayLike, persona: ArrayLike, *, listens: ArrayLike) -> Manner:
        """Of feelings (..., 7) as `felt`, a persona (..., 3) as `traits`, and who `listens` (...).

        Each of the four is (...).
        """
        feelings, persona = np.asarray(feelings), np.asarray(persona)
        listening = self.extraversion_listening * np.asarray(listens, np.float64)
        return Manner(
            feelings @ self.share
            + self.warmth_share * persona[..., 1]
            + listening * persona[..., 0],
            np.clip(np.exp(feelings @ self.tempo + persona @ self.trait_tempo), _SLOWEST, _FASTEST),
            np.exp(feelings @ self.size + persona @ self.trait_size),
            feelings @ self.down,
        )


def felt(feeling: Feeling | None) -> F64:
    """(7,) how much of each emotion of `FELT` there is, 0..1."""
    row = np.zeros(len(FELT))
    if feeling is not None:
        for name, share in feeling.mixture.items():
            for part, of in EMOTIONS[name].parts.items():
                if part in FELT:
                    row[FELT.index(part)] += feeling.intensity * share * of
    return row


def traits(persona: Persona | None) -> F64:
    """(3,) extraversion, warmth, energy, each from -1 to 1; 0 is as authored."""
    if persona is None:
        return np.zeros(3)
    return 2.0 * np.array([persona.extraversion, persona.warmth, persona.energy]) - 1.0


@lru_cache(maxsize=1)
def manner_laws() -> MannerLaws:
    """The shipped laws."""
    table = Table(f"{_DATA.name}: ", load_toml(_DATA), IntentError)
    emotions, persona = table.table("emotions"), table.table("persona")
    rows = [emotions.table(name) for name in FELT]
    extraversion, energy = persona.number("extraversion_tempo"), persona.number("energy_tempo")
    return MannerLaws(
        np.array([row.finite("share", -1.0, 1.0) for row in rows]),
        np.log([row.number("tempo") for row in rows]),
        np.log([row.number("size") for row in rows]),
        np.array([row.finite("down", -5.0, 5.0) for row in rows]),
        persona.finite("warmth_share", -1.0, 1.0),
        persona.finite("extraversion_listening", -1.0, 1.0),
        np.log([extraversion, 1.0, energy]),
        np.log([1.0, 1.0, persona.number("energy_size")]),
    )
