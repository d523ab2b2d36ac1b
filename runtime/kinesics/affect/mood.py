"""`Mood`: what stays of feelings over minutes, and where it returns to."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import AffectError
from kinesics.signals import Persona

__all__ = ["Mood", "Personality", "personality_of"]

F64 = NDArray[np.float64]

_PULL_S = 180.0
"""A feeling at full intensity draws the mood towards itself with this time constant; chosen."""

_HOME_S = 600.0
"""Left alone, a mood returns to its baseline with this time constant; chosen, so that three of
them are half an hour."""

_PERSONA = 0.35
"""Trait of a persona that is at its end; chosen: nothing shows by itself, but events meet it."""

# Mehrabian 1996, Australian J. of Psychology 48:86: rows valence, arousal, dominance; columns
# openness, conscientiousness, extraversion, agreeableness, emotional stability. Remembered as ALMA
# (Gebhard 2005) restates it; the paper was not at hand.
_TRAITS_TO_VAD = np.array(
    [
        [0.00, 0.00, 0.21, 0.59, 0.19],
        [0.15, 0.00, 0.00, 0.30, -0.57],
        [0.25, 0.17, 0.60, -0.32, 0.00],
    ]
)


@dataclass(frozen=True, slots=True)
class Personality:
    """The five factors, -1..1 each; 0 is the average person."""

    openness: float = 0.0
    conscientiousness: float = 0.0
    extraversion: float = 0.0
    agreeableness: float = 0.0
    stability: float = 0.0
    """Emotional stability, the opposite of neuroticism."""

    def __post_init__(self) -> None:
        if not all(-1.0 <= trait <= 1.0 for trait in astuple(self)):
            raise AffectError(f"traits are {astuple(self)}; wanted -1..1 each")

    @property
    def baseline(self) -> F64:
        """(3,) the mood to which this person returns, in VAD."""
        vad: F64 = np.clip(_TRAITS_TO_VAD @ np.array(astuple(self)), -1.0, 1.0)
        return vad


def personality_of(persona: Persona) -> Personality:
    """What a persona is in the five factors: its warmth is agreeableness; energy is none of them.

    One that is 0.5 in everything is the average person.
    """
    extraversion, warmth = (
        _PERSONA * (2.0 * trait - 1.0) for trait in (persona.extraversion, persona.warmth)
    )
    return Personality(extraversion=extraversion, agreeableness=warmth)


class Mood:
    """A point of VAD that follows feelings slowly; it never leaves what was felt and its baseline.

    Exact for a feeling that stays: one long step and many short ones give the same mood.
    """

    def __init__(
        self, personality: Personality | None = None, begin: Sequence[float] | None = None
    ) -> None:
        """`begin`: (3,) the mood to begin in, in VAD; None: the baseline."""
        self.baseline: F64 = (personality or Personality()).baseline
        """(3,) where it returns to."""
        self.vad: F64 = self.baseline.copy() if begin is None else np.array(begin, np.float64)
        """(3,) valence, arousal, dominance, -1..1."""

    def step(self, dt_s: float, felt: F64, intensity: float) -> None:
        """Let `dt_s` pass while `felt`, (3,) in VAD, is felt at `intensity` 0..1."""
        pull_per_s, home_per_s = intensity / _PULL_S, 1.0 / _HOME_S
        rate_per_s = pull_per_s + home_per_s
        rest = (pull_per_s * felt + home_per_s * self.baseline) / rate_per_s
        self.vad = rest + (self.vad - rest) * np.exp(-rate_per_s * dt_s)
