"""`Utterance`: when what is said is heard, word by word, so that others can be anchored to it."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf, isfinite

from kinesics.conversation.intent import Start
from kinesics.conversation.values import MOST_MARKS
from kinesics.errors import IntentError
from kinesics.signals import TimedWord

__all__ = ["PLACES", "Utterance", "marked"]

PLACES = ("begin", "end")
"""Marks that every utterance has."""


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """One thing that is said, dated by when it is heard."""

    t_ns: int
    """Robot time of its first sample."""
    length_s: float
    """`inf`: it is still being made."""
    text: str = ""
    words: Sequence[TimedWord] = ()
    """In the order in which they are said."""
    marks: Mapping[str, float] = field(default_factory=dict)
    """Named times [s] after its first sample."""

    def whole(self, end_ns: int) -> "Utterance":
        """The same, of which the last was made: it is over at `end_ns`."""
        return replace(self, length_s=(end_ns - self.t_ns) * 1e-9)

    def with_mark(self, name: str, at_s: float) -> "Utterance":
        """The same with one more mark, or one that is elsewhere.

        Raises:
            IntentError: it has too many.
        """
        return replace(self, marks=marked(self.marks, name, at_s))

    def at(self, start: Start) -> int | None:
        """Robot time of a place in it; None: not known yet, for it is still being made.

        A character lies within its word where the words and the text are known to agree, else as
        far in the sound as it is in the text.

        Raises:
            IntentError: no such mark, word or character, or no text.
        """
        place_s = self._place_s(start)
        return self.t_ns + round((place_s + start.after_s) * 1e9) if isfinite(place_s) else None

    def word_at(self, character: int) -> tuple[int, TimedWord | None]:
        """The word that a character is in, or comes after, and where in the text it begins.

        None: the words and the text are not known to agree so far.
        """
        places = self._places()
        row = bisect_right([place for place, _ in places], character) - 1
        return places[row] if row >= 0 else (0, None)

    def _place_s(self, start: Start) -> float:
        if start.word is not None:
            return self._word_s(start.word)
        if start.character is not None:
            return self._character_s(start.character)
        if start.mark:
            return self._mark_s(start.mark)
        return 0.0

    def _mark_s(self, mark: str) -> float:
        marks = {**dict(zip(PLACES, (0.0, self.length_s), strict=True)), **self.marks}
        if mark not in marks and not isfinite(self.length_s):
            return inf
        if mark not in marks:
            raise IntentError(f"no mark {mark!r} in the utterance; it has {', '.join(marks)}")
        return marks[mark]

    def _word_s(self, word: int) -> float:
        if word >= len(self.words):
            known = (
                f"{len(self.words)} are known, from 0"
                if self.words
                else "it came without `words` or phone times; wanted them, or a character"
            )
            raise IntentError(f"no word {word} in the utterance: {known}")
        return self.words[word].start_s

    def _character_s(self, character: int) -> float:
        if character >= len(self.text):
            raise IntentError(
                f"no character {character} in the utterance: its text has {len(self.text)}, from 0"
            )
        place, word = self.word_at(character)
        if word is None:
            return self.length_s * character / len(self.text)  # NaN: not known either
        share = min((character - place) / max(len(word.text), 1), 1.0)
        return word.start_s + share * (word.end_s - word.start_s)

    def _places(self) -> list[tuple[int, TimedWord]]:
        """Where in the text each word begins, as far as text and words agree."""
        places, at, text = [], 0, self.text.casefold()
        for word in self.words:
            found = text.find(word.text.casefold(), at)
            if found < 0 or not word.text:
                continue
            places.append((found, word))
            at = found + len(word.text)
        return places


def marked(marks: Mapping[str, float], name: str, at_s: float) -> Mapping[str, float]:
    """The marks of an utterance and one more.

    Raises:
        IntentError: that are too many.
    """
    if name not in marks and len(marks) >= MOST_MARKS:
        raise IntentError(f"mark: the utterance has {len(marks)} marks; wanted no more")
    return {**marks, name: at_s}
