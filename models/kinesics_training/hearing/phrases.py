"""`phrases`: some seconds of a voice, as somebody says them who thinks between."""

import numpy as np
import numpy.typing as npt

from kinesics_training.hearing.talker import RATE_HZ

__all__ = ["phrases"]

F32 = npt.NDArray[np.float32]

_FADE = round(0.005 * RATE_HZ)


def phrases(voice: F32, rng: np.random.Generator, seconds: float) -> F32:
    """(N,) from anywhere in it, with pauses, a little slower or faster than it was."""
    rate, count = rng.uniform(0.88, 1.15), round(seconds * RATE_HZ)
    first = rng.integers(0, max(len(voice) - round(rate * count), 1))
    sound = np.interp(first + rate * np.arange(count), np.arange(len(voice)), voice, right=0.0)
    at = 0
    while at < count:
        end = at + rng.integers(RATE_HZ // 2, 2 * RATE_HZ)
        sound[at:end] = 0.0
        at = end + rng.integers(RATE_HZ, 4 * RATE_HZ)
        sound[end : end + _FADE] *= np.linspace(0.0, 1.0, len(sound[end : end + _FADE]))
        sound[at - _FADE : at] *= np.linspace(1.0, 0.0, len(sound[at - _FADE : at]))
    return sound.astype(np.float32)
