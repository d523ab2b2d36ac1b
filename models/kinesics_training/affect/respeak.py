"""Speech said again in another manner: pitch, tempo, pauses, loudness, colour, roughness.

Periods of the voice are cut out, moved and added up again (TD-PSOLA: Moulines & Charpentier 1990,
Speech Communication 9:453). The words, and whose voice it is, stay.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kinesics.audio.pitch import PitchTracker, is_voiced
from kinesics_training.affect.profiles import Manner

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
RATE_HZ = 16000
HOP = 160
_UNVOICED = 80
"""Samples between the marks where there is no pitch."""
_LONGEST = RATE_HZ // 60
_SILENT_DB = -40.0
"""Below the loudest hop: a pause."""
_PAUSE_HOPS = 6


@dataclass(frozen=True, eq=False)
class Analysis:
    """What is known of a piece of speech."""

    samples: F32
    pitch_st: F64
    """(H,) semitones above 100 Hz of each hop; NaN where unvoiced."""
    silent: npt.NDArray[np.bool_]
    """(H,) whether the hop lies in a pause."""
    marks: npt.NDArray[np.intp]
    """(M,) samples: one a period where voiced, at its peak."""


def analyse(samples: F32) -> Analysis:
    """Pitch, pauses and periods."""
    tracker = PitchTracker(RATE_HZ)
    count = len(samples) // HOP
    hops = samples[: count * HOP].reshape(count, HOP)
    heard = [tracker.push(hop) for hop in hops]
    late = round(tracker.latency_s * RATE_HZ / HOP)
    f0_hz = np.array([one.f0_hz if is_voiced(one) else np.nan for one in heard])
    f0_hz = np.concatenate((f0_hz[late:], np.full(late, np.nan)))
    pitch_st = 12.0 * np.log2(f0_hz / 100.0)
    level_db = 10.0 * np.log10((hops**2).mean(axis=1) + 1e-9)
    return Analysis(samples, pitch_st, _pauses(level_db), _marks(samples, f0_hz))


def respeak(spoken: Analysis, manner: Manner, rng: np.random.Generator) -> F32:
    """The same words in this manner; as loud as before, plus the manner's `level_db`."""
    moved = _overlap(spoken, manner, rng)
    coloured = _brighten(moved, manner.brightness_db)
    shaped = coloured * _gains(coloured, manner)
    wanted = _speech_rms(spoken.samples) * 10.0 ** (manner.level_db / 20.0)
    return np.asarray(shaped * (wanted / _speech_rms(shaped)), np.float32)


def _pauses(level_db: F64) -> npt.NDArray[np.bool_]:
    """Hops in stretches of silence that are no closure of a stop."""
    quiet = level_db < level_db.max() + _SILENT_DB
    edges = np.flatnonzero(np.diff(np.concatenate(([False], quiet, [False])).astype(int)))
    for first, end in zip(edges[::2], edges[1::2], strict=True):
        if end - first < _PAUSE_HOPS:
            quiet[first:end] = False
    return quiet


