"""`talk`: syllables of an invented voice, where no recording of one may be needed."""

import numpy as np
import numpy.typing as npt

__all__ = ["RATE_HZ", "talk"]

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]

RATE_HZ = 16_000

_VOWELS_HZ = (
    (730, 1090, 2440),
    (530, 1840, 2480),
    (270, 2290, 3010),
    (570, 840, 2410),
    (300, 870, 2240),
)
"""Formants of men (Peterson & Barney 1952): a, e, i, o, u."""
_WIDTHS_HZ = (80.0, 100.0, 140.0)
_HARMONICS = 32


def talk(rng: np.random.Generator, seconds: float, f0_hz: float = 120.0) -> F32:
    """Phrases of 1 to 2.5 s with pauses of .6 to 1.2 s between them, (N,), of a level of .1."""
    count = round(seconds * RATE_HZ)
    pieces: list[F64] = [np.zeros(round(0.3 * RATE_HZ))]
    while sum(map(len, pieces)) < count:
        pieces += [_phrase(rng, f0_hz), np.zeros(round(rng.uniform(0.6, 1.2) * RATE_HZ))]
    sound = np.concatenate(pieces)[:count]
    loud = sound[np.abs(sound) > 0.0]
    return (0.1 * sound / max(float(np.sqrt(np.mean(loud**2))), 1e-9)).astype(np.float32)


def _phrase(rng: np.random.Generator, f0_hz: float) -> F64:
    falls = np.linspace(1.15, 0.85, 12)
    syllables = rng.integers(5, 12)
    return np.concatenate(
        [_syllable(rng, f0_hz * falls[n] * rng.uniform(0.94, 1.06)) for n in range(syllables)]
    )


def _syllable(rng: np.random.Generator, f0_hz: float) -> F64:
    """A hiss, or a stop, and a vowel."""
    hiss = rng.standard_normal(round(rng.uniform(0.04, 0.09) * RATE_HZ))
    hiss = np.diff(hiss, prepend=0.0) * np.hanning(len(hiss)) * rng.choice([0.0, 0.15, 0.3])
    length = round(rng.uniform(0.09, 0.2) * RATE_HZ)
    f0 = f0_hz * np.linspace(1.03, 0.97, length)
    phase = 2.0 * np.pi * np.cumsum(f0) / RATE_HZ
    formants = _VOWELS_HZ[rng.integers(len(_VOWELS_HZ))]
    numbers = np.arange(1.0, _HARMONICS + 1)
    gains = _gains(np.asarray(numbers * f0_hz, np.float64), formants) / numbers**0.5
    vowel = np.sin(phase[:, None] * numbers) @ gains
    vowel *= np.minimum(np.hanning(length) * 2.5, 1.0)
    return np.concatenate((hiss, vowel / np.abs(vowel).max()))


def _gains(at_hz: F64, formants_hz: tuple[int, ...]) -> F64:
    peaks = [
        (0.6**n) / (1.0 + ((at_hz - hz) / width) ** 2)
        for n, (hz, width) in enumerate(zip(formants_hz, _WIDTHS_HZ, strict=True))
    ]
    gains: F64 = np.sum(peaks, axis=0) + 0.02
    return gains
