"""Lessons: rows of cues and known words of utterances, and what is taught of each row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kinesics.audio.gesture_cues import CUES, ROW_NS, ROW_RATE_HZ, WORD_BINS, GestureCues, told
from kinesics.gesture.outlook import PARTS, STRIKE_BINS
from kinesics.signals import Speech
from kinesics_training.corpora.synth import RATE_HZ
from kinesics_training.gesture.labels import Habits, Labels, labels
from kinesics_training.gesture.spoken import Said

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
ROWS = 500
"""Of a lesson: 20 s; what is longer is left out, what is shorter has rows that do not count."""
_PAUSE_S = 0.25
"""A pause that ends a phrase, as `kinesics.audio.prosody` has it."""
_SILENT = 1.0 - 30.0 / 10.0
_LEVELS = [CUES.index(f"level_{k}") for k in range(4)]
_PITCHES = [CUES.index(f"pitch_{k}") for k in range(4)]


@dataclass(frozen=True, eq=False)
class Lessons:
    """L lessons of `ROWS` rows."""

    cues: F32
    """(L, T, C)"""
    words: F32
    """(L, T, 1 + W): what is known of the words, as if the synthesiser had told them"""
    phases: npt.NDArray[np.int64]
    """(L, T, 3)"""
    amplitude: F32
    """(L, T, 3)"""
    strikes: F32
    """(L, T, S)"""
    speaks: F32
    """(L, T) whether the voice does"""
    counts: F32
    """(L, T) 1 where there is a row, else 0"""

    def joined(self, other: "Lessons") -> "Lessons":
        """These and those."""
        names = self.__dataclass_fields__
        return Lessons(*(np.concatenate((getattr(self, n), getattr(other, n))) for n in names))


def empty() -> Lessons:
    """None."""
    return Lessons(
        np.zeros((0, ROWS, len(CUES)), np.float32),
        np.zeros((0, ROWS, 1 + WORD_BINS), np.float32),
        np.zeros((0, ROWS, len(PARTS)), np.int64),
        np.zeros((0, ROWS, len(PARTS)), np.float32),
        np.zeros((0, ROWS, STRIKE_BINS), np.float32),
        np.zeros((0, ROWS), np.float32),
        np.zeros((0, ROWS), np.float32),
    )


def heard(samples: F32) -> F32:
    """(T, C) cues of an utterance."""
    rows = GestureCues().feed(Speech(0, 0, RATE_HZ, samples))
    return np.array([row.cues for row in rows], np.float32).reshape(-1, len(CUES))


def known(stressed_s: F64, rows: int) -> F32:
    """(T, 1 + W) what is known of the words of an utterance, row by row."""
    dated = [(round(at_s * 1e9), strength) for at_s, strength in stressed_s.tolist()]
    return np.array([told(dated, (k + 1) * ROW_NS) for k in range(rows)], np.float32)


def of_speech(spoken: Sequence[Said], habits: Habits, seed: int) -> Lessons:
    """Lessons of synthetic speech, whose gestures `labels.py` makes."""
    rng = np.random.default_rng([seed, 31])
    cues = [heard(one.samples) for one in spoken]
    stress = [standing_out(c, one.accents_s) for c, one in zip(cues, spoken, strict=True)]
    mean, spread = np.mean(np.concatenate(stress)), np.std(np.concatenate(stress))
    made = empty()
    lessons = []
    for one, rows, raw in zip(spoken, cues, stress, strict=True):
        strengths = 1.0 / (1.0 + np.exp(-1.5 * (raw - mean) / spread))
        paused = pauses(rows)
        taught = labels(len(rows), one.accents_s, strengths, paused, habits, rng)
        lessons.append(lesson(rows, known(one.stressed_s, len(rows)), taught))
    for one_lesson in lessons:
        made = made if one_lesson is None else made.joined(one_lesson)
    return made


def lesson(cues: F32, words: F32, taught: Labels) -> Lessons | None:
    """One utterance, padded; None: it is longer than a lesson."""
    rows = len(cues)
    if not 0 < rows <= ROWS:
        return None

    def padded(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        room = ((0, ROWS - rows), *((0, 0),) * (values.ndim - 1))
        return np.pad(values, room)[None]

    speaks = (cues[:, _LEVELS].max(axis=1) > _SILENT).astype(np.float32)
    return Lessons(
        cues=padded(cues),
        words=padded(words),
        phases=padded(taught.phases),
        amplitude=padded(taught.amplitude),
        strikes=padded(taught.strikes),
        speaks=padded(speaks),
        counts=padded(np.ones(rows, np.float32)),
    )


def standing_out(cues: F32, times_s: F64) -> F64:
    """(A,) how far vowels stand out of their utterance: pitch [4 st] and level [10 dB] added."""
    score = cues[:, _PITCHES].max(axis=1) + cues[:, _LEVELS].max(axis=1)
    at = np.clip(np.round(times_s * ROW_RATE_HZ).astype(int), 1, max(len(score) - 2, 1))
    near = [score[max(k - 2, 0) : k + 2].max(initial=-1.0) for k in at]
    return np.array(near, np.float64)


def pauses(cues: F32) -> F64:
    """(P, 2) begin and end [s] of silences that end a phrase."""
    silent = cues[:, _LEVELS].max(axis=1) <= _SILENT
    edges = np.flatnonzero(np.diff(np.concatenate(([False], silent, [False])).astype(int)))
    spans = edges.reshape(-1, 2) / ROW_RATE_HZ
    return np.asarray(spans[spans[:, 1] - spans[:, 0] >= _PAUSE_S], np.float64)
