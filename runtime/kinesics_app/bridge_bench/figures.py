"""`Figure`: one measured number, its bar and its conditions; `Section` holds those of one part."""

from dataclasses import dataclass, field

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
    notes: tuple[str, ...] = field(default=())
    """What a reader must know to judge the figures."""

    @property
    def passed(self) -> bool:
        """Whether no bar was missed."""
        return not any(figure.met is False for figure in self.figures)

    def markdown(self) -> str:
        """The section as a chapter of BENCHMARKS.md."""
        rows = [
            f"| {figure.what} | {figure.value} | {figure.n:,} | {figure.bar} | {figure.verdict} |"
            for figure in self.figures
        ]
        head = ["| what | figure | n | bar | |", "|---|---|---|---|---|"]
        notes = [f"- {note}" for note in self.notes]
        text = [f"## {self.title}", "", self.conditions, "", *head, *rows]
        return "\n".join([*text, "", *notes] if notes else text)
