"""`SpeechHead`: the head keeps time with the voice: it nods a little with loudness."""

import math

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.channels import columns
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.signals import Speech

__all__ = ["SpeechHead"]

_HOP_S = 0.010
_NOD_HZ = 1.6
"""Of the critically damped filter: head motion in speech is mostly below 4 Hz."""

_SLOW_S = 1.5  # loudness is measured against its own running mean, so a loud voice nods no more
_PITCH_RAD = 0.16
_ROLL_RAD = 0.05
_SILENCE = 5e-3  # rms (-46 dBFS) below which nothing is an accent, nor part of the mean
_LARGEST = 1.5  # [nepers]: a shout is no stronger accent than this


class SpeechHead:
    """Loudness against its running mean, through a critically damped filter, as pitch and roll.

    Causal: a row dated t depends on sound heard up to t. It follows an accent by about 0.1 s.
    """

    name = "head"

    def __init__(self) -> None:
        self._columns = columns(["head_pitch", "head_roll"])
        self._held = np.empty(0, dtype=np.float32)
        self._next_sample: int | None = None
        self._next_ns = 0
        self._mean = self._heard_s = 0.0
        self._nod = self._nod_per_s = self._sway = 0.0

    def feed(self, packet: Packet) -> Track | None:
        """Rows for the hops of sound that `packet` completes, or None."""
        if not isinstance(packet, Speech):
            return None
        if packet.first_sample != self._next_sample:
            self._held = np.empty(0, dtype=np.float32)
            self._next_ns = packet.t_ns
            self._mean = self._heard_s = 0.0
        self._next_sample = packet.first_sample + len(packet.samples)
        held = np.concatenate((self._held, packet.samples))
        hop = round(_HOP_S * packet.rate_hz)
        count = len(held) // hop
        self._held = held[count * hop :]
        if not count:
            return None
        rows = np.array([self._row(sound) for sound in held[: count * hop].reshape(count, hop)])
        self._next_ns += count * round(_HOP_S * 1e9)
        t_ns = self._next_ns - (count - 1) * round(_HOP_S * 1e9)
        return Track(t_ns, 1.0 / _HOP_S, self._columns, rows)

    def _row(self, sound: NDArray[np.float32]) -> tuple[float, float]:
        wide = sound.astype(np.float64)
        rms = math.sqrt(float(wide @ wide) / len(wide))
        accent = 0.0
        if rms > _SILENCE:
            loudness = math.log(rms)
            self._heard_s += _HOP_S
            self._mean += (loudness - self._mean) * _HOP_S / min(self._heard_s, _SLOW_S)
            accent = min(max(loudness - self._mean, -_LARGEST), _LARGEST) / _LARGEST
        omega = 2.0 * np.pi * _NOD_HZ
        pull = omega * omega * (accent - self._nod) - 2.0 * omega * self._nod_per_s
        self._nod_per_s += pull * _HOP_S
        self._nod += self._nod_per_s * _HOP_S
        self._sway += (self._nod - self._sway) * _HOP_S / _SLOW_S
        return _PITCH_RAD * self._nod, _ROLL_RAD * self._sway
