"""`spoken_accents`: where an utterance will be stressed, as far as its words and phones tell."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from kinesics.audio import phones
from kinesics.signals import PhoneTimes, TimedWord
from kinesics.toml import load_toml

__all__ = ["SpokenAccent", "spoken_accents"]

_VOWEL_FROM = phones.VISEMES.index("aa")
_GLIDES = ("w", "wy", "y")
_REDUCED = ("ax", "ix")
GUESS = 0.4  # of a word
_PEAK = 0.4  # of a vowel: where its level is highest, a little before its middle


class SpokenAccent(NamedTuple):
    """A word that will be stressed."""

    t_ns: int
    """Robot time at which its stressed vowel peaks, as heard."""
    word: str
    """In lower case, without punctuation."""
    strength: float
    """0..1: its vowel's length among those of the utterance; of a guess, the word's."""
    is_guess: bool = False
    """Whether its time is a guess: no phones were told."""


def spoken_accents(told: PhoneTimes) -> tuple[SpokenAccent, ...]:
    """The stressed vowels of all words that are no mere grammar, in order.

    Which syllable is stressed is told by its vowel: the first of a word that is not reduced. (Of
    the accented content words that festival says, it is the accented one in 99 of 100.) Where no
    phones are told a word's stress is taken to lie at a fixed share of it. Without words nothing
    is known.
    """
    if not told.phones:
        return _guessed(told)
    of_phone = phones.visemes()
    vowels = [
        (phone.start_s, phone.end_s, phone.phone in _REDUCED)
        for phone in told.phones
        if of_phone.get(phone.phone, 0) >= _VOWEL_FROM and phone.phone not in _GLIDES
    ]
    longest_s = max((end - start for start, end, _ in vowels), default=1.0)
    accents = []
    for word in told.words:
        text = _plain(word)
        inside = [v for v in vowels if word.start_s <= 0.5 * (v[0] + v[1]) < word.end_s]
        if not inside or text in _grammar():
            continue
        start_s, end_s, _ = next((vowel for vowel in inside if not vowel[2]), inside[0])
        at_s = start_s + _PEAK * (end_s - start_s)
        strength = (end_s - start_s) / longest_s
        accents.append(SpokenAccent(told.t_ns + round(at_s * 1e9), text, strength))
    return tuple(accents)


def _guessed(told: PhoneTimes) -> tuple[SpokenAccent, ...]:
    words = [(word, _plain(word)) for word in told.words]
    full = [(word, text) for word, text in words if text and text not in _grammar()]
    longest_s = max((word.end_s - word.start_s for word, _ in full), default=1.0)
    return tuple(
        SpokenAccent(
            told.t_ns + round((word.start_s + GUESS * (word.end_s - word.start_s)) * 1e9),
            text,
            (word.end_s - word.start_s) / max(longest_s, 1e-9),
            is_guess=True,
        )
        for word, text in full
    )


def _plain(word: TimedWord) -> str:
    return "".join(letter for letter in word.text.lower() if letter.isalpha() or letter == "'")


@cache
def _grammar() -> frozenset[str]:
    """Words that are hardly ever stressed."""
    return frozenset(load_toml(Path(__file__).with_name("spoken.toml"))["unstressed"])
