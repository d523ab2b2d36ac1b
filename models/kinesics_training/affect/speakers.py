"""Whose voices are said again: neutral speech of speakers, each with one pitch, tract and style."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kinesics_training.corpora import espeak, kokoro, synth
from kinesics_training.corpora.sentences import lines
from kinesics_training.corpora.synth import Manner, Utterance
from kinesics_training.corpora.voices import VOICES

F32 = npt.NDArray[np.float32]
SECONDS, NEURAL_SECONDS = 70.0, 32.0
"""Of neutral speech each; a neural synthesiser takes two seconds for one."""
_SEED = 5


@dataclass(frozen=True)
class Speaker:
    """Somebody who says neutral sentences."""

    name: str
    voice: str
    """A row of `voices.toml`."""
    role: str
    """train | validation | test"""
    number: int = 0
    """Which of the speakers made of this voice: another pitch and tract, variant or style."""


def _several(voice: str, count: int, role: str = "train") -> list[Speaker]:
    return [Speaker(f"{voice}-{k}", voice, role, k) for k in range(count)]


LANGUAGES = ("es", "fr", "de", "it", "ru", "cmn")
TRAIN = (
    *_several("slt", 4), *_several("awb", 4), *_several("hts", 3), *_several("kallpc", 3),
    *_several("formant", 8), *_several("neural", 2),
    *(Speaker(f"formant-{name}", f"formant-{name}", "train") for name in LANGUAGES),
)  # fmt: skip
VALIDATION = tuple(
    Speaker(name, name, "validation")
    for name in ("ked", "nezumi", "nsh", "lp", "held-es", "held-de", "held-fr", "held-ru")
)
"""What choices are made on."""
TEST = tuple(Speaker(name, name, "test") for name in ("rms", "pc"))
"""Never trained on, tuned on or selected on."""


def spoken(speaker: Speaker, cache: Path, say: Callable[[str], None]) -> list[Utterance]:
    """What a speaker said, kept under `cache`."""
    path = cache / f"neutral-{speaker.name}.npz"
    if not path.exists():
        say(f"speaking as {speaker.name}")
        cache.mkdir(parents=True, exist_ok=True)
        synth.save(path, _speak(speaker))
    return synth.load(path)


def _speak(speaker: Speaker) -> list[Utterance]:
    voice = VOICES[speaker.voice]
    rng = np.random.default_rng([_SEED, speaker.number, *voice.name.encode()])
    text = lines(voice.language, int(rng.integers(2**31)))
    manner = Manner.draw(rng, voice, vary=speaker.role == "train")
    manner = Manner(1.0, manner.pitch_hz, manner.tract)
    engines = {"espeak": _espeak, "kokoro": _kokoro}
    speak = engines.get(voice.engine, _program)(speaker, manner, rng)
    said: list[Utterance] = []
    seconds = NEURAL_SECONDS if voice.engine == "kokoro" else SECONDS
    while sum(one.samples.size for one in said) < seconds * synth.RATE_HZ:
        said += speak([text.next() for _ in range(5)])
    return said


Speak = Callable[[list[str]], list[Utterance]]


def _program(speaker: Speaker, manner: Manner, _rng: np.random.Generator) -> Speak:
    voice = VOICES[speaker.voice]
    return lambda texts: list(synth.speak(voice, [(text, manner) for text in texts]))


def _espeak(speaker: Speaker, manner: Manner, rng: np.random.Generator) -> Speak:
    voice, library = VOICES[speaker.voice], espeak.library()
    variants = espeak.held() if voice.label == "held" else espeak.variants()
    variant = str(rng.choice(variants))
    pitch = int(rng.integers(30, 65))

    def speak(texts: list[str]) -> list[Utterance]:
        said = [library.speak(text, voice.language, variant, 165, pitch) for text in texts]
        return [synth.resampled(s, library.rate_hz, p, e, manner) for s, p, e in said]

    return speak


def _kokoro(speaker: Speaker, manner: Manner, rng: np.random.Generator) -> Speak:
    voice = VOICES[speaker.voice]
    style = kokoro.held_style() if voice.label == "held" else kokoro.style(rng)

    def speak(texts: list[str]) -> list[Utterance]:
        said = [kokoro.speak(text, voice.language, style, 1.2) for text in texts]
        return [
            synth.resampled(s, kokoro.RATE_HZ, p, e, Manner(1.0, 0.0, 1.0))
            for s, p, e in (one for one in said if one is not None)
        ]

    return speak
