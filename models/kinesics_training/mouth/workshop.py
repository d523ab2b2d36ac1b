"""Where everything lies, and the corpora: the paths and seeds that the commands share."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kinesics.errors import ModelError
from kinesics_training.corpora import facegood, polyglot, synth, voices
from kinesics_training.corpora.corpus import Corpus
from kinesics_training.corpora.facegood import Clip
from kinesics_training.corpora.synth import Utterance
from kinesics_training.mouth import streams, unlabelled
from kinesics_training.mouth.runners import Runner
from kinesics_training.mouth.streams import Stream

SPEECH_SEED = 2


@dataclass(frozen=True)
class Material:
    """A part of what is taught: `variants` augmented versions, their seeds from `seed` on."""

    variants: int
    seed: int


MATERIALS = {
    "english": Material(3, 0),
    "voices": Material(2, 41),
    "recorded": Material(2, 70),
    "rest": Material(2, 90),
    "natives": Material(2, 130),
}
"""English voices and the clips with curves; all other voices; recordings of faces; no speech;
neural voices in their own languages."""
_REST_S = 1200.0
_ROWS_AN_HOUR = 360_000.0


def _nobody() -> Runner:
    """Whom those ask who want no teacher."""
    raise ModelError("recordings without curves want a network that labels them; got none")


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the command line's own progress


@dataclass(frozen=True)
class Workshop:
    """Folders: `cache` for what can be made again, `recordings` with FACEGOOD's wav, bs_value."""

    cache: Path
    recordings: Path
    say: Callable[[str], None] = _print

    def speech(self, voice: str) -> list[Utterance]:
        """All utterances of a voice; other sentences for each."""
        parts = range(voices.VOICES[voice].parts)
        return [utterance for part in parts for utterance in self.part(voice, part)]

    def part(self, voice: str, part: int) -> list[Utterance]:
        """The utterances of a part of a voice, spoken once."""
        seconds = voices.VOICES[voice].seconds
        return synth.cached(self.cache, voice, SPEECH_SEED + part, seconds, self.say)

    def clips(self, *names: str) -> list[Clip]:
        """Recorded clips by name."""
        return [facegood.clip(self.recordings, name) for name in names]

    def material(self, name: str, teacher: Callable[[], Runner]) -> list[Stream]:
        """One of `MATERIALS`, made once; `teacher` labels recordings that have no curves."""
        return [self.version(name, k, teacher) for k in range(MATERIALS[name].variants)]

    def version(self, name: str, k: int, teacher: Callable[[], Runner] = _nobody) -> Stream:
        """An augmented version of a material, made once."""
        corpora: dict[str, Callable[[], Corpus]] = {
            "english": self._english,
            "voices": lambda: polyglot.corpus(self),
            "recorded": lambda: self._recorded(teacher()),
            "natives": lambda: polyglot.natives(self),
        }
        seed = MATERIALS[name].seed + k

        def make() -> Stream:
            self.say(f"augmenting {name}, {k + 1} of {MATERIALS[name].variants}")
            if name == "rest":
                return streams.rest(_REST_S, seed)
            return streams.variant(corpora[name](), seed)

        return streams.cached(self.cache / f"stream-{name}-{k}.npz", make)

    def hours(self, *materials: str) -> dict[str, float]:
        """Hours of each as it is taught, all its versions; made ones only."""
        return {
            name: sum(map(_rows, sorted(self.cache.glob(f"stream-{name}-*.npz")))) / _ROWS_AN_HOUR
            for name in materials
        }

    def _english(self) -> Corpus:
        spoken = [utterance for voice in voices.FIRST for utterance in self.speech(voice)]
        return Corpus(spoken, self.clips(*facegood.TRAIN))

    def _recorded(self, teacher: Runner) -> Corpus:
        paired = self.clips(*facegood.TRAIN)
        unpaired = unlabelled.clips(self.recordings, teacher, paired)
        return Corpus([], [*paired, *unpaired], clip_copies=1)


def _rows(path: Path) -> int:
    """Length of a stream on disk, which is not read for it."""
    with zipfile.ZipFile(path) as kept, kept.open("viseme.npy") as array:
        version = np.lib.format.read_magic(array)
        header = getattr(np.lib.format, f"read_array_header_{version[0]}_{version[1]}")
        shape: tuple[int, ...] = header(array)[0]
    return shape[0]
