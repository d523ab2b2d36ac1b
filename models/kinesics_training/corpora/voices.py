"""Who speaks in training, in choosing and in judging. Data in `voices.toml`."""

from dataclasses import dataclass
from pathlib import Path

from kinesics.toml import load_toml


@dataclass(frozen=True)
class Voice:
    """A row of `voices.toml`."""

    name: str
    engine: str
    seconds: float
    label: str = ""
    language: str = "en-us"
    pitch_hz: float = 0.0
    role: str = "train"
    parts: int = 1


def _load() -> dict[str, Voice]:
    rows = load_toml(Path(__file__).with_name("voices.toml"))
    return {name: Voice(name, **row) for name, row in rows.items()}


VOICES = _load()


def by_role(role: str) -> tuple[str, ...]:
    """Names of all voices that train, validate or test."""
    return tuple(name for name, voice in VOICES.items() if voice.role == role)


FIRST = ("slt", "awb", "hts", "kallpc", "formant")
"""The plain English voices: all that the first network hears."""


def natives() -> tuple[str, ...]:
    """The neural voices that speak their own language."""
    return tuple(name for name, voice in VOICES.items() if voice.label == "native")
