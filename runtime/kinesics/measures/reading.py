"""`Reading`: one number that was measured, and of what."""

from dataclasses import dataclass

__all__ = ["Reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A row of the table."""

    measure: str
    signal: str
    """A channel or joint, a region, or `all`."""
    value: float
    """NaN where there was nothing to measure."""
    unit: str
    """`u` is the unit of the signal itself: rad, m, or 1 for a weight."""
