"""Manners of speaking, drawn from what is published of emotional voices (`profiles.toml`)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kinesics.affect.feeling import feeling_of
from kinesics.affect.vad import BASIC
from kinesics.toml import load_toml

F64 = npt.NDArray[np.float64]

CUES = (
    "pitch", "range", "contour", "tempo", "level", "dynamics", "brightness", "attack", "roughness",
    "pauses",
)  # fmt: skip
"""The order of every (10,) array of steps."""
INTENSITIES = (0.4, 1.0)
"""Between which emotions are drawn."""
_LIMIT = 3.0
"""Steps: further is no voice."""


@dataclass(frozen=True)
class Emotion:
    """What a stretch of speech expresses: the truth that is to be heard."""

    shares: tuple[float, ...]
    """Of the eight basic emotions, in their order."""
    vad: tuple[float, float, float]


@dataclass(frozen=True)
class Manner:
    """How it is said, relative to the speaker's own way."""

    pitch_st: float = 0.0
    range_factor: float = 1.0
    contour_st: float = 0.0
    tempo_factor: float = 1.0
    level_db: float = 0.0
    dynamics_factor: float = 1.0
    brightness_db: float = 0.0
    attack_db: float = 0.0
    roughness: float = 0.0
    pauses_factor: float = 1.0


def manner(steps: F64) -> Manner:
    """What (10,) steps are in the sound."""
    unit = _table()["steps"]
    at = dict(zip(CUES, np.clip(steps, -_LIMIT, _LIMIT).tolist(), strict=True))
    return Manner(
        unit["pitch_st"] * at["pitch"],
        unit["range_factor"] ** at["range"],
        unit["contour_st"] * at["contour"],
        unit["tempo_factor"] ** at["tempo"],
        unit["level_db"] * at["level"],
        unit["dynamics_factor"] ** at["dynamics"],
        unit["brightness_db"] * at["brightness"],
        unit["attack_db"] * at["attack"],
        unit["roughness"] * max(at["roughness"], 0.0),
        unit["pauses_factor"] ** at["pauses"],
    )


def neutral() -> Emotion:
    """Nothing."""
    return _emotion(np.eye(len(BASIC))[0], 0.0)


def draw(rng: np.random.Generator) -> tuple[Emotion, F64]:
    """An emotion of some intensity, now and then a blend of two, and steps that express it."""
    parts = np.zeros(len(BASIC))
    chosen = rng.choice(np.arange(1, len(BASIC)), 2, replace=False)
    share = rng.uniform(0.3, 0.7) if rng.random() < 0.15 else 1.0
    parts[chosen] = share, 1.0 - share
    intensity = rng.uniform(*INTENSITIES)
    steps = intensity * (parts @ profile_steps()) + spread(rng, "emotional")
    return _emotion(parts, intensity), steps


def spread(rng: np.random.Generator, kind: str) -> F64:
    """(10,) steps off what is meant: speakers differ, and nobody is always alike."""
    return np.asarray(_table()["spread"][kind] * rng.standard_normal(len(CUES)))


@cache
def profile_steps() -> F64:
    """(8, 10) steps of each basic emotion at full intensity."""
    return np.array([[_table()[name].get(cue, 0.0) for cue in CUES] for name in BASIC])


def _emotion(parts: F64, intensity: float) -> Emotion:
    """A mixture of basic emotions at an intensity; what is left of it is neutral."""
    shares = intensity * parts
    shares[0] += 1.0 - intensity
    mixture = {name: float(part) for name, part in zip(BASIC, parts, strict=True)}
    return Emotion(tuple(shares.tolist()), feeling_of(0, mixture, intensity).vad)


@cache
def _table() -> dict[str, dict[str, float]]:
    return load_toml(Path(__file__).with_name("profiles.toml"))
