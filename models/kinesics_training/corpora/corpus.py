"""`Corpus`: all that is said in one part of what is taught."""

from dataclasses import dataclass

from kinesics_training.corpora.facegood import Clip
from kinesics_training.corpora.synth import Utterance


@dataclass(frozen=True)
class Corpus:
    """What is spoken: synthesised utterances, and recorded clips repeated `clip_copies` times."""

    utterances: list[Utterance]
    clips: list[Clip]
    clip_copies: int = 2
