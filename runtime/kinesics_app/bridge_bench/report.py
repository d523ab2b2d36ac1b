"""`Report`: the sections of one run of a bench, as a file of chapters."""

from dataclasses import dataclass

from .chapters import verdict
from .figures import Section

__all__ = ["Report"]


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
