"""`Slips`: words that nobody knows, read as those that they are slips of the pen from."""

from collections.abc import Iterable, Iterator

from kinesics.affect.words import Word

__all__ = ["Slips"]

_SHORTEST = 6  # shorter words have too many neighbours


class Slips:
    """Knows the words of a vocabulary by what is easily written in their place."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._known = frozenset(vocabulary)
        self._near: dict[str, list[str]] = {}
        self._squeezed: dict[str, str] = {}
        for word in sorted(self._known):
            if len(word) >= _SHORTEST and word.isalpha():
                self._squeezed[_squeezed(word)] = word
                for key in _deletions(word):
                    self._near.setdefault(key, []).append(word)

    def mended(self, word: Word) -> Word:
        """A long word that is not known, as the one that it is a slip from; else the same."""
        if len(word.text) < _SHORTEST or not word.text.isalpha() or self._known & set(word.forms):
            return word
        for form in word.forms:
            if len(form) < _SHORTEST:
                continue
            for key in _deletions(form):
                for other in self._near.get(key, ()):
                    if _one_apart(form, other):
                        return Word(word.text, (*word.forms, other))
        other = self._squeezed.get(_squeezed(word.text), "")
        return Word(word.text, (*word.forms, other)) if other else word


def _deletions(word: str) -> Iterator[str]:
    yield word
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]


def _squeezed(word: str) -> str:
    """With one letter where there are two: which of them are is what people forget."""
    return "".join(a for a, b in zip(word, word[1:] + " ", strict=True) if a != b)


def _one_apart(one: str, other: str) -> bool:
    """Whether one letter is missing, too many, another, or two neighbours have changed places."""
    first = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if first is None:
        return abs(len(one) - len(other)) == 1
    rest, others = one[first:], other[first:]
    swapped = rest[1::-1] + rest[2:]
    return others in (rest[1:], swapped) or rest == others[1:] or rest[1:] == others[1:]
