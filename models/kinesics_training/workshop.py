"""Where everything lies, and the corpora: the paths and seeds that the commands share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kinesics_training import alignment, facegood, polyglot, streams, synth, unlabelled, voices
from kinesics_training.facegood import Clip
from kinesics_training.runners import Runner
from kinesics_training.streams import Stream
from kinesics_training.synth import Utterance

VARIANTS = 4
"""Augmented versions of the corpus that the epochs take in turn."""
SPEECH_SEED = 2


@dataclass(frozen=True)
class Mix:
    """What a trial that hears unpaired recordings hears beside them."""

    every: int
    """each how many-th synthetic utterance; as many variants take turns"""
    copies: int
    """of each paired clip"""
    first_seed: int
    """of the first variant's scenes"""


MIXES = {"sessions": Mix(2, 2, 20), "aligned": Mix(4, 4, 30)}
"""By `Recipe.material`."""


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the command line's own progress


@dataclass(frozen=True)
class Workshop:
    """Folders: `cache` for what can be made again, `recordings` with FACEGOOD's wav, bs_value."""

    cache: Path
    recordings: Path
    say: Callable[[str], None] = _print
    _held: dict[str, Stream] = field(default_factory=dict)

    def speech(self, voice: str) -> list[Utterance]:
        """All utterances of a voice; other sentences for each."""
        spoken: list[Utterance] = []
        for part in range(voices.VOICES[voice].parts):
            seconds = voices.VOICES[voice].seconds
            spoken += synth.cached(self.cache, voice, SPEECH_SEED + part, seconds, self.say)
        return spoken

    def clips(self, *names: str) -> list[Clip]:
        """Recorded clips by name."""
        return [facegood.clip(self.recordings, name) for name in names]

    def variant(self, epoch: int) -> Stream:
        """The training stream of an epoch: four recorded clips, all training voices."""
        return self.stream("train", facegood.TRAIN, epoch)

    def taught(self, material: str, names: Sequence[str]) -> list[Clip]:
        """Recorded clips as a trial of this material is taught them."""
        clips = {name: facegood.clip(self.recordings, name) for name in names}
        return list((alignment.aligned(clips) if material == "aligned" else clips).values())

    def recorded_variant(self, material: str, teacher: Runner, epoch: int) -> Stream:
        """Some synthetic speech, the paired clips often, the unpaired as `teacher` labels them."""
        mix = MIXES[material]
        variant = epoch % mix.every

        def corpus() -> streams.Corpus:
            spoken = [u for voice in voices.FIRST for u in self.speech(voice)[variant :: mix.every]]
            paired = self.taught(material, facegood.TRAIN)
            unpaired = unlabelled.clips(self.recordings, teacher, paired)
            return streams.Corpus(spoken, [*paired * mix.copies, *unpaired], clip_copies=1)

        path = self.cache / f"stream-{material}-{variant}.npz"
        return streams.cached(path, corpus, mix.first_seed + variant)

    def polyglot_variant(self, teacher: Runner, epoch: int) -> Stream:
        """The English streams in turn, and beside them what `polyglot` adds."""
        english = (
            self.variant(epoch // 2)
            if epoch % 2
            else self.recorded_variant("sessions", teacher, epoch // 2)
        )
        k = epoch % polyglot.VARIANTS
        more = streams.cached(
            self.cache / f"stream-polyglot-{k}.npz", lambda: polyglot.corpus(self), 40 + k
        )
        return streams.join([english, more])

    def stream(self, label: str, clips: tuple[str, ...], epoch: int) -> Stream:
        """A stream with these recorded clips, in the version that an epoch uses."""
        seed = epoch % VARIANTS
        key = f"{label}-{seed}"
        if key not in self._held:
            path = self.cache / f"stream-{key}.npz"
            if not path.exists():
                self.say(f"augmenting {key}")
            self._held.clear()
            self._held[key] = streams.cached(path, lambda: self._corpus(clips), seed)
        return self._held[key]

    def _corpus(self, clips: tuple[str, ...]) -> streams.Corpus:
        spoken = [utterance for voice in voices.FIRST for utterance in self.speech(voice)]
        return streams.Corpus(spoken, self.clips(*clips))
