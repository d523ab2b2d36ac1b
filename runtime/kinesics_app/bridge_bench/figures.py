"""`Figure`: one measured number, its bar and its conditions; `Section` holds those of one part."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Figure", "Section"]


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, how often and how."""

    what: str
    value: str
    n: int
    bar: str = ""
    """In words; empty: only told."""
    met: bool | None = None
    """None: there is no bar."""

    @property
    def verdict(self) -> str:
        """`met`, `MISSED`, or nothing."""
        return {None: "", True: "met", False: "MISSED"}[self.met]


@dataclass(frozen=True, slots=True)
class Section:
    """The figures of one part of the bench, under the conditions that they share."""

    title: str
    conditions: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()
    """What a reader must know to judge the figures."""
    matrix: tuple[tuple[str, ...], ...] = ()
    """A table of another shape: its head, then its rows."""

    @property
    def passed(self) -> bool:
        """Whether no bar was missed."""
        return not any(figure.met is False for figure in self.figures)

    def markdown(self) -> str:
        """The section as a chapter of BENCHMARKS.md."""
        parts = [f"## {self.title}", self.conditions]
        if self.figures:
            rows = [
                (one.what, one.value, f"{one.n:,}", one.bar, one.verdict) for one in self.figures
            ]
            parts.append(_table((("what", "figure", "n", "bar", ""), *rows)))
        if self.matrix:
            parts.append(_table(self.matrix))
        if self.notes:
            parts.append("\n".join(f"- {note}" for note in self.notes))
        return "\n\n".join(parts)


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([head, "|" + "---|" * len(rows[0]), *body])
