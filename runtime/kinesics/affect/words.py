"""Text as words: cut, unfolded, and in every base form that each may have."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kinesics.toml import load_toml

__all__ = ["BREAK", "LONGEST", "Word", "words_of"]

BREAK = ","
"""The word that stands for punctuation between clauses."""

LONGEST = 4000
"""Characters of a text that are read; what follows is left out."""

_SPELLING = load_toml(Path(__file__).with_name("lexicon") / "spelling.toml")
_SHORT: dict[str, str] = _SPELLING["short"]
_JOINED: dict[str, str] = _SPELLING["joined"]
_IRREGULAR: dict[str, str] = _SPELLING["irregular"]
_ENDINGS: list[list[str]] = _SPELLING["endings"]["pairs"]
_DROPPED = frozenset(_SPELLING["dropped"].split(", "))
_SINGLE = frozenset(_SPELLING["single"].split(", "))

_PARTS = re.compile(
    r"(?:>?[:;=]'?-?[()\[\]dDoO|*]|\^\^|\bx[dD]\b)(?!\w)"  # a smiley
    r"|\d{1,3}(?:[.,]\d+)?%"  # how much
    r"|\d+(?:[.,]\d+)?(?=\s*(?:s|secs?|seconds?|mins?|minutes?)\b)"  # how long
    r"|[^\W_]+(?:'[^\W_]+)*"  # a word
    r"|[,;.!?():\u2013\u2014]"  # a mark between clauses
    r"|[\u2600-\u27bf\U0001f300-\U0001faff]"  # an emoji
)
_SHARE = re.compile(r"(?<=\d)\s*(?:%|per ?cent\b)")
_MILLI = re.compile(r"(\d{1,6}(?:\.\d+)?)\s*(?:ms|msecs?|milliseconds?)\b")
_ARROW = re.compile(r"[-=]+>|\u2192")
_LONG = re.compile(r"([^\W\d_])\1{2,}")
_SMILEY = re.compile(r"[:;=]'?-[()|dDoO*\]]")
_MARKS = frozenset(",;.!?():\u2013\u2014")
_SHORTEST = 3  # letters that an ending leaves


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text."""

    text: str
    """As it stands there, in lower case."""
    forms: tuple[str, ...]
    """What it may be in the lexicon: itself first, then without its endings."""


def words_of(text: str) -> list[Word]:
    """The words of a text in order; marks between clauses are `BREAK`."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST].replace("\u2019", "'")).casefold()
    plain = _SHARE.sub("%", plain)
    plain = _MILLI.sub(lambda found: f"{float(found[1]) / 1000.0:g} s", plain)
    plain = _ARROW.sub(" then ", plain)
    parts = _PARTS.findall(plain if _SMILEY.search(plain) else plain.replace("-", " "))
    found: list[Word] = []
    for at, part in enumerate(parts):
        if part in _MARKS:
            found.append(Word(BREAK, (BREAK,)))
        elif part in ("a", "an") and not _SINGLE.isdisjoint(parts[at + 1 : at + 3]):
            found.append(Word("one", ("one",)))
        elif part == "s" and at and parts[at - 1][0].isdigit():
            found.append(Word("seconds", ("seconds",)))
        else:
            words = [one for one in _unfolded(part).split() if one not in _DROPPED]
            found.extend(Word(one, _forms(one) + _shortened(one)) for one in words)
    return found


def _unfolded(word: str) -> str:
    """A contraction in full; a possessive without its ending."""
    for ending, meaning in _SHORT.items():
        if word.endswith(ending) and len(word) > len(ending):
            stem = {"ca": "can", "wo": "will", "sha": "shall"}.get(word[: -len(ending)], "")
            return (stem or word[: -len(ending)]) + meaning
    return _JOINED.get(word, word.removesuffix("'s").replace("'", ""))


def _shortened(word: str) -> tuple[str, ...]:
    """Forms of a word that is drawn out: "sooo", "angryyy"."""
    if not _LONG.search(word):
        return ()
    return _forms(_LONG.sub(r"\1\1", word)) + _forms(_LONG.sub(r"\1", word))


@lru_cache(8192)
def _forms(word: str) -> tuple[str, ...]:
    found = [word]
    if word in _IRREGULAR:
        found.append(_IRREGULAR[word])
    for ending, base in _ENDINGS:
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) >= _SHORTEST - (base == "y"):
            found.append(stem + base)
            if not base and len(stem) > _SHORTEST and stem[-1] == stem[-2]:
                found.append(stem[:-1])
    return tuple(dict.fromkeys(_american(one) for one in found))


def _american(word: str) -> str:
    """British spelling as American; what has only one spelling may be changed, but always alike."""
    if len(word) < 6:
        return {"grey": "gray", "sceptic": "skeptic"}.get(word, word)
    word = re.sub(r"our(?=$|ed|ing|s$|ful|able|less)", "or", word)
    word = re.sub(r"(i|y)s(?=e$|ed$|ing$|er$|es$|ation)", r"\1z", word)
    return re.sub(r"^scep", "skep", re.sub(r"ll(?=ed$|ing$)", "l", word))
