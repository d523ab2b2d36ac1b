"""`Report`: the sections of one run of a bench, as a file of chapters."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kinesics_app.bench.chapters import verdict
from kinesics_app.bench.figures import Section

__all__ = ["SCHEMA", "Report", "document_of", "machine_told"]

SCHEMA = "kinesics.bench/1"


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured, on which machine."""

    head: str
    """Of the file; `{}` in it is the machine."""
    machine: str
    sections: tuple[Section, ...]

    @property
    def passed(self) -> bool:
        """Whether no bar was missed."""
        return all(section.passed for section in self.sections)

    def markdown(self) -> str:
        """The whole file."""
        chapters = "\n\n".join(section.markdown() for section in self.sections)
        return "\n\n".join([self.head.format(self.machine), verdict(chapters), chapters]) + "\n"


def document_of(sections: Iterable[Section], machine: str) -> dict[str, Any]:
    """The report of a bench as JSON has it."""
    told = [section.document() for section in sections]
    passed = all(one["passed"] for one in told)
    return {"schema": SCHEMA, "machine": machine, "passed": passed, "sections": told}


def machine_told(took_s: float) -> str:
    """Where a run of so many seconds was measured, that ends now."""
    load = f"load average {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    return (
        f"This run: {platform.machine()}, {os.cpu_count()} cores, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}; {took_s / 60:.0f} min, {load}."
    )
