"""`Sentence`: what became of words that a program of the user's makes into sound."""

from dataclasses import dataclass

__all__ = ["Sentence"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Its fields are named as those of a goal of the action `say`."""

    text: str
    data: bytes = b""
    """16 bit, little-endian, mono."""
    rate_hz: int = 0
    reason: str = ""
    """Why there is no sound of it; empty: there is."""
