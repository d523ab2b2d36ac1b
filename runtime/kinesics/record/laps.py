"""`Lap`: what one stage of one tick took, of runs that are paced by a clock."""

from typing import NamedTuple

__all__ = ["Lap"]


class Lap(NamedTuple):
    """One run of one stage."""

    stage: str
    begin_ns: int
    """Robot time."""
    cost_ns: int
