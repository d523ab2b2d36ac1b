"""`PitchTracker`: the fundamental frequency of a voice, hop by hop, from nothing but the past.

The normalised square difference function of McLeod & Wyvill (2005), "A smarter way to find
pitch", ICMC; its value at the chosen lag is their *clarity*, 1 for a periodic sound. Among its
maxima the choice favours short lags (as RAPT's lag weight does; Talkin 1995) and the lag before.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import AudioError

__all__ = [
    "HOP_S",
    "LOWEST_HZ",
    "VOICED_CLARITY",
    "Pitch",
    "PitchState",
    "PitchTracker",
    "is_voiced",
]

F64 = NDArray[np.float64]

PitchState = tuple[F64, F64, float]
"""Of a tracker: the end of what it heard, its low-passed window, and the pitch before [Hz]."""

HOP_S = 0.010
COMPARED_S = 0.019
"""Newest sound, compared with as much of what came before it; holds a period of any voice."""

LOWEST_HZ, HIGHEST_HZ = 60.0, 500.0
"""From a deep bass to a small child; creak and shouting lie outside."""

_BAND_RATE_HZ = 8_000  # of the low-passed copy that is searched: a hop costs half of what 16 kHz do
_BAND_HZ = 1_200.0
_TAPS_S = 0.002
_LAG_COST = 0.12  # clarity that the longest lag must be better by: keeps off octaves below
_JUMP_COST = 0.25  # per octave away from the hop before
VOICED_CLARITY = 0.60
VOICED_FROM_DB = -50.0
"""A voice is this clear and this loud; white noise reaches a clarity of .49 in one hop of 100."""

_SMALLEST = 1e-12


class Pitch(NamedTuple):
    """One hop's estimate."""

    f0_hz: float
    """Of the best lag, voiced or not; NaN where no lag stands out."""
    clarity: float
    """0..1: how periodic the window is."""
    energy_db: float
    """Level of the window's newest 25 ms below 1.2 kHz, relative to full scale: the vowels."""


def is_voiced(pitch: Pitch) -> bool:
    """Whether this is a voice, and its F0 means something."""
    return pitch.clarity >= VOICED_CLARITY and pitch.energy_db > VOICED_FROM_DB


class PitchTracker:
    """Hops of a voice in, one estimate each out.

    Args:
        rate_hz: samples per second, from 8 kHz.
    """

    latency_s = 0.014
    """How far what is compared lies, in the middle, before its newest sample: 18 ms for the deepest
    voice, 11 ms for the highest."""

    def __init__(self, rate_hz: int) -> None:
        if rate_hz < _BAND_RATE_HZ:
            raise AudioError(f"speech at {rate_hz} Hz; pitch wants {_BAND_RATE_HZ} Hz or more")
        self.hop = round(HOP_S * rate_hz)
        """Samples of a hop."""
        self._step = max(
            step for step in range(1, rate_hz // _BAND_RATE_HZ + 1) if self.hop % step == 0
        )
        self._rate_hz = rate_hz / self._step
        self._low_pass = _low_pass(rate_hz)
        longest = math.ceil(self._rate_hz / LOWEST_HZ)
        self._lags = np.arange(math.floor(self._rate_hz / HIGHEST_HZ) - 1, longest + 1)
        self._lag_cost = _LAG_COST * self._lags / longest
        self._kept = math.ceil(COMPARED_S * self._rate_hz)
        self._count = longest + self._kept + 1
        self._loud = round(0.025 * self._rate_hz)
        self.reset()

    def reset(self) -> None:
        """Forget everything heard."""
        self._tail: F64 = np.zeros(len(self._low_pass) - self._step)
        self._band: F64 = np.zeros(self._count)
        self._before_hz = math.nan

    def state(self) -> PitchState:
        """What the next estimate depends on, besides its hop."""
        return self._tail, self._band, self._before_hz

    def restore(self, state: PitchState) -> None:
        """Go on from a `state()` of this or another tracker of the same rate."""
        self._tail, self._band, self._before_hz = state

    def push(self, hop: NDArray[np.float32]) -> Pitch:
        """The estimate of the window that ends with `hop` (H,), -1..1."""
        heard = np.concatenate((self._tail, hop), dtype=np.float64)
        self._tail = heard[len(hop) :]
        fresh = np.correlate(heard, self._low_pass, "valid")[:: self._step]
        band = self._band = np.concatenate((self._band[len(fresh) :], fresh))  # (W,)
        recent = band[-self._loud :]
        energy_db = 10.0 * math.log10(float(recent @ recent) / self._loud + _SMALLEST)
        if energy_db <= VOICED_FROM_DB:
            self._before_hz = math.nan
            return Pitch(math.nan, 0.0, energy_db)
        likeness = self._likeness(band - np.add.reduce(band) / self._count)
        middle = likeness[1:-1]
        peaks = ((middle > likeness[:-2]) & (middle >= likeness[2:]) & (middle > 0.0)).nonzero()[0]
        if not len(peaks):
            self._before_hz = math.nan
            return Pitch(math.nan, 0.0, energy_db)
        peaks += 1
        worth = likeness[peaks] - self._lag_cost[peaks]
        if not math.isnan(self._before_hz):
            octaves = np.log2(self._lags[peaks] * (self._before_hz / self._rate_hz))
            worth -= _JUMP_COST * np.abs(octaves)
        best = int(peaks[worth.argmax()])
        shift, clarity = _vertex(likeness[best - 1 : best + 2])
        f0_hz = self._rate_hz / (float(self._lags[best]) + shift)
        self._before_hz = f0_hz if clarity >= VOICED_CLARITY else math.nan
        return Pitch(f0_hz, min(clarity, 1.0), energy_db)

    def _likeness(self, band: F64) -> F64:
        """The normalised square difference of (W,) at each of `_lags`, (L,), -1..1."""
        first, end, kept = int(self._lags[0]), int(self._lags[-1]) + 1, self._kept
        product = np.correlate(band, band[-kept:], "valid")[::-1][first:end]
        squares = np.add.accumulate(band * band)[::-1]  # [k]: all but the newest k
        newest = squares[0] - squares[kept]
        earlier = squares[first:end] - squares[first + kept : end + kept]
        likeness: F64 = 2.0 * product / (newest + earlier + _SMALLEST * kept)
        return likeness


def _vertex(values: F64) -> tuple[float, float]:
    """Where the parabola through three equidistant values peaks, -0.5..0.5, and its height."""
    left, middle, right = values.tolist()
    bend = left - 2.0 * middle + right
    if bend >= 0.0:
        return 0.0, middle
    shift = min(max(0.5 * (left - right) / bend, -0.5), 0.5)
    return shift, middle - 0.25 * (left - right) * shift


def _low_pass(rate_hz: int) -> F64:
    """A Hann-windowed sinc (K,), sum 1: about 30 dB down an octave above `_BAND_HZ`."""
    half = round(_TAPS_S / 2 * rate_hz)
    at = np.arange(-half, half + 1)
    taps = np.sinc(2.0 * _BAND_HZ / rate_hz * at) * (0.5 + 0.5 * np.cos(np.pi * at / (half + 1)))
    return np.asarray(taps / taps.sum(), np.float64)
