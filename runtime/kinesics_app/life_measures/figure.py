"""`Figure`: one number, what it should be by whom, and whether it is."""

from dataclasses import dataclass

__all__ = ["Figure"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the table."""

    name: str
    figure: str
    """With its unit."""
    law: str
    """What is published, or what is ours."""
    source: str
    bar: str
    passed: bool
    gate: bool = False
    """Whether CI stops when it is missed."""
