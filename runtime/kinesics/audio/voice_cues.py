"""`VoiceCues`: what of a voice tells how its speaker feels, 25 rows a second, from nothing later.

Pitch, loudness, tempo, roughness, attack, pauses and colour: the cues in which vocal expressions of
emotion were found to differ (Juslin & Laukka 2003, Psychological Bulletin 129:770). They are those
of the sound itself; what is usual of a voice, and so no feeling, is for who reads them to learn.
"""

import math
from collections import deque
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.logmel import LogMel
from kinesics.ports import Packet
from kinesics.signals import Prosody, Speech

__all__ = ["CUES", "CUE_RATE_HZ", "CueRow", "VoiceCues"]

F32 = NDArray[np.float32]

CUE_RATE_HZ = 25.0

_BANDS = 6
CUES = (
    "voiced", "pitch_st", "level_db", "rough_st", "rise_db", "nucleus", "syllable_rate_hz",
    "pause", "boundary", "change", *(f"band_{k}" for k in range(_BANDS)),
)  # fmt: skip
"""The columns of a row. `pitch_st`: semitones above 100 Hz; `rough_st`: how far F0 jumps off its
own line from hop to hop; `rise_db`: the steepest rise of level from hop to hop; `nucleus`: syllable
peaks; `change`: how much the logarithmic spectrum differs from that of the row before, which tells
tempo; `band_k`: natural logarithm of the power in six mel bands relative to their mean."""

_HOPS = 4  # of prosody in a row
_RATE_HZ = 16_000
_PAUSED_S = 0.1  # the closure of a stop is no pause
_ROUGHEST_ST = 2.0  # more is another octave, not another period
_STEEPEST_DB = 20.0
_FLOOR = 9.0  # natural logarithm below the recent peak: what is less is not the voice's
_PEAK_FALLS = 0.05  # a row
_FLAT = np.zeros(_BANDS, np.float32)
_KEPT_ROWS = 256
_VOICED = 0.5


class CueRow(NamedTuple):
    """40 ms of a voice."""

    t_ns: int
    """When its end is heard."""
    values: F32
    """(C,) as in `CUES`; 0 where there is nothing to measure."""
    weights: F32
    """(C,) 0..1: how much of each there was to measure; pitch has no value in a pause."""


class VoiceCues:
    """Speech and the prosody derived from it in, rows out as soon as their prosody is known.

    A row is known with the prosody of its end, which hears 80 ms further. Speech at another rate
    than 16 kHz is not heard. Each utterance starts afresh; its last, incomplete row is dropped.
    """

    def __init__(self) -> None:
        self._mel = LogMel(hop=640, window=1024, fft=1024, mels=2 * _BANDS)
        self._next_sample: int | None = None
        self._hops: list[Prosody] = []
        self._begin()

    def feed(self, packet: Packet) -> list[CueRow]:
        """The rows that this packet completes, oldest first."""
        if isinstance(packet, Speech):
            if packet.first_sample != self._next_sample:
                self._begin()
            self._next_sample = packet.first_sample + len(packet.samples)
            if len(self._frames) > _KEPT_ROWS:
                self._frames.clear()  # nobody derives prosody any more
            if packet.rate_hz == _RATE_HZ:
                self._frames.extend(self._mel.push(packet.samples))
        elif isinstance(packet, Prosody):
            self._hops.append(packet)
            if len(self._hops) == _HOPS:
                hops = self._hops
                self._hops = []
                if self._frames:
                    return [self._row(hops, self._frames.popleft())]
        return []

    def _begin(self) -> None:
        self._mel.reset()
        self._frames: deque[F32] = deque()
        self._hops = []
        self._pitch_st = [math.nan, math.nan]  # of the two hops before
        self._level_db = -math.inf
        self._peak = -math.inf
        self._before: F32 | None = None  # logmel of the row before

    def _row(self, hops: list[Prosody], logmel: F32) -> CueRow:
        pitch_st = [12.0 * math.log2(hop.f0_hz / 100.0) for hop in hops]
        line_st = [*self._pitch_st, *pitch_st]
        jumps = [abs(line_st[k] - 2.0 * line_st[k + 1] + line_st[k + 2]) for k in range(_HOPS)]
        level_db = [self._level_db, *(hop.energy_db for hop in hops)]
        rises = [b - a for a, b in pairwise(level_db) if a > -math.inf]
        self._pitch_st, self._level_db = line_st[-2:], level_db[-1]
        sung = [value for value in pitch_st if not math.isnan(value)]
        rough = [min(jump, _ROUGHEST_ST) for jump in jumps if not math.isnan(jump)]
        said = [hop.energy_db for hop in hops if hop.pause_s == 0.0]
        voiced, spoken = len(sung) / _HOPS, len(said) / _HOPS
        tempo_hz = hops[-1].syllable_rate_hz
        change = self._change(logmel)
        bands = 0.5 * (logmel[0::2] + logmel[1::2])
        values = (
            sum(hop.voiced for hop in hops) / _HOPS,
            _mean(sung),
            _mean(said),
            _mean(rough),
            min(max(rises, default=0.0), _STEEPEST_DB) if said else 0.0,
            float(sum(hop.accent > 0.0 for hop in hops)),
            tempo_hz,
            float(hops[-1].pause_s > _PAUSED_S),
            hops[-1].boundary,
            change or 0.0,
        )
        loud = voiced if voiced >= _VOICED else 0.0
        weights = (
            spoken, voiced, spoken, len(rough) / _HOPS, spoken, spoken,
            spoken if tempo_hz > 0.0 else 0.0, 1.0, 1.0, 0.0 if change is None else spoken,
        )  # fmt: skip
        shape = bands - np.add.reduce(bands) / _BANDS if loud else _FLAT
        return CueRow(
            hops[-1].t_ns,
            np.concatenate((values, shape), dtype=np.float32, casting="same_kind"),
            np.array([*weights, *[loud] * _BANDS], np.float32),
        )

    def _change(self, logmel: F32) -> float | None:
        """Mean difference of the bands from the row before; None where there is none."""
        self._peak = max(self._peak - _PEAK_FALLS, float(logmel.max()))
        heard = np.maximum(logmel, self._peak - _FLOOR)
        before, self._before = self._before, heard
        return None if before is None else float(np.add.reduce(np.abs(heard - before))) / len(heard)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0
