"""`Syllables`: where a voice has its vowels, and which of them bear a pitch accent.

A syllable's nucleus is a peak of the level below 1.2 kHz that is voiced (after Mermelstein 1975,
JASA 58:880, and de Jong & Wempe 2009, Behavior Research Methods 41:385). How much it stands out is
told by pitch, loudness and length, the cues to prominence that are agreed upon (Terken 1991, JASA
89:1768; Kochanski et al. 2005, JASA 118:1038); their weights are in `accents.toml`.
"""

import math
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kinesics.toml import load_toml

__all__ = ["CUES", "LOOKAHEAD_HOPS", "Syllable", "Syllables"]

LOOKAHEAD_HOPS = 8
"""A peak is sure once the level has stayed below it this long: 80 ms, less than a syllable."""

CUES = ("step", "height", "loudness", "length")
"""What tells an accent: the pitch against the nucleus before and against the voice's mean
[semitones]; the level against that of earlier nuclei [dB]; the length of the loud part [hops]."""

_LIMITS = (4.0, 4.0, 4.0, 25.0)  # of the cues' sizes: an octave error must not outvote the rest
_KEPT_HOPS = 64
_AROUND_HOPS = 4  # the nucleus' own pitch is the median of this many hops to each side
_QUIETEST_DB = -45.0
_BELOW_PEAK_DB = 8.0
_REGISTER_HOPS = 150  # of voice, about 2.5 s of speech, make its mean pitch
_LOUDNESS_SHARE = 0.25  # that the newest nucleus has in the mean level
_FORGOTTEN_HOPS = 100  # a nucleus this long ago is no neighbour


class Syllable(NamedTuple):
    """A nucleus, one look-ahead before the newest hop."""

    cues: tuple[float, ...]
    """As in `CUES`."""
    accent: float
    """0..1: how surely it bears a pitch accent."""


class Syllables:
    """Pitch and level of each hop in; a syllable out at the hop that makes it sure."""

    def __init__(self, lookahead_hops: int = LOOKAHEAD_HOPS) -> None:
        """`lookahead_hops`: how long the level must stay below a peak.

        Less is sooner, and more peaks are found that are none.
        """
        self._lookahead = lookahead_hops
        self.reset()

    def reset(self) -> None:
        """Forget the voice."""
        self._pitch_st = [math.nan] * _KEPT_HOPS  # semitones above 100 Hz; NaN unvoiced
        self._level_db = [-math.inf] * _KEPT_HOPS
        self._register_st = 0.0
        self._voiced_hops = 0
        self._before_st = math.nan
        self._mean_db = math.nan
        self._since_hops = _FORGOTTEN_HOPS

    def push(self, f0_hz: float, level_db: float) -> Syllable | None:
        """`f0_hz` is NaN where the hop is unvoiced; `level_db` that of `pitch.Pitch`."""
        pitch_st = 12.0 * math.log2(f0_hz / 100.0)
        self._pitch_st.append(pitch_st)
        self._level_db.append(level_db)
        if len(self._level_db) > 8 * _KEPT_HOPS:
            del self._pitch_st[:-_KEPT_HOPS], self._level_db[:-_KEPT_HOPS]
        self._since_hops += 1
        if not math.isnan(pitch_st):
            self._voiced_hops = min(self._voiced_hops + 1, _REGISTER_HOPS)
            self._register_st += (pitch_st - self._register_st) / self._voiced_hops
        peak_db = self._level_db[-self._lookahead - 1]
        soon = self._since_hops < self._lookahead
        if peak_db < _QUIETEST_DB or soon:
            return None
        if peak_db < max(self._level_db[-2 * self._lookahead - 1 :]):
            return None
        return self._syllable(peak_db)

    def _syllable(self, peak_db: float) -> Syllable | None:
        centre = len(self._pitch_st) - 1 - self._lookahead
        own = _voiced(self._pitch_st[centre - _AROUND_HOPS : centre + _AROUND_HOPS + 1])
        if not own:
            return None
        own_st = sorted(own)[len(own) // 2]
        near = self._since_hops < _FORGOTTEN_HOPS and not math.isnan(self._before_st)
        cues = (
            own_st - self._before_st if near else 0.0,
            own_st - self._register_st,
            0.0 if math.isnan(self._mean_db) else peak_db - self._mean_db,
            float(self._length(centre, peak_db)),
        )
        limited = tuple(min(max(c, -most), most) for c, most in zip(cues, _LIMITS, strict=True))
        self._before_st, self._since_hops = own_st, 0
        mean_db = peak_db if math.isnan(self._mean_db) else self._mean_db
        self._mean_db = mean_db + _LOUDNESS_SHARE * (peak_db - mean_db)
        return Syllable(limited, _accent(limited))

    def _length(self, centre: int, peak_db: float) -> int:
        """Hops up to the peak that are voiced and nearly as loud."""
        first = max(centre - round(_LIMITS[-1]), 0)
        for hop in range(centre, first, -1):
            quiet = self._level_db[hop] <= peak_db - _BELOW_PEAK_DB
            if quiet or math.isnan(self._pitch_st[hop]):
                return centre - hop
        return centre - first


def _voiced(pitch_st: list[float]) -> list[float]:
    return [value for value in pitch_st if not math.isnan(value)]


def _accent(cues: tuple[float, ...]) -> float:
    weights, bias = _weights()
    score = sum(weight * cue for weight, cue in zip(weights, cues, strict=True)) + bias
    return 1.0 / (1.0 + math.exp(-score))


@cache
def _weights() -> tuple[tuple[float, ...], float]:
    """One weight a cue, and the bias."""
    table = load_toml(Path(__file__).with_name("accents.toml"))
    return tuple(float(table["weights"][cue]) for cue in CUES), float(table["bias"])
