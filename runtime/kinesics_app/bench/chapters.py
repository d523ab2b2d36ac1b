"""`renewed`: a report of the bench with some of its chapters measured again."""

import re
from collections.abc import Iterable

from kinesics.errors import RecordError
from kinesics_app.bench.figures import Section

__all__ = ["demand_chapters", "renewed", "verdict"]

_BAR = re.compile(r"^\| (?P<what>.*?) \|.*\| (?P<verdict>met|MISSED) \|$", re.MULTILINE)
_AGAIN = "The chapter *{}* was measured again by itself, after the run that the head tells of. {}"
_VERDICT = re.compile(r"^Of \d+ bars, .*$", re.MULTILINE)


def verdict(chapters: str) -> str:
    """How many bars were met in chapters of markdown, and which were missed."""
    bars = [(bar["what"], bar["verdict"]) for bar in _BAR.finditer(chapters)]
    missed = [what for what, verdict in bars if verdict == "MISSED"]
    told = f"Of {len(bars)} bars, {len(bars) - len(missed)} met"
    return f"{told}. Missed: {'; '.join(missed)}." if missed else f"{told}."


def demand_chapters(text: str, titles: Iterable[str]) -> None:
    """RecordError when the report `text` lacks one of these chapters: before it is measured."""
    there = [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]
    for title in titles:
        if title not in there:
            raise RecordError(
                f"the report has no chapter {title!r}: make it whole first, with --out"
            )


def renewed(text: str, sections: tuple[Section, ...], machine: str) -> str:
    """The report `text` with these sections in place of its own, each saying where it was measured.

    Raises:
        RecordError: it has no such chapter.
    """
    head, *chapters = text.rstrip("\n").split("\n## ")
    titles = [chapter.partition("\n")[0] for chapter in chapters]
    demand_chapters(text, [section.title for section in sections])
    for section in sections:
        chapter = section.markdown().removeprefix("## ")
        told = f"{chapter}\n\n{_AGAIN.format(section.title, machine)}\n"
        chapters[titles.index(section.title)] = told
    chapters[-1] = chapters[-1].rstrip("\n")
    whole = "\n## ".join(chapters)
    return "\n## ".join([_VERDICT.sub(verdict(whole), head), whole]) + "\n"
