"""`GestureCues`: what of a voice, and of words known beforehand, tells arms when to strike.

25 rows a second, each at once with its sound: what `SpeechProsody` says 80 ms later would come too
late for a stroke that is to fall on the accent. Pitch counts from the voice's own register, level
from its own recent peaks, so whose voice it is and how loud it is says nothing.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.logmel import LogMel
from kinesics.audio.pitch import HOP_S, PitchTracker, is_voiced
from kinesics.audio.pitch_echo import PitchEcho, PitchLog
from kinesics.ports import Packet
from kinesics.signals import Speech

__all__ = ["CUES", "ROW_RATE_HZ", "WORD_BINS", "WORD_FROM", "GestureCues", "GestureRow", "told"]

F32 = NDArray[np.float32]

ROW_RATE_HZ = 25.0
ROW_NS = 40_000_000
WORD_BINS, WORD_FROM = 20, -4
"""Words tell of the stressed vowels in so many rows, from this one on: -0.16 to 0.64 s."""

_HOPS = 4
_BANDS = 12
_RATE_HZ = 16_000
CUES = (
    *(f"{name}_{k}" for k in range(_HOPS) for name in ("pitch", "voiced", "level", "low_level")),
    *(f"band_{k}" for k in range(_BANDS)),
    *("pause", "begun"),
)
"""The columns of `GestureRow.cues`, all about -2..2: per hop the pitch above the register [4
semitones], whether voiced, the level and the level below 1.2 kHz below their recent peaks [10 dB];
natural logarithm of twelve mel bands against their mean [2]; time of silence, and since the
beginning, 5 at most [s, as log(1 + t)]."""

_REGISTER_HOPS = 150  # of voice make the mean pitch, as `Syllables` counts it
_PEAK_FALLS_DB = 0.06  # a hop
_QUIETEST_DB = -40.0
_SILENT_DB = -30.0
_PITCH_ST, _LEVEL_DB, _BAND_LN = 4.0, 10.0, 2.0
_MOST_ST = 12.0
_FLOOR_LN = 9.0
_BEGINS_S = 5.0  # afterwards an utterance is under way


class GestureRow(NamedTuple):
    """40 ms of a voice."""

    t_ns: int
    """When its end is heard."""
    cues: F32
    """(C,) as in `CUES`."""


class GestureCues:
    """Speech in, rows out as soon as their last sample is known.

    Speech at another rate than 16 kHz is not heard. Each utterance starts afresh; its last,
    incomplete row is dropped.
    """

    def __init__(self, pitch: PitchLog | None = None) -> None:
        """`pitch`: of the same voice at 16 kHz, where somebody tracks that already."""
        self._mel = LogMel(hop=640, window=1024, fft=1024, mels=_BANDS)
        self._tracker: PitchTracker | PitchEcho = (
            PitchTracker(_RATE_HZ) if pitch is None else PitchEcho(pitch, _RATE_HZ)
        )
        self._next_sample: int | None = None
        self._held: list[F32]
        self._begin(0)

    def feed(self, packet: Packet) -> list[GestureRow]:
        """The rows that this piece of speech completes, oldest first."""
        if not isinstance(packet, Speech) or packet.rate_hz != _RATE_HZ:
            return []
        if packet.first_sample != self._next_sample:
            self._begin(packet.t_ns)
        self._next_sample = packet.first_sample + len(packet.samples)
        self._held.append(packet.samples)
        frames = self._mel.push(packet.samples)
        if not len(frames):
            return []
        held, row = np.concatenate(self._held), _HOPS * self._tracker.hop
        self._held = [held[len(frames) * row :]]
        return [self._row(held[n * row : (n + 1) * row], frame) for n, frame in enumerate(frames)]

    def _begin(self, t_ns: int) -> None:
        self._mel.reset()
        self._tracker.reset()
        self._held = []
        self._begun_ns, self._rows = t_ns, 0
        self._register_st, self._voiced_hops = 0.0, 0
        self._peak_db = self._low_peak_db = -60.0
        self._pause_s = 0.0
        self._peak_ln = -math.inf

    def _row(self, sound: F32, logmel: F32) -> GestureRow:
        self._rows += 1
        hop = self._tracker.hop
        cues = [cue for k in range(_HOPS) for cue in self._hop(sound[k * hop : (k + 1) * hop])]
        self._peak_ln = max(self._peak_ln - 0.05, float(logmel.max()))
        heard = np.maximum(logmel, self._peak_ln - _FLOOR_LN)
        bands = (heard - np.add.reduce(heard) / _BANDS) / _BAND_LN
        times = (
            math.log1p(self._pause_s),
            math.log1p(min(self._rows / ROW_RATE_HZ, _BEGINS_S)),
        )
        values = np.concatenate((cues, bands, times), dtype=np.float32, casting="same_kind")
        return GestureRow(self._begun_ns + self._rows * ROW_NS, values)

    def _hop(self, sound: F32) -> tuple[float, float, float, float]:
        pitch = self._tracker.push(sound)
        level_db = 10.0 * math.log10(float(sound @ sound) / len(sound) + 1e-12)
        self._peak_db = max(self._peak_db - _PEAK_FALLS_DB, level_db)
        self._low_peak_db = max(self._low_peak_db - _PEAK_FALLS_DB, pitch.energy_db)
        below_db = max(level_db - self._peak_db, _QUIETEST_DB)
        low_db = max(pitch.energy_db - self._low_peak_db, _QUIETEST_DB)
        self._pause_s = 0.0 if below_db > _SILENT_DB else self._pause_s + HOP_S
        away, voiced = 0.0, is_voiced(pitch)
        if voiced:
            pitch_st = 12.0 * math.log2(pitch.f0_hz / 100.0)
            self._voiced_hops = min(self._voiced_hops + 1, _REGISTER_HOPS)
            self._register_st += (pitch_st - self._register_st) / self._voiced_hops
            away = min(max(pitch_st - self._register_st, -_MOST_ST), _MOST_ST) / _PITCH_ST
        return away, float(voiced), 1.0 + below_db / _LEVEL_DB, 1.0 + low_db / _LEVEL_DB


def told(stressed: Sequence[tuple[int, float]], t_ns: int) -> F32:
    """(1 + W,): 1, then how strongly each row from `WORD_FROM` on is stressed, as seen at `t_ns`.

    `stressed`: dates and strengths 0..1 of the stressed vowels of words that are no mere grammar.
    """
    values = np.zeros(1 + WORD_BINS, np.float32)
    values[0] = 1.0
    for at_ns, strength in stressed:
        place = (at_ns - t_ns) / ROW_NS - WORD_FROM
        first = math.floor(place)
        for k, share in ((first, 1.0 - place + first), (first + 1, place - first)):
            if 0 <= k < WORD_BINS:
                values[1 + k] = min(values[1 + k] + share * (0.5 + 0.5 * strength), 1.0)
    return values
