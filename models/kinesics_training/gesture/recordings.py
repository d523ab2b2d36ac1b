"""Lessons of people: NAME.bvh beside NAME.wav, as BEAT and ZeroEGGS come, or anybody's own.

Sound and motion begin together. A recording is cut where its voice pauses, since the runtime begins
each utterance afresh; phases are found by `motion.py`. No words are known of it.
"""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soxr

from kinesics.audio.gesture_cues import ROW_RATE_HZ, WORD_BINS
from kinesics.audio.speech_file import load_speech
from kinesics.errors import GestureError
from kinesics.gesture.importers import bvh
from kinesics_training.corpora.synth import RATE_HZ
from kinesics_training.gesture import lessons
from kinesics_training.gesture.lessons import ROWS, Lessons
from kinesics_training.gesture.motion import labels_of

F32 = npt.NDArray[np.float32]
_ENDS_S = 0.5
"""A pause that ends an utterance."""
_KEPT_S = 0.2  # of it, before and after
_LEAST_ROWS = 25


def lessons_of(folder: Path, say: Callable[[str], None]) -> Lessons:
    """All pairs of a folder.

    Raises:
        GestureError: no pair, or a BVH that cannot be read, with its name.
    """
    pairs = [(path, path.with_suffix(".wav")) for path in sorted(folder.rglob("*.bvh"))]
    pairs = [(motion, sound) for motion, sound in pairs if sound.exists()]
    if not pairs:
        raise GestureError(f"{folder}: no NAME.bvh beside a NAME.wav")
    made = lessons.empty()
    for motion, sound in pairs:
        found = list(_lessons(motion, sound))
        say(f"{motion.name}: {len(found)} utterances")
        for one in found:
            made = made.joined(one)
    return made


def _lessons(motion: Path, sound: Path) -> Iterator[Lessons]:
    try:
        clip = bvh.read(motion.read_text(encoding="utf-8", errors="ignore"), motion.stem)
    except GestureError as error:
        raise GestureError(f"{motion}: {error}") from error
    samples, rate_hz = load_speech(sound)
    voice = samples if rate_hz == RATE_HZ else soxr.resample(samples, rate_hz, RATE_HZ)
    moved = round((clip.times_s[-1] - clip.times_s[0]) * RATE_HZ)
    for first, end in utterances(np.asarray(voice[:moved], np.float32)):
        cues = lessons.heard(voice[first:end])
        taught = labels_of(clip, len(cues), first / RATE_HZ)
        one = lessons.lesson(cues, np.zeros((len(cues), 1 + WORD_BINS), np.float32), taught)
        if one is not None:
            yield one


def utterances(voice: F32) -> list[tuple[int, int]]:
    """First and last sample of what is said between pauses, none longer than a lesson."""
    row = round(RATE_HZ / ROW_RATE_HZ)
    silent = [
        (begin_s, end_s)
        for begin_s, end_s in lessons.pauses(lessons.heard(voice)).tolist()
        if end_s - begin_s >= _ENDS_S
    ]
    ends = [0.0, *(s for span in silent for s in (span[0] + _KEPT_S, span[1] - _KEPT_S))]
    ends = [*ends, len(voice) / RATE_HZ]
    found = []
    for begin_s, end_s in zip(ends[::2], ends[1::2], strict=True):
        first, last = round(begin_s * RATE_HZ), min(round(end_s * RATE_HZ), len(voice))
        cuts = [*range(first, last, ROWS * row), last]
        found += list(itertools.pairwise(cuts))
    return [(first, last) for first, last in found if last - first >= _LEAST_ROWS * row]
