"""What the commands of `kinesics bench` share: bars of progress, and reports."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from kinesics.errors import RecordError

if TYPE_CHECKING:
    from kinesics_app.bridge_bench.figures import Section

__all__ = ["Parts", "Report", "check_writable", "demand_places", "tell_report"]


class Report(Protocol):
    """What `bridge` and `live` measured."""

    @property
    def machine(self) -> str:
        """Where they were measured."""
        ...

    @property
    def sections(self) -> "tuple[Section, ...]":
        """What was measured."""
        ...

    @property
    def passed(self) -> bool:
        """Whether no bar was missed."""
        ...

    def markdown(self) -> str:
        """All of it."""
        ...


def demand_places(out: Path | None, into: Path | None, titles: Sequence[str]) -> None:
    """Complain now about a report that cannot be written, or lacks one of these chapters."""
    from kinesics_app.bridge_bench.chapters import demand_chapters

    if into:
        demand_chapters(into.read_text(), titles)
    for path in (out, into):
        if path:
            check_writable(path)


def tell_report(report: Report, out: Path | None, into: Path | None) -> None:
    """Write and show it; exit code 1 when a bar was missed."""
    from kinesics_app.bridge_bench.chapters import renewed

    text = report.markdown()
    if out:
        out.write_text(text)
    if into:
        into.write_text(renewed(into.read_text(), report.sections, report.machine))
    click.echo(text)
    if not report.passed:
        sys.exit(1)


def check_writable(path: Path) -> None:
    """Complain now, and not after twenty minutes; leaves nothing there."""
    absent = not path.exists()
    try:
        path.touch()
        if absent:
            path.unlink()
    except OSError as error:
        raise RecordError(f"cannot write {path}: {error.strerror}") from error


class Parts:
    """A bar on standard error for each part."""

    def __init__(self) -> None:
        self._part = ""
        self._bar: Any = None

    def show(self, part: str, share: float) -> None:
        """Draw `share` of `part`, 0 to 1."""
        if part != self._part:
            self._end()
            self._part = part
            self._bar = click.progressbar(length=1000, label=f"{part:<12}", file=sys.stderr)
            self._bar.__enter__()
        done = round(share * self._bar.length)
        if done > self._bar.pos:
            self._bar.update(done - self._bar.pos)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.update(self._bar.length - self._bar.pos)
            self._bar.__exit__(None, None, None)
            self._bar = None

    def __enter__(self) -> "Parts":
        return self

    def __exit__(self, *error: object) -> None:
        self._end()
