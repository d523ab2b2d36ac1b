"""What is heard: speech, and what is known or found out of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "PartnerVoice",
    "PhoneTimes",
    "Prosody",
    "Speech",
    "SpeechEnd",
    "SpeechText",
    "TimedPhone",
    "TimedWord",
]

F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """A piece of the robot's own speech, dated by when it will be *heard*.

    A piece whose `first_sample` is 0 begins an utterance; pieces follow without gap or overlap.
    """

    t_ns: int
    """Robot time at which the first sample of this piece is heard."""
    first_sample: int
    """Index of the first sample within its utterance."""
    rate_hz: int
    """Samples per second."""
    samples: F32
    """(N,) mono, -1..1."""


@dataclass(frozen=True, slots=True)
class SpeechEnd:
    """The utterance is complete: no further piece follows."""

    t_ns: int
    """Robot time at which the last sample has been heard; earlier than the end of what was told
    of it: it is broken off there."""


@dataclass(frozen=True, slots=True)
class SpeechText:
    """What an utterance says, told before it is heard."""

    t_ns: int
    """Robot time at which the utterance's first sample is heard."""
    text: str
    """In English."""


@dataclass(frozen=True, slots=True)
class TimedPhone:
    """A phone of an utterance; times count from the utterance's first sample."""

    start_s: float
    end_s: float
    phone: str
    """As in kinesics/audio/phones.toml; `pau` is silence."""


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word of an utterance; times count from the utterance's first sample."""

    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True, slots=True)
class PhoneTimes:
    """What the synthesiser knows of an utterance that is about to be spoken.

    It comes before the first piece of the utterance; where it says nothing, nothing is known. Of
    one that is said while it is made, phones may go on coming in others.
    """

    t_ns: int
    """Robot time at which the utterance's first sample is heard."""
    phones: tuple[TimedPhone, ...]
    """In order, without overlap."""
    words: tuple[TimedWord, ...] = ()
    goes_on: bool = False
    """These are its phones near what is about to be said, as far as they are known by now; its
    words stay what they were."""


@dataclass(frozen=True, slots=True, eq=False)
class Prosody:
    """How a hop of the robot's own speech is said, dated by when the hop's end is *heard*."""

    t_ns: int
    rate_hz: float
    """Packets per second."""
    f0_hz: float
    """Fundamental frequency; NaN where the voice has none."""
    energy_db: float
    """Level of the hop relative to full scale, -120..0."""
    voiced: float
    """0..1: how surely the hop is voiced."""
    syllable_rate_hz: float
    """Syllables per second of the last few; 0 until two were heard."""
    accent: float
    """0..1: how surely a pitch accent peaks in this hop; 0 where no syllable peaks."""
    boundary: float
    """0..1: how surely a phrase has ended."""
    pause_s: float
    """For how long nothing has been said; 0 while something is."""
    nearing: float = 0.0
    """0..1: how surely a pitch accent peaks `audio.prosody.foreseen_s` after this hop, by less
    sound after it than `accent` waits for: some of these are none."""


@dataclass(frozen=True, slots=True)
class PartnerVoice:
    """Whoever the robot talks with speaks, or does not, from `t_ns` on."""

    t_ns: int
    speaks: float
    """0..1: how surely."""
