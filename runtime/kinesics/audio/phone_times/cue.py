"""`Cue`: one entry of a file of phone times, in the file's own symbols."""

from dataclasses import dataclass

__all__ = ["Cue", "Cues"]


@dataclass(frozen=True, slots=True)
class Cue:
    """A symbol and when it is heard; times count from the first sample."""

    start_s: float
    end_s: float | None
    """None: until the next cue begins, or the sound ends."""
    symbol: str
    where: str
    """Its place in the file, for messages: `line 3` where files have lines, else `entry 2`."""


@dataclass(frozen=True, slots=True)
class Cues:
    """What a file says."""

    inventory: str
    """Whose symbols these are: a table of inventories.toml."""
    phones: tuple[Cue, ...] = ()
    words: tuple[Cue, ...] = ()
    marks: tuple[Cue, ...] = ()
    """Names of moments, which nobody says."""
