"""Judging a runner: agreement in VAD, confusion of emotions, calibration, against saying nothing.

All of it on synthetic speech, made from the same tables as what was taught: see the card.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from kinesics.affect.vad import BASIC
from kinesics_training.affect.stories import NO_SPEECH, Stories

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
AXES = ("valence", "arousal", "dominance")
SETTLED = 38
"""Rows, 1.5 s, of a stretch before it is judged as a whole."""
_FEWEST = 25
"""Rows that a stretch must have after those."""
_LEAST = 1e-6

Scores = dict[str, float]
Runner = Callable[[F32, F32], F32]
"""Cues and weights (S, T, C) -> VAD, shares and confidence side by side, (S, T, 12)."""


@dataclass(frozen=True, eq=False)
class Stretches:
    """What was said of N stretches in one manner, and what they express."""

    said: F64
    """(N, 12) mean of VAD, shares, confidence"""
    vad: F64
    """(N, 3)"""
    shares: F64
    """(N, 8)"""

    @property
    def emotion(self) -> npt.NDArray[np.intp]:
        """(N,) index of the strongest emotion expressed; 0 only where it is nothing but neutral."""
        felt = self.shares[:, 1:]
        return np.where(felt.max(axis=1) > 0.0, 1 + felt.argmax(axis=1), 0)

    def taken_for(self, usual: F64) -> npt.NDArray[np.intp]:
        """(N,) the emotion whose share grew most against `usual` (8,), how frequent it is."""
        found: npt.NDArray[np.intp] = (self.said[:, 3:11] / usual).argmax(axis=1)
        return found


def stretches(told: Stories, said: F32) -> Stretches:
    """The stretches of speech, each without its beginning."""
    rows = []
    for story, numbers in enumerate(told.stretch):
        edges = [0, *(np.flatnonzero(np.diff(numbers)) + 1), len(numbers)]
        for first, end in pairwise(edges):
            if numbers[first] != NO_SPEECH and end - first >= SETTLED + _FEWEST:
                mean = said[story, first + SETTLED : end].mean(axis=0)
                rows.append((mean, told.vad[story, first], told.shares[story, first]))
    return Stretches(*(np.array(part, np.float64) for part in zip(*rows, strict=True)))


def judge(runner: Runner, told: Stories, usual: F64) -> Scores:
    """The numbers of a table; `usual` (8,) is the mean mixture of what was taught."""
    return numbers(told, runner(told.cues, told.weights), usual)


def numbers(told: Stories, said: F32, usual: F64) -> Scores:
    """The same of what was said, (S, T, 12)."""
    speech = told.stretch != NO_SPEECH
    found = stretches(told, said)
    row_ccc = [ccc(said[speech][:, k], told.vad[speech][:, k]) for k in range(3)]
    whole_ccc = [ccc(found.said[:, k], found.vad[:, k]) for k in range(3)]
    miss = ((found.said[:, :3] - found.vad) ** 2).mean()
    active = found.vad[:, 1] > 0.1
    felt = found.emotion > 0
    fine, bad = found.vad[:, 0] > 0.1, found.vad[:, 0] < -0.1
    return {
        **{f"ccc_{axis}": value for axis, value in zip(AXES, row_ccc, strict=True)},
        **{f"ccc_{axis}_of_stretches": v for axis, v in zip(AXES, whole_ccc, strict=True)},
        "rms_error_vad": float(np.sqrt(miss)),
        "rms_error_of_always_neutral": float(np.sqrt((found.vad**2).mean())),
        "surprise_bits": surprise(found.said[:, 3:11], found.shares),
        "surprise_of_usual_mixture_bits": surprise(usual[None], found.shares),
        "recall_of_8": recall(found, usual),
        "auc_active_rest": auc(found.said[active, 1], found.said[~active, 1]),
        "auc_positive_negative": auc(found.said[fine, 0], found.said[bad, 0]),
        "auc_felt_neutral": auc(found.said[felt, 11], found.said[~felt, 11]),
        "confidence_of_felt": float(found.said[felt, 11].mean()),
        "confidence_of_neutral": float(found.said[~felt, 11].mean()),
        "confidence_error": calibration_error(told, said),
        "arousal_of_neutral_rms": float(np.sqrt((found.said[~felt, 1] ** 2).mean())),
        "confidence_in_silence": float(_silence(told, said).mean()),
    }


def shuffled(told: Stories, said: F32) -> F32:
    """What was said of other stories: chance."""
    return np.roll(said, 1 + len(said) // 2, axis=0)


def confusion(found: Stretches, usual: F64) -> F64:
    """(8, 8) share of each expressed emotion (rows) that was taken for each (columns)."""
    counts = np.zeros((len(BASIC), len(BASIC)))
    np.add.at(counts, (found.emotion, found.taken_for(usual)), 1.0)
    shares: F64 = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0)
    return shares


def recall(found: Stretches, usual: F64) -> float:
    """Mean over the emotions of how many of each are taken for it; an eighth is chance."""
    return float(np.diag(confusion(found, usual)).mean())


def ccc(one: npt.ArrayLike, other: npt.ArrayLike) -> float:
    """Lin's concordance correlation coefficient."""
    a, b = np.asarray(one, np.float64), np.asarray(other, np.float64)
    shared = ((a - a.mean()) * (b - b.mean())).mean()
    return float(2.0 * shared / (a.var() + b.var() + (a.mean() - b.mean()) ** 2))


def surprise(said: F64, shares: F64) -> float:
    """Mean cross-entropy of the mixtures [bits]."""
    return float(-(shares * np.log2(said + _LEAST)).sum(axis=-1).mean())


def auc(high: npt.ArrayLike, low: npt.ArrayLike) -> float:
    """Chance that one of the first is above one of the second."""
    a, b = np.asarray(high), np.asarray(low)
    if not len(a) or not len(b):
        return float("nan")
    return float((a[:, None] > b[None]).mean() + 0.5 * (a[:, None] == b[None]).mean())


def calibration_error(told: Stories, said: F32, bins: int = 10) -> float:
    """Mean difference of confidence from what it turned out to deserve, over equal bins."""
    confidence = said[..., 11].ravel()
    miss = ((said[..., :3] - told.vad) ** 2).sum(axis=-1).ravel()
    size = (told.vad**2).sum(axis=-1).ravel()
    right = np.where(size > 0.0, np.maximum(1.0 - miss / np.maximum(size, 1e-3), 0.0), 0.0)
    order = np.argsort(confidence)
    parts = np.array_split(order, bins)
    return float(np.mean([abs(confidence[p].mean() - right[p].mean()) for p in parts]))


def _silence(told: Stories, said: F32) -> F32:
    """Confidence where nobody has spoken for 2 s."""
    quiet = told.stretch == NO_SPEECH
    long = np.array([np.convolve(row, np.ones(50), "full")[: len(row)] >= 50 for row in quiet])
    return said[..., 11][long] if long.any() else np.zeros(1, np.float32)
