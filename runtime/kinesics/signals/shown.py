"""What is to be shown: feelings, expressions, and how much of everything."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Appraisal",
    "Expression",
    "Feeling",
    "Hint",
    "LetGo",
    "Persona",
    "Quiet",
    "Staged",
    "Turn",
]

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Feeling:
    """What the robot is to show from `t_ns` on, until another: a distribution, never a label."""

    t_ns: int
    """Robot time from which it begins to show."""
    vad: tuple[float, float, float]
    """Valence, arousal, dominance, -1..1 each, as strong as they are felt."""
    mixture: Mapping[str, float]
    """Share of each emotion of `kinesics/affect/emotions.toml`; they sum to 1."""
    intensity: float
    """0..1, how strongly the mixture shows."""


@dataclass(frozen=True, slots=True, eq=False)
class Hint:
    """What a source suggests that the robot may feel; a command goes before it."""

    source: str
    """Who says so, as `voice` or `text`: of one source the newest word counts."""
    feeling: Feeling
    """Dated when it begins to act."""
    confidence: float
    """0..1."""


@dataclass(frozen=True, slots=True)
class Appraisal:
    """An event as the robot judges it: a push of what is felt, which halves every `half_life_s`."""

    t_ns: int
    """Robot time of the event."""
    vad: tuple[float, float, float]
    """Valence, arousal, dominance, -1..1 each."""
    half_life_s: float = 20.0
    """Chosen: an event is mostly over after a minute, and lives on in the mood."""


@dataclass(frozen=True, slots=True)
class LetGo:
    """What was commanded is felt from `t_ns` on no more: events, hints and mood show again."""

    t_ns: int


class Staged(Protocol):
    """What a face is to do over time: a plan, as `kinesics.affect.staging` makes it."""

    def at(self, t_s: float) -> F64 | None:
        """(N,) actions of `kinesics.affect.facs`, `t_s` after it began; None once it has ended."""


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A plan for the face, over what is felt, until it ends or another begins."""

    t_ns: int
    """Robot time at which it begins."""
    plan: Staged


@dataclass(frozen=True, slots=True)
class Turn:
    """A dial is turned: what its layers want is scaled by `gain`, from `ramp_s` after `t_ns` on."""

    t_ns: int
    dial: str
    """`lips` (how wide speech opens the mouth), `expression`, `pose` (head), `face` (all of the
    face), as the character names them."""
    gain: float
    """0..2; 1 is as it comes."""
    ramp_s: float = 0.3
    """0.1..2: the time it takes."""


@dataclass(frozen=True, slots=True)
class Persona:
    """How lively everything is from `t_ns` on; each 0..1, where 0.5 is as authored."""

    t_ns: int
    extraversion: float
    warmth: float
    energy: float


@dataclass(frozen=True, slots=True)
class Quiet:
    """The microphone is needed from `t_ns` on: servos are to be hushed; or they need not be."""

    t_ns: int
    on: bool | None
    """None: as long as it listens."""
