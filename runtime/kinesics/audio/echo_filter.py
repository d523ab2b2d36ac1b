"""`EchoFilter`: what a room makes of a loudspeaker's sound, learnt, and taken off a microphone's.

A partitioned-block Kalman filter in the frequency domain: Enzner & Vary (2006), "Frequency-domain
adaptive Kalman filter for acoustic echo control", Signal Processing 86; Kuech, Mabande & Enzner
(2014), ICASSP, for its partitions. Each frequency of each block of the room's response has an
estimate and the variance of its error, so steps are large where the room is unknown, and small
while somebody else speaks.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["AUDIBLE", "BLOCK", "EchoFilter", "Parted"]

F32 = NDArray[np.float32]
C64 = NDArray[np.complex64]

BLOCK = 160
"""Samples of a block: 10 ms at 16 kHz."""

AUDIBLE = 1e-7
"""Mean power of a block of the loudspeaker from which on a room is learnt by it: -70 dB."""

_BLOCKS = 28
"""Of the room's response: 280 ms."""
_KEEPS = np.float32(0.998)
"""Of what is known of a room, from one block to the next: heads turn, people walk about."""
_NEAR_FADES = np.float32(0.9)
"""Share of the power of what was not foreseen that is remembered from one block to the next."""
_SPREAD = np.float32(0.005)
"""Of the strongest block of a response by which any other may have changed: it may be moved."""
_TINY = np.float32(1e-7)
_ENERGY_FADES = 0.95


class Parted(NamedTuple):
    """A block of a microphone in two."""

    left: F32
    """(BLOCK,) without the echo, as far as that is known."""
    echo: F32
    """(BLOCK,) what was taken off."""


class EchoFilter:
    """Blocks of a microphone and of a loudspeaker in, as of one moment; the echo's share out."""

    def __init__(self) -> None:
        bins = BLOCK + 1
        self._before: F32 = np.zeros(BLOCK, np.float32)
        self._sound: C64 = np.zeros((_BLOCKS, bins), np.complex64)  # newest first
        self._power: F32 = np.zeros((_BLOCKS, bins), np.float32)
        self._room: C64 = np.zeros((_BLOCKS, bins), np.complex64)
        self._doubt: F32 = np.repeat(_FIRST[:, None], bins, axis=1)
        self._near: F32 = np.zeros(bins, np.float32)
        self._silent = self._faint = _BLOCKS + 1  # blocks since the loudspeaker gave anything
        self._heard_energy = self._left_energy = 0.0

    def push(self, heard: F32, played: F32) -> Parted:
        """A block (BLOCK,) of each, -1..1."""
        energy = float(played @ played)
        self._silent = 0 if energy > 0.0 else self._silent + 1
        self._faint = 0 if energy > AUDIBLE * BLOCK else self._faint + 1
        if self._silent > _BLOCKS:
            self._before = played
            return Parted(heard, np.zeros(BLOCK, np.float32))
        self._take(played)
        turned = np.fft.irfft((self._sound * self._room).sum(axis=0))
        echo: F32 = turned[BLOCK:].astype(np.float32)
        left: F32 = heard - echo
        if self._faint <= _BLOCKS:
            self._learn(left)
        return self._better(heard, left, echo)

    def _take(self, played: F32) -> None:
        for rows in (self._sound, self._power):
            rows[1:] = rows[:-1]
        self._sound[0] = np.fft.rfft(np.concatenate((self._before, played)))
        self._power[0] = np.square(self._sound[0].real) + np.square(self._sound[0].imag)
        self._before = played

    def _learn(self, left: F32) -> None:
        """A step towards the room that explains what was left."""
        error = np.fft.rfft(left, 2 * BLOCK, axis=0).astype(np.complex64)  # (bins,), turned below
        error = error * _LATER
        unforeseen = np.square(error.real) + np.square(error.imag)
        doubted = 0.5 * (self._power * self._doubt).sum(axis=0)  # (bins,)
        self._near = _NEAR_FADES * self._near + (1 - _NEAR_FADES) * unforeseen
        gain = self._doubt / (doubted + self._near + _TINY)  # (blocks, bins)
        step = np.fft.irfft(gain * self._sound.conj() * error)
        step[:, BLOCK:] = 0.0  # a block of the response is no longer than that
        self._room += np.fft.rfft(step).astype(np.complex64)
        self._room *= _KEEPS
        self._doubt *= 1.0 - 0.5 * gain * self._power
        self._forget()

    def _forget(self) -> None:
        """The room changes a little in every block, and may change more where it is strong."""
        strength = np.square(self._room.real) + np.square(self._room.imag)
        strength += _SPREAD * strength.max(axis=0)
        keeps = _KEEPS * _KEEPS
        self._doubt *= keeps
        self._doubt += (1 - keeps) * strength

    def _better(self, heard: F32, left: F32, echo: F32) -> Parted:
        """What was heard as it is, where taking something off made it louder."""
        self._heard_energy = _faded(self._heard_energy, heard)
        self._left_energy = _faded(self._left_energy, left)
        if self._left_energy > self._heard_energy:
            return Parted(heard, echo)
        return Parted(left, echo)


def _faded(energy: float, block: F32) -> float:
    return _ENERGY_FADES * energy + float(block @ block)


_LATER: C64 = np.where(np.arange(BLOCK + 1) % 2, -1.0, 1.0).astype(np.complex64)
"""Of the spectrum of a block that is followed by as much silence, that of one that follows it."""

_FIRST: F32 = np.power(10.0, -0.12 * np.maximum(np.arange(_BLOCKS) - 8, 0)).astype(np.float32)
"""What a response may be before anything is known: after 80 ms it decays, in 0.5 s by 60 dB."""
