"""The voices beyond plain English: six more languages, neural voices, recorded Russian."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np

from kinesics_training.corpora import aligner, prompts, synth, voices
from kinesics_training.corpora.corpus import Corpus
from kinesics_training.corpora.synth import Utterance

COPIES = {"neural": 2, "recorded": 2}
"""How often the voices nearest to people are heard."""
_EACH = {"kokoro": 2}
"""Every how many-th utterance of an engine teaches the aligner's listener; of the others, every
fourth."""


class Shelf(Protocol):
    """What `Workshop` keeps."""

    @property
    def cache(self) -> Path:
        """Where what can be made again is kept."""
        ...

    @property
    def say(self) -> Callable[[str], None]:
        """How progress is told."""
        ...

    def speech(self, voice: str) -> list[Utterance]:
        """All utterances of a voice."""
        ...


def corpus(shelf: Shelf) -> Corpus:
    """All training voices but the plain English ones and the natives."""
    spoken: list[Utterance] = []
    for voice in voices.by_role("train"):
        if voice not in (*voices.FIRST, *voices.natives()):
            spoken += shelf.speech(voice) * COPIES.get(voice.split("-")[0], 1)
    return Corpus(spoken + recorded(shelf, "ru", held=False) * COPIES["recorded"], [])


def natives(shelf: Shelf) -> Corpus:
    """Kokoro's voices in their own languages."""
    return Corpus([u for voice in voices.natives() for u in shelf.speech(voice)], [])


def recorded(shelf: Shelf, language: str, held: bool) -> list[Utterance]:
    """The aligned prompts of a recorded voice, aligned once: those that judge, or all others."""
    path = shelf.cache / f"prompts-{language}-{'held' if held else 'train'}.npz"
    if not path.exists():
        pairs = list(prompts.aligned(language, listener(shelf), shelf.say))
        for judges in (False, True):
            chosen = [spoken for prompt, spoken in pairs if prompt.held is judges]
            name = f"prompts-{language}-{'held' if judges else 'train'}.npz"
            if chosen:
                synth.save(shelf.cache / name, chosen)
    return synth.load(path) if path.exists() else []


def listener(shelf: Shelf) -> aligner.Listener:
    """The aligner's listener, taught once."""

    def spoken() -> list[Utterance]:
        chosen = [
            utterance
            for voice in voices.by_role("train")
            for utterance in shelf.speech(voice)[:: _EACH.get(voices.VOICES[voice].engine, 4)]
        ]
        order = np.random.default_rng(0).permutation(len(chosen))
        return [chosen[k] for k in order]

    return aligner.trained(shelf.cache / "listener.pt", spoken, shelf.say)
