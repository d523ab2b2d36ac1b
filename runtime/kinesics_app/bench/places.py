"""`Places`: where the report of a bench goes, by the options that its commands share."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from kinesics.errors import RecordError
from kinesics_app.bench.chapters import demand_chapters, renewed
from kinesics_app.bench.report import Report, document_of

__all__ = [
    "Places",
    "a_report",
    "check_writable",
    "into_a_report",
    "tell_report",
]


@dataclass(frozen=True, slots=True)
class Places:
    """Where a report goes, besides what is shown."""

    out: Path | None = None
    """All of it, as Markdown."""
    json: Path | None = None
    """The same, for programs."""
    into: Path | None = None
    """A report of before, whose chapters are renewed."""

    def demand(self, titles: Sequence[str] = ()) -> None:
        """Complain now about a report that cannot be written, or lacks one of these chapters."""
        if self.into:
            demand_chapters(self.into.read_text(), titles)
        for path in (self.out, self.json, self.into):
            if path:
                check_writable(path)


def into_a_report(command: Any) -> Any:
    """`--out`, `--json` and `--into`: the fields of `Places`."""
    into = click.Path(path_type=Path, dir_okay=False, exists=True)
    renew = click.option("--into", type=into, help="Renew the measured parts in the report there.")
    return a_report(renew(command))


def a_report(command: Any) -> Any:
    """`--out` and `--json`: fields of `Places`."""
    place = click.Path(path_type=Path, dir_okay=False)
    out = click.option("--out", type=place, help="Write a report there.")
    return out(click.option("--json", type=place, help="Write it there as JSON.")(command))


def tell_report(report: Report, places: Places) -> None:
    """Write and show it; exit code 1 when a bar was missed."""
    text = report.markdown()
    if places.out:
        places.out.write_text(text, encoding="utf-8")
    if places.json:
        document = document_of(report.sections, report.machine)
        told = json.dumps(document, indent=1, ensure_ascii=False)
        places.json.write_text(told + "\n", encoding="utf-8")
    if places.into:
        before = places.into.read_text(encoding="utf-8")
        after = renewed(before, report.sections, report.machine)
        places.into.write_text(after, encoding="utf-8")
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
