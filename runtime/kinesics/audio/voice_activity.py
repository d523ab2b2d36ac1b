"""`VoiceActivity`: how much each hop of a sound is like a voice, beneath what disturbs it."""

from functools import cache
from math import exp, isnan, log2
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.pitch import LOWEST_HZ, VOICED_CLARITY, PitchTracker
from kinesics.toml import load_toml

__all__ = ["BANDS", "INPUTS", "Beneath", "Likeness", "VoiceActivity", "likeness"]

F32 = NDArray[np.float32]

BANDS = 24
"""Mel bands, 100 to 7000 Hz, of the powers that it is told."""

_MOST_DB = np.float32(20.0)
_FRESH = np.float32(0.5)
_RECENT = np.float32(0.08)
"""Shares of a new hop in a band's power, and in how much and how variably it stands out of late."""
_LATE = 0.15
_OCTAVES = 3.0
_PAIRS = BANDS // 2
INPUTS = 3 * _PAIRS + 7
_SMALLEST = np.float32(1e-10)
_LEAST_LOGIT = -30.0


class Beneath(NamedTuple):
    """Powers (M,) of what is heard without anybody else's voice."""

    noise: F32
    voice: F32
    """What may be left of the robot's own."""
    motors: F32


class Likeness(NamedTuple):
    """A network of one hidden layer, by `python -m kinesics_training.hearing fit`."""

    hidden: F32
    """(INPUTS + 1, H) weights, the last row added."""
    out: F32
    """(H + 1,)"""

    def of(self, features: F32) -> float:
        """0..1: how surely features (INPUTS,) are of a voice."""
        hidden = np.tanh(features @ self.hidden[:-1] + self.hidden[-1])
        logit = float(hidden @ self.out[:-1] + self.out[-1])
        return 1.0 / (1.0 + exp(-max(logit, _LEAST_LOGIT)))


@cache
def likeness() -> Likeness:
    """The shipped one."""
    told = load_toml(Path(__file__).with_name("voice_activity.toml"))
    return Likeness(np.array(told["hidden"], np.float32), np.array(told["out"], np.float32))


class VoiceActivity:
    """Hears where a sound stands out of what is beneath, how variably, how clear its pitch is."""

    def __init__(self, rate_hz: int, net: Likeness | None = None) -> None:
        """`net`: None: the shipped one."""
        self._pitch = PitchTracker(rate_hz)
        self._smooth: F32 = np.zeros(BANDS, np.float32)
        self._mean: F32 = np.zeros(_PAIRS, np.float32)
        self._varies: F32 = np.zeros(_PAIRS, np.float32)
        self._clear = self._tone = self._glide = 0.0
        self._net = likeness() if net is None else net

    def push(self, sound: F32, power: F32, beneath: Beneath) -> float:
        """0..1 for a hop (H,), its bands' powers (M,), and what they are without any voice."""
        return self._net.of(self.features(sound, power, beneath))

    def features(self, sound: F32, power: F32, beneath: Beneath) -> F32:
        """What is judged of the next hop, (INPUTS,), each about 0..1."""
        self._smooth += _FRESH * (power - self._smooth)
        stands = _pairs(_above(self._smooth, beneath.noise + beneath.voice + beneath.motors))
        self._varies += _RECENT * (np.abs(stands - self._mean) - self._varies)
        self._mean += _RECENT * (stands - self._mean)
        clear = self._hear_pitch(sound)
        masked = [_above(one, beneath.noise).mean() for one in (beneath.voice, beneath.motors)]
        return np.concatenate(
            (stands, self._mean, 2.0 * self._varies, clear, masked), dtype=np.float32
        )

    def _hear_pitch(self, sound: F32) -> list[float]:
        """How clear the pitch is, now and of late; where, and how it glides: gears howl."""
        pitch = self._pitch.push(sound)
        tone = self._tone
        if pitch.clarity >= VOICED_CLARITY and not isnan(pitch.f0_hz):
            tone = log2(pitch.f0_hz / LOWEST_HZ) / _OCTAVES
        glide = min(_OCTAVES * 4.0 * abs(tone - self._tone), 1.0)
        self._tone = tone
        self._clear += _LATE * (pitch.clarity - self._clear)
        self._glide += _LATE * (glide - self._glide)
        return [pitch.clarity, self._clear, tone, glide, self._glide]


def _above(power: F32, other: F32) -> F32:
    """By how much of 20 dB, 0..1, (M,)."""
    ratio_db = 10.0 * np.log10((power + _SMALLEST) / (other + _SMALLEST))
    above: F32 = np.clip(ratio_db / _MOST_DB, 0.0, 1.0)
    return above


def _pairs(bands: F32) -> F32:
    """Means of neighbours, (M / 2,)."""
    return 0.5 * (bands[0::2] + bands[1::2])
