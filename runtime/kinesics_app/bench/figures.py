"""`Figure`: one measured number, its bar and its conditions; `Section` holds those of one part."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Figure", "Section", "unmeasured"]

_NUMBER = re.compile(r"[-+]?\d+(?:,\d{3})*(?:\.\d+)?")


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
    def numbers(self) -> list[float]:
        """Those in `value`, in order, in the unit that it names."""
        return [float(one.replace(",", "")) for one in _NUMBER.findall(self.value)]

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

    def document(self) -> dict[str, Any]:
        """The section as JSON has it."""
        figures = [{**asdict(one), "numbers": one.numbers} for one in self.figures]
        return {**asdict(self), "figures": figures, "passed": self.passed}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Section":
        """What `document` told."""
        figures = (
            Figure(one["what"], one["value"], one["n"], one["bar"], one["met"])
            for one in document["figures"]
        )
        return cls(
            document["title"],
            document["conditions"],
            tuple(figures),
            tuple(document["notes"]),
            tuple(map(tuple, document["matrix"])),
        )


def unmeasured(part: str, title: str, why: object) -> Section:
    """Of a part that cannot be measured: a bar missed, not the end of the run."""
    figure = Figure(f"the part `{part}`", "not measured", 0, "measured", met=False)
    return Section(title, f"Could not be measured: {why}.", (figure,))


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([head, "|" + "---|" * len(rows[0]), *body])