def _marks(samples: F32, f0_hz: F64) -> npt.NDArray[np.intp]:
    polarity = np.sign((samples.astype(np.float64) ** 3).sum()) or 1.0
    upright = samples * polarity
    marks, place = [], _LONGEST
    while place < len(samples) - _LONGEST:
        pitch_hz = f0_hz[min(place // HOP, len(f0_hz) - 1)]
        period = _UNVOICED if np.isnan(pitch_hz) else round(RATE_HZ / pitch_hz)
        if not np.isnan(pitch_hz):
            reach = period // 4
            place += int(np.argmax(upright[place - reach : place + reach + 1])) - reach
        marks.append(place)
        place += period
    return np.array(marks)


def _overlap(spoken: Analysis, manner: Manner, rng: np.random.Generator) -> F32:
    """Periods taken along the new time, laid down at the new pitch."""
    cost = np.where(spoken.silent, manner.pauses_factor, 1.0) / manner.tempo_factor
    new_time = np.concatenate(([0.0], np.cumsum(cost * HOP)))  # where each hop begins now
    old_time = np.arange(len(new_time)) * float(HOP)
    target_hz = _target_hz(spoken.pitch_st, manner)
    marks, samples = spoken.marks, spoken.samples
    out = np.zeros(int(new_time[-1]) + 4 * _LONGEST, np.float32)
    periods = np.diff(marks, append=marks[-1] + _UNVOICED)
    place = float(_LONGEST)
    while place < new_time[-1]:
        old = float(np.interp(place, new_time, old_time))
        hop = min(int(old) // HOP, len(target_hz) - 1)
        k = min(int(np.searchsorted(marks, old)), len(marks) - 1)
        period = int(min(max(periods[k], 32), _LONGEST))
        step = float(period)
        if np.isnan(target_hz[hop]):
            k = min(max(k + int(rng.integers(-1, 2)), 0), len(marks) - 1)
            step = float(_UNVOICED)
        else:
            jitter = 1.0 + min(manner.roughness, 0.05) * rng.standard_normal()
            step = RATE_HZ / target_hz[hop] * jitter
        mark, at = int(marks[k]), int(place)
        grain = samples[mark - period : mark + period] * _window(period)
        if len(grain) == 2 * period and at >= period:
            out[at - period : at + period] += grain * np.sqrt(step / period)
        place += max(step, 24.0)
    return out[: int(new_time[-1])]


def _target_hz(pitch_st: F64, manner: Manner) -> F64:
    """(H,) F0 as it is to be; NaN where unvoiced."""
    if np.isnan(pitch_st).all():
        return pitch_st
    middle = np.nanmedian(pitch_st)
    along = np.linspace(-0.5, 0.5, len(pitch_st))
    away = np.clip((pitch_st - middle) * manner.range_factor, -14.0, 14.0)
    wanted = middle + manner.pitch_st + away + manner.contour_st * along
    return np.asarray(np.clip(100.0 * 2.0 ** (wanted / 12.0), 62.0, 480.0))


_WINDOWS: dict[int, F32] = {}


def _window(half: int) -> F32:
    if half not in _WINDOWS:
        _WINDOWS[half] = np.hanning(2 * half + 1)[:-1].astype(np.float32)
    return _WINDOWS[half]


def _brighten(samples: F32, octave_db: float) -> F32:
    """`octave_db` more for every octave above 1 kHz, at most 12 dB; half of it less below."""
    spectrum = np.fft.rfft(samples)
    octaves = np.log2(np.maximum(np.fft.rfftfreq(len(samples), 1.0 / RATE_HZ), 60.0) / 1000.0)
    gain_db = octave_db * np.where(octaves > 0.0, octaves, 0.5 * octaves)
    spectrum *= 10.0 ** (np.clip(gain_db, -12.0, 12.0) / 20.0)
    return np.asarray(np.fft.irfft(spectrum, len(samples)), np.float32)


def _gains(samples: F32, manner: Manner) -> F32:
    """(N,) factors that widen the swing of level and sharpen where it rises."""
    count = max(len(samples) // HOP, 1)
    hops = np.resize(samples, count * HOP).reshape(count, HOP)
    level_db = 10.0 * np.log10((hops**2).mean(axis=1) + 1e-9)
    speaks = level_db > level_db.max() + _SILENT_DB
    slow_db = _smooth(level_db, 12)
    swing_db = (manner.dynamics_factor - 1.0) * (slow_db - slow_db[speaks].mean())
    rise_db = np.clip(level_db - np.concatenate((level_db[:1], slow_db[:-1])), 0.0, 10.0) / 10.0
    gain_db = np.clip(swing_db, -8.0, 8.0) * speaks + manner.attack_db * rise_db
    times = (np.arange(len(samples)) - HOP / 2) / HOP
    line = np.interp(times, np.arange(count), _smooth(gain_db, 2))
    return np.asarray(10.0 ** (line / 20.0), np.float32)


def _smooth(values: F64, hops: int) -> F64:
    kernel = np.hanning(hops + 3)[1:-1]
    padded = np.pad(values, len(kernel) // 2, mode="edge")
    return np.convolve(padded, kernel / kernel.sum(), "valid")[: len(values)]


def _speech_rms(samples: F32) -> float:
    """Of the louder half of the hops."""
    count = len(samples) // HOP
    powers = np.sort((samples[: count * HOP].reshape(count, HOP) ** 2).mean(axis=1))
    return float(np.sqrt(powers[count // 2 :].mean())) + 1e-6
