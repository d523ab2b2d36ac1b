"""A melody for known accents: which syllable steps out, where it falls, where a phrase ends.

English intonation as Pierrehumbert (1980) and the ToBI guidelines (Beckman & Ayers 1997) describe
it: a line that declines over each phrase and is reset, peaks on accented vowels, a low or a rising
end. How high and how steep is drawn anew for each voice; numbers without a source are ours.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kinesics_training.affect import respeak
from kinesics_training.affect.profiles import Manner
from kinesics_training.gesture.spoken import Said

F64 = npt.NDArray[np.float64]

_RATE_HZ, _HOP_S = 16000, 0.01
_RISE_S, _FALL_S = 0.13, 0.20
"""From the line to the peak and back: of a rise as fast as voices can, 5 semitones (Xu & Sun 2002,
JASA 111:1399, give 130 ms), and ours."""


@dataclass(frozen=True)
class Singer:
    """How somebody accents."""

    pitch_st: float
    """Above 100 Hz, in the middle."""
    peak_st: float
    decline_st: float
    """Over a phrase."""
    late: float
    """Where in the vowel the peak lies."""
    louder_db: float
    rough_st: float

    @classmethod
    def draw(cls, rng: np.random.Generator, pitch_st: float) -> "Singer":
        """Somebody whose voice lies about `pitch_st`."""
        return cls(
            pitch_st + float(rng.normal(0.0, 2.0)),
            float(rng.uniform(2.5, 6.0)),
            float(rng.uniform(1.0, 4.0)),
            float(rng.uniform(0.35, 0.85)),
            float(rng.uniform(0.0, 4.0)),
            float(rng.uniform(0.1, 0.5)),
        )


def sung(said: Said, singer: Singer, rng: np.random.Generator) -> Said:
    """The same words at the same times, with the melody that their accents ask for."""
    known = respeak.analyse(said.samples)
    times_s = np.asarray((np.arange(len(known.pitch_st)) + 0.5) * _HOP_S, np.float64)
    line_st, lift = _line(said, singer, times_s, rng)
    voiced = np.isfinite(known.pitch_st)
    wanted = replace(known, pitch_st=np.where(voiced, line_st, np.nan))
    samples = respeak.respeak(wanted, Manner(), rng)
    count = min(len(samples), len(said.samples))
    gain_db = np.interp(np.arange(count) / _RATE_HZ, times_s, lift * singer.louder_db)
    louder = samples[:count] * 10.0 ** (gain_db / 20.0)
    return replace(said, samples=np.asarray(louder, np.float32))


def _line(said: Said, singer: Singer, times_s: F64, rng: np.random.Generator) -> tuple[F64, F64]:
    """Pitch (H,) [semitones above 100 Hz], and how far within an accent each hop is, 0..1."""
    line = singer.pitch_st + _declining(said, singer, times_s)
    lift = np.zeros_like(times_s)
    for (begin_s, end_s), tone in zip(said.vowels_s, said.tones, strict=True):
        if tone == "NONE":
            continue
        peak_s = begin_s + singer.late * (end_s - begin_s)
        far = times_s - peak_s
        span = np.where(far < 0.0, _RISE_S, _FALL_S)
        shape = 0.5 + 0.5 * np.cos(np.pi * np.clip(far / span, -1.0, 1.0))
        low = tone.startswith("L*")
        size = singer.peak_st * float(rng.uniform(0.6, 1.3)) * (0.7 if "!" in tone else 1.0)
        line = line + (-0.6 if low else 1.0) * size * shape
        lift = np.maximum(lift, shape)
    wander = np.interp(times_s, times_s[::8], rng.normal(0.0, singer.rough_st, len(times_s[::8])))
    return line + wander, lift


def _declining(said: Said, singer: Singer, times_s: F64) -> F64:
    """What the line does over its phrases, with a fall, or a rise, at the end of each."""
    line = np.zeros_like(times_s)
    begin_s = 0.0
    for end_s in (*said.phrases_s.tolist(), float(times_s[-1]) + _HOP_S):
        inside = (times_s >= begin_s) & (times_s < end_s)
        share = (times_s[inside] - begin_s) / max(end_s - begin_s, _HOP_S)
        last = np.clip(1.0 - (end_s - times_s[inside]) / 0.3, 0.0, 1.0)
        line[inside] = singer.decline_st * (0.5 - share) - 2.0 * last
        begin_s = end_s
    return line
