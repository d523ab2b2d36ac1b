"""`hum`: a voice without words, whose stresses are known, as loud on all of its syllables."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["RATE_HZ", "Hummed", "hum"]

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

RATE_HZ = 16_000

_SYLLABLE_S = 0.21
_GAP_DB = 14.0  # between vowels
_PAUSES_S = {",": 0.35, ".": 0.9}
_HZ = 115.0
_ACCENT_ST = 5.0
_FALLS_ST = 0.55  # a syllable; each phrase begins anew
_GLIDE_S = 0.035
_HARMONICS = 12
_LOUD = 0.08


@dataclass(frozen=True, slots=True, eq=False)
class Hummed:
    """A sound, and where its accents are."""

    samples: F32
    """(N,) at `RATE_HZ`."""
    accents_s: F64
    """(A,) middles of the accented vowels."""
    spans: tuple[tuple[int, int], ...] = ()
    """Samples at which each utterance begins and ends, in order; none: it is all one."""

    @property
    def utterances(self) -> list[tuple[int, F32]]:
        """Where each begins, and its samples."""
        spans = self.spans or ((0, len(self.samples)),)
        return [(first, self.samples[first:end]) for first, end in spans]


def hum(stresses: str) -> Hummed:
    """`*` is a stressed syllable, `-` an unstressed one, `,` and `.` a shorter and a longer pause.

    Stress is pitch alone: hums of as many syllables and pauses have the same loudness.
    """
    middles_s: list[float] = []
    pitches_st: list[float] = []
    accents_s: list[float] = []
    at_s, fallen_st = 0.12, 0.0
    for one in stresses:
        if one in _PAUSES_S:
            at_s, fallen_st = at_s + _PAUSES_S[one], 0.0
            continue
        middles_s.append(at_s + 0.5 * _SYLLABLE_S)
        pitches_st.append(_ACCENT_ST - 0.5 * fallen_st if one == "*" else -fallen_st)
        if one == "*":
            accents_s.append(middles_s[-1])
        at_s, fallen_st = at_s + _SYLLABLE_S, fallen_st + _FALLS_ST
    t_s = np.arange(round((at_s + 0.3) * RATE_HZ)) / RATE_HZ
    samples = _LOUD * _envelope(t_s, middles_s) * _carrier(t_s, middles_s, pitches_st)
    return Hummed(samples.astype(np.float32), np.array(accents_s))


def _envelope(t_s: F64, middles_s: list[float]) -> F64:
    """(N,) loud in each vowel, lower between two, silent in pauses."""
    loud = np.zeros_like(t_s)
    half_s = 0.5 * _SYLLABLE_S
    for middle_s in middles_s:
        first, last = np.searchsorted(t_s, (middle_s - half_s, middle_s + half_s))
        off = (t_s[first:last] - middle_s) / half_s
        loud[first:last] = 10.0 ** (-_GAP_DB / 20.0 * (0.5 - 0.5 * np.cos(np.pi * off)))
    smooth = np.hanning(round(0.02 * RATE_HZ))
    return np.convolve(loud, smooth / smooth.sum(), mode="same")


def _carrier(t_s: F64, middles_s: list[float], pitches_st: list[float]) -> F64:
    """(N,) a buzz at the pitch of the nearest vowel, of the same power wherever it is."""
    steps = np.interp(t_s, middles_s, np.arange(len(middles_s)))
    pitch_st = np.array(pitches_st)[np.round(steps).astype(int)]
    smooth = np.hanning(round(2.0 * _GLIDE_S * RATE_HZ))
    pitch_st = np.convolve(pitch_st, smooth / smooth.sum(), mode="same")
    phase = 2.0 * np.pi * np.cumsum(_HZ * 2.0 ** (pitch_st / 12.0)) / RATE_HZ
    buzz = sum(np.sin(n * phase) / n for n in range(1, _HARMONICS + 1))
    return np.asarray(buzz / np.sqrt(0.5 * sum(1.0 / n**2 for n in range(1, _HARMONICS + 1))))
