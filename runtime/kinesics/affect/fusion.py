"""`Fusion`: what several sources say of one feeling, as one: voice, text, face, a planner."""

from dataclasses import dataclass
from math import exp
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.feeling import check_feeling
from kinesics.affect.mixture import shares_of
from kinesics.affect.vad import BASIC, PARTS
from kinesics.errors import AffectError
from kinesics.signals import Feeling

__all__ = ["Fusion", "Pooled", "Word"]

F64 = NDArray[np.float64]

_FADE_S = 3.0
"""A source that says no more loses its weight with this time constant; chosen."""

_LEAST = 0.01
"""Share that no source rules out: so two that disagree leave both modes; chosen."""

_SILENT = 0.02  # of a weight: a source that old says nothing


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What one source says, from its feeling's `t_ns` on, until it says something else."""

    source: str
    feeling: Feeling
    confidence: float
    """0..1."""

    def __post_init__(self) -> None:
        check_feeling(self.feeling)
        if not 0.0 <= self.confidence <= 1.0:
            raise AffectError(f"{self.source}: confidence is {self.confidence}; wanted 0..1")

    def weight(self, t_ns: int) -> float:
        """Its weight at `t_ns`, 0..1: less with age."""
        age_s = max(t_ns - self.feeling.t_ns, 0) * 1e-9
        return self.confidence * exp(-age_s / _FADE_S)


class Pooled(NamedTuple):
    """What all sources say together."""

    feeling: Feeling
    """Over basic emotions."""
    weight: float
    """0..1, how much there is to it: less as its sources fall silent."""


class Fusion:
    """Pools the newest word of each source: shares multiply, points of VAD are averaged.

    Sources that agree make each other surer; of two that disagree both feelings stay, not the
    middle between them. A source that falls silent fades; without any there is nothing to say.
    """

    def __init__(self) -> None:
        self._words: dict[str, Word] = {}

    def take(self, word: Word) -> None:
        """Take a word that is due; of one source the one with the latest date counts."""
        before = self._words.get(word.source)
        if before is None or before.feeling.t_ns <= word.feeling.t_ns:
            self._words[word.source] = word

    def heard(self, t_ns: int) -> tuple[str, ...]:
        """Sources whose word still counts at `t_ns`, by name."""
        return tuple(
            sorted(name for name, word in self._words.items() if word.weight(t_ns) > _SILENT)
        )

    def at(self, t_ns: int) -> Pooled | None:
        """What all say together at `t_ns`; None: nobody has said anything lately."""
        self._words = {
            name: word for name, word in self._words.items() if word.weight(t_ns) > _SILENT
        }
        words = [self._words[name] for name in sorted(self._words)]
        if not words:
            return None
        weights = np.array([word.weight(t_ns) for word in words])  # (S,)
        shares = np.exp(weights @ np.log([_basic(word.feeling) for word in words]))
        means = weights / weights.sum()
        valence, arousal, dominance = (means @ [word.feeling.vad for word in words]).tolist()
        intensity = float(means @ [word.feeling.intensity for word in words])
        mixture = dict(zip(BASIC, (shares / shares.sum()).tolist(), strict=True))
        feeling = Feeling(t_ns, (valence, arousal, dominance), mixture, intensity)
        return Pooled(feeling, min(float(weights.sum()), 1.0))


def _basic(feeling: Feeling) -> F64:
    """(B,) shares of basic emotions, none ruled out."""
    shares = shares_of(feeling.mixture) @ PARTS + _LEAST
    basic: F64 = shares / shares.sum()
    return basic
