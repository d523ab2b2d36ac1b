"""Text as words: cut, unfolded, and in every base form that each may have."""

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["BREAK", "Word", "words_of"]

BREAK = ","
"""The word that stands for punctuation between clauses."""

LONGEST = 4000
"""Characters of a text that are read; what follows is left out."""

_SMILEYS = r"(?:>?[:;=]'?-?[()\[\]dDoO|*]|\^\^|\bx[dD]\b)(?!\w)"
_PARTS = re.compile(rf"{_SMILEYS}|[^\W_]+(?:'[^\W_]+)*|[,;.!?…:()—–]|[^\w\s]|_")
_PUNCTUATION = set(",;.!?…:()—–")
_SHORT = {"n't": " not", "'re": " are", "'ve": " have", "'ll": " will", "'m": " am", "'d": ""}
_JOINED = {
    "dont": "do not", "doesnt": "does not", "isnt": "is not", "arent": "are not", "cant": "can not",
    "wont": "will not", "didnt": "did not", "wasnt": "was not", "cannot": "can not",
    "shouldnt": "should not", "couldnt": "could not", "im": "i am", "youre": "you are",
}  # fmt: skip
_DROPPED = {"a", "an", "the", "my", "your", "his", "her", "its", "our", "their", "s", "own"}
"""Articles and possessives: "raise your brow" is "raise brow", here and in the lexicon."""

_IRREGULAR = {
    "shook": "shake", "shaken": "shake", "fell": "fall", "fallen": "fall", "threw": "throw",
    "thrown": "throw", "drawn": "draw", "drew": "draw", "shown": "show", "wore": "wear", "wept": "weep",
    "hung": "hang", "bit": "bite", "bitten": "bite", "bent": "bend", "lit": "light", "grew": "grow",
    "grown": "grow", "became": "become", "began": "begin", "begun": "begin", "went": "go", "gone": "go",
    "stuck": "stick", "gave": "give", "given": "give", "shrank": "shrink", "sank": "sink", "sunk": "sink",
    "rose": "rise", "risen": "rise", "thought": "think", "felt": "feel", "slept": "sleep", "lost": "lose",
    "eyes": "eye", "teeth": "teeth", "feet": "feet", "worse": "bad", "happier": "happy", "held": "hold",
    "burst": "burst", "broke": "break", "broken": "break", "stole": "steal", "stolen": "steal",
}  # fmt: skip
_ENDINGS = (
    ("ies", "y"), ("ied", "y"), ("ier", "y"), ("iest", "y"), ("iness", "y"), ("ily", "y"),
    ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("es", ""), ("s", ""), ("ly", ""), ("ly", "le"),
    ("er", ""), ("er", "e"), ("est", ""), ("est", "e"), ("ness", ""), ("ward", "wards"), ("ish", ""),
)  # fmt: skip
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
    plain = unicodedata.normalize("NFKC", text[:LONGEST].replace("’", "'").replace("…", ","))
    plain = plain.casefold().replace("-", " " if not _smiles(plain) else "-")
    found: list[Word] = []
    for part in _PARTS.findall(plain):
        if part in _PUNCTUATION:
            found.append(Word(BREAK, (BREAK,)))
            continue
        for one in _unfolded(part).split():
            if one not in _DROPPED:
                found.append(Word(one, _forms(one)))
    return found


def _smiles(text: str) -> bool:
    return re.search(r"[:;=]'?-[()|dDoO*\]]", text) is not None


def _unfolded(word: str) -> str:
    """A contraction in full; a possessive without its ending."""
    for ending, meaning in _SHORT.items():
        if word.endswith(ending) and len(word) > len(ending):
            stem = {"ca": "can", "wo": "will", "sha": "shall"}.get(word[: -len(ending)], "")
            return (stem or word[: -len(ending)]) + meaning
    return _JOINED.get(word, word.removesuffix("'s").replace("'", ""))


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
