"""Sentences to speak: random, seeded, ours, so free of anyone's rights; rich in lip closures."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kinesics.toml import load_toml

WORDS = Path(__file__).with_name("words.toml")
PHRASES = Path(__file__).with_name("phrases.toml")


@dataclass(frozen=True)
class Lexicon:
    """Words by part of speech, as in `words.toml`."""

    determiners: list[str]
    adjectives: list[str]
    nouns: list[str]
    verbs: list[str]
    adverbs: list[str]
    names: list[str]
    openers: list[str]
    questions: list[str]


class Sentences:
    """An endless, seeded source of plain English sentences."""

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._words = Lexicon(**load_toml(WORDS))

    def next(self) -> str:
        """One sentence of 3 to about 25 words."""
        chance = self._rng.random()
        if chance < 0.15:
            return self._question()
        if chance < 0.25:
            return self._list()
        if chance < 0.45:
            link = self._pick(["and", "but", "because", "while"])
            return f"{self._clause()}, {link} {self._clause()}."
        if chance < 0.60:
            return f"{self._pick(self._words.openers)} {self._clause()}."
        return f"{self._clause()}."

    def _pick(self, words: list[str]) -> str:
        return words[int(self._rng.integers(len(words)))]

    def _noun_phrase(self) -> str:
        words = self._words
        if self._rng.random() < 0.2:
            return self._pick(words.names)
        adjective = f"{self._pick(words.adjectives)} " if self._rng.random() < 0.6 else ""
        return f"{self._pick(words.determiners)} {adjective}{self._pick(words.nouns)}"

    def _clause(self) -> str:
        words = self._words
        tail = f" {self._pick(words.adverbs)}" if self._rng.random() < 0.5 else ""
        return f"{self._noun_phrase()} {self._pick(words.verbs)} {self._noun_phrase()}{tail}"

    def _question(self) -> str:
        return f"{self._pick(self._words.questions)} {self._noun_phrase()}?"

    def _list(self) -> str:
        count = int(self._rng.integers(2, 6))
        nouns = [self._pick(self._words.nouns) for _ in range(count)]
        return f"{', '.join(nouns)}, and {self._pick(self._words.adjectives)} {self._pick(nouns)}."


class Phrases:
    """An endless, seeded source of lines in another language: phrases, pairs, word lists."""

    def __init__(self, language: str, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        table = load_toml(PHRASES)[language]
        self._phrases: list[str] = table["phrases"]
        self._words: list[str] = table["words"]

    def next(self) -> str:
        """One line."""
        chance = self._rng.random()
        if chance < 0.4:
            return f"{', '.join(self._pick(self._words, int(self._rng.integers(2, 6))))}."
        count = 1 if chance < 0.7 else 2
        return f"{', '.join(self._pick(self._phrases, count))}."

    def _pick(self, lines: list[str], count: int) -> list[str]:
        return [lines[k] for k in self._rng.choice(len(lines), count, replace=False)]


def lines(language: str, seed: int) -> "Sentences | Phrases":
    """What to say in a language."""
    return Sentences(seed) if language == "en-us" else Phrases(language, seed)
