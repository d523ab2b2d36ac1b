"""Vowels for a profile: what a peer that must be calibrated is given of a voice."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import soxr

from kinesics_training.corpora.synth import RATE_HZ, Utterance
from kinesics_training.lips import phones

F32 = npt.NDArray[np.float32]
COUNT = 12
"""As many takes of a vowel as uLipSync's sample profiles hold."""
TAKE_S = 0.1
WINDOW_S = 0.064


def takes(spoken: Sequence[Utterance], phone: str, rate_hz: int) -> F32:
    """The middles of the twelve longest of this phone, each the end of 0.1 s, (12 * 0.1 s,)."""
    found = []
    for utterance in spoken:
        for segment in phones.segments(utterance.phones, utterance.ends_s):
            end_s = (segment.start_s + segment.end_s + WINDOW_S) / 2
            inside = TAKE_S <= end_s <= utterance.samples.size / RATE_HZ
            if segment.name == phone and inside:
                found.append((segment.end_s - segment.start_s, end_s, utterance.samples))
    longest = sorted(found, key=lambda item: item[0], reverse=True)[:COUNT]
    if len(longest) < COUNT:
        raise ValueError(f"{len(longest)} of /{phone}/ in this speech; a profile needs {COUNT}")
    return np.concatenate([_cut(samples, end_s, rate_hz) for _, end_s, samples in longest])


def _cut(samples: F32, end_s: float, rate_hz: int) -> F32:
    resampled = soxr.resample(samples, RATE_HZ, rate_hz)
    end = round(end_s * rate_hz)
    return np.asarray(resampled[end - round(TAKE_S * rate_hz) : end], np.float32)
