"""`renewed`: a report of the bench with some of its chapters measured again."""

import re

from kinesics.errors import RecordError

from .figures import Section

__all__ = ["renewed", "verdict"]

_BAR = re.compile(r"^\| (?P<what>.*?) \|.*\| (?P<verdict>met|MISSED) \|$", re.MULTILINE)
_VERDICT = re.compile(r"^Of \d+ bars, .*$", re.MULTILINE)


def verdict(chapters: str) -> str:
    """How many bars were met in chapters of markdown, and which were missed."""
    bars = [(bar["what"], bar["verdict"]) for bar in _BAR.finditer(chapters)]
    missed = [what for what, verdict in bars if verdict == "MISSED"]
    told = f"Of {len(bars)} bars, {len(bars) - len(missed)} met"
    return f"{told}. Missed: {'; '.join(missed)}." if missed else f"{told}."


def renewed(text: str, sections: tuple[Section, ...], machine: str) -> str:
    """The report `text` with these sections in place of its own, each saying where it was measured.

    Raises:
        RecordError: it has no such chapter.
    """
    head, *chapters = text.rstrip("\n").split("\n## ")
    titles = [chapter.partition("\n")[0] for chapter in chapters]
    for section in sections:
        if section.title not in titles:
            raise RecordError(f"the report has no chapter {section.title!r}: make it whole first")
        chapter = section.markdown().removeprefix("## ")
        told = f"{chapter}\n\nMeasured again by itself. {machine}\n"
        chapters[titles.index(section.title)] = told
    chapters[-1] = chapters[-1].rstrip("\n")
    whole = "\n## ".join(chapters)
    return "\n## ".join([_VERDICT.sub(verdict(whole), head), whole]) + "\n"
