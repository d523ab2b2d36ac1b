"""Tags in a text that is said: `[greet] Hello` has a gesture made at `Hello`."""

import re
from typing import NamedTuple

from kinesics.errors import IntentError

__all__ = ["Tag", "cut_tags"]

_TAG = re.compile(r"\[([a-z][a-z0-9_]{0,63})(?::(-?\d+(?:\.\d+)?))?\]")

_CLOSES = (",", ".", ";", ":", "!", "?")


class Tag(NamedTuple):
    """A gesture that a text wants at a place."""

    character: int
    """Of the text without tags, from 0: the first of the word that follows, or of the last one."""
    concept: str
    size: float
    """0..1; 0.5 is as authored."""

    @property
    def written(self) -> str:
        """As in the text, without a size."""
        return f"[{self.concept}]"


def cut_tags(text: str) -> tuple[str, tuple[Tag, ...]]:
    """What is to be said, and what its tags want, in order: `[concept]` or `[concept:size]`.

    Brackets around anything else than a word in lower case, or that and a number, are text. The
    blanks beside a tag become one.

    Raises:
        IntentError: a size that is none: said aloud nobody wants it.
    """
    said, at = "", 0
    found: list[tuple[int, str, float]] = []
    for match in _TAG.finditer(text):
        said = _joined(said, text[at : match.start()])
        size = float(match[2] or 0.5)
        if not 0.0 <= size <= 1.0:
            raise IntentError(f"{match[0]}: a size of {match[2]}; wanted 0..1, 0.5 as authored")
        found.append((len(said.rstrip()), match[1], size))
        at = match.end()
    if not found:
        return text, ()
    said = _joined(said, text[at:]).rstrip()
    return said, tuple(Tag(_word_after(said, end), concept, size) for end, concept, size in found)


def _joined(said: str, more: str) -> str:
    """Without a second blank, one at the beginning, or one before a comma."""
    if more[:1] in _CLOSES:
        return said.rstrip() + more
    return said + (more.lstrip() if not said or said[-1].isspace() else more)


def _word_after(said: str, end: int) -> int:
    """Where the word begins that follows `end`, or the last word."""
    rest = said[end:]
    begins = next((end + n for n, letter in enumerate(rest) if letter.isalnum()), None)
    return max(said.rfind(" ") + 1, 0) if begins is None else begins
