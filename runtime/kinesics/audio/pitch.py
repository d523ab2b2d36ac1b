"""`PitchTracker`: the fundamental frequency of a voice, hop by hop, from nothing but the past.

The normalised square difference function of McLeod & Wyvill (2005), "A smarter way to find
pitch", ICMC; its value at the chosen lag is their *clarity*, 1 for a periodic sound. Among its
maxima the choice favours short lags (as RAPT's lag weight does; Talkin 1995) and the lag before.
A hop of it is C: kernels/pitch.c.
"""

import math
from ctypes import Structure, c_double, c_int64
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import AudioError
from kinesics.kernels.room import POINTER, Room

__all__ = [
    "HOP_S",
    "LOWEST_HZ",
    "VOICED_CLARITY",
    "Pitch",
    "PitchState",
    "PitchStruct",
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


class PitchStruct(Structure):
    """`Pitch` of kernels/pitch.h."""

    _fields_ = (
        *((name, c_int64) for name in ("hop", "taps", "step", "window", "kept", "loud")),
        *((name, c_int64) for name in ("first", "lags")),
        *((name, c_double) for name in ("rate_hz", "voiced_from_db", "voiced_clarity")),
        *((name, c_double) for name in ("jump_cost", "smallest")),
        *((name, POINTER) for name in ("low_pass", "lag_cost", "heard", "band", "centred")),
        *((name, POINTER) for name in ("squares", "product", "likeness")),
        *((name, c_double) for name in ("before_hz", "f0_hz", "clarity", "energy_db")),
    )


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
        self._band_hz = rate_hz / self._step
        self._begin(_low_pass(rate_hz))
        self.reset()

    def _begin(self, low_pass: F64) -> None:
        longest = math.ceil(self._band_hz / LOWEST_HZ)
        lags = np.arange(math.floor(self._band_hz / HIGHEST_HZ) - 1, longest + 1)
        kept = math.ceil(COMPARED_S * self._band_hz)
        tail, window = len(low_pass) - self._step, longest + kept + 1
        room = Room()
        heard: F64 = room.zeros(tail + self.hop)
        self._tail, self._fresh = heard[:tail], heard[tail:]
        self._band: F64 = room.zeros(window)
        scratch = {
            "centred": room.zeros(window),
            "squares": room.zeros(window + 1),
            "product": room.zeros(len(lags)),
            "likeness": room.zeros(len(lags)),
        }
        self._found = room.struct(
            PitchStruct,
            hop=self.hop,
            taps=len(low_pass),
            step=self._step,
            window=window,
            kept=kept,
            loud=round(0.025 * self._band_hz),
            first=int(lags[0]),
            lags=len(lags),
            rate_hz=self._band_hz,
            voiced_from_db=VOICED_FROM_DB,
            voiced_clarity=VOICED_CLARITY,
            jump_cost=_JUMP_COST,
            smallest=_SMALLEST,
            low_pass=low_pass,
            lag_cost=_LAG_COST * lags / longest,
            heard=heard,
            band=self._band,
            **scratch,
        )
        self._push = room.function("pitch_push", self._found)

    def reset(self) -> None:
        """Forget everything heard."""
        self._tail[:], self._band[:], self._found.before_hz = 0.0, 0.0, math.nan

    def state(self) -> PitchState:
        """What the next estimate depends on, besides its hop."""
        return self._tail.copy(), self._band.copy(), self._found.before_hz

    def restore(self, state: PitchState) -> None:
        """Go on from a `state()` of this or another tracker of the same rate."""
        self._tail[:], self._band[:], self._found.before_hz = state

    def push(self, hop: NDArray[np.float32]) -> Pitch:
        """The estimate of the window that ends with `hop` (H,), -1..1."""
        self._fresh[:] = hop
        self._push()
        found = self._found
        return Pitch(found.f0_hz, found.clarity, found.energy_db)


def _low_pass(rate_hz: int) -> F64:
    """A Hann-windowed sinc (K,), sum 1: about 30 dB down an octave above `_BAND_HZ`."""
    half = round(_TAPS_S / 2 * rate_hz)
    at = np.arange(-half, half + 1)
    taps = np.sinc(2.0 * _BAND_HZ / rate_hz * at) * (0.5 + 0.5 * np.cos(np.pi * at / (half + 1)))
    return np.asarray(taps / taps.sum(), np.float64)
