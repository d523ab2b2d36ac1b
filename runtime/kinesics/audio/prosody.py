"""`SpeechProsody`: how the robot says it: pitch, loudness, tempo, accents, phrases, pauses."""

import math

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.pitch import (
    HOP_S,
    VOICED_CLARITY,
    VOICED_FROM_DB,
    Pitch,
    PitchTracker,
    is_voiced,
)
from kinesics.audio.pitch_echo import PitchLog
from kinesics.audio.syllables import LOOKAHEAD_HOPS, Syllable, Syllables
from kinesics.ports import Packet
from kinesics.signals import Prosody, Speech, SpeechEnd

__all__ = ["LEAST_MS", "RATE_HZ", "SUREST_MS", "SpeechProsody", "foreseen_s"]

F32 = NDArray[np.float32]

RATE_HZ = 16_000
"""Of speech, usually."""

SUREST_MS = LOOKAHEAD_HOPS * HOP_S * 1000
LEAST_MS = 40.0
_SOONER_MS = 60.0
"""Of sound after a peak: what begins before its accent waits for no more."""

_QUIETEST_DB = -60.0  # below is silence, whatever the voice
_BELOW_VOICE_DB = 35.0  # and so is what lies this far below the voice's recent peaks
_PEAK_FALLS_DB_PER_S = 6.0
_CLARITY_SPAN = 0.15  # to each side of VOICED_CLARITY: from surely unvoiced to surely voiced
_BOUNDARY_S = (0.10, 0.25)
"""A pause as short as the closure of a stop ends no phrase; one of a quarter of a second does
(Goldman-Eisler 1968 counts pauses from 0.25 s)."""

_TEMPO_SHARE = 0.2  # that the newest syllable has in the mean interval
_LONGEST_SYLLABLE_S = 0.6  # more than this from nucleus to nucleus is a pause, not a slow syllable


def foreseen_s(lookahead_ms: float) -> float:
    """By how much `Prosody.nearing` is before its accent, where so much sound is waited for."""
    waits_ms = min(max(lookahead_ms, LEAST_MS), SUREST_MS)
    return max(waits_ms - _SOONER_MS, 0.0) / 1000.0


class SpeechProsody:
    """One `Prosody` packet per 10 ms hop of speech, from the sound up to `lookahead_ms` later.

    A syllable's peak is only known once it is past. F0 is that of sound
    `PitchTracker.latency_s` before the date. The same sound gives the same packets however it was
    cut; each utterance starts afresh. At its end it hears silence for one look-ahead.
    """

    name = "prosody"

    def __init__(self, lookahead_ms: float = SUREST_MS) -> None:
        """`lookahead_ms`: how much later sound there is when motion is due, as the mouth's.

        More than `SUREST_MS` makes nothing surer; with less than `LEAST_MS` the packets come late
        by the difference, or a nod would be thrown at every bump of the level.
        """
        self.lookahead_ms = min(max(lookahead_ms, LEAST_MS), SUREST_MS)
        """How much sound after its date a packet waits for."""
        self._lookahead = round(self.lookahead_ms / (HOP_S * 1000))
        self._rate_hz = RATE_HZ
        self.pitch = PitchLog(self._rate_hz)
        """What it makes of pitch at `RATE_HZ`, for who wants to hear the same."""
        self._tracker: PitchLog | PitchTracker = self.pitch
        self._syllables = Syllables(self._lookahead)
        ahead = round(foreseen_s(self.lookahead_ms) / HOP_S)
        self._nearing = Syllables(self._lookahead - ahead)
        self._next_sample: int | None = None
        self._begin(0, self._rate_hz)

    def feed(self, packet: Packet) -> list[Prosody]:
        """The packets that this piece of speech makes known, oldest first."""
        if isinstance(packet, Speech):
            if packet.first_sample != self._next_sample or packet.rate_hz != self._rate_hz:
                self._begin(packet.t_ns, packet.rate_hz)
            self._next_sample = packet.first_sample + len(packet.samples)
            return self._hops(packet.samples)
        if isinstance(packet, SpeechEnd) and self._next_sample is not None:
            silence = (self._lookahead + 1) * self._tracker.hop - 1  # a last, incomplete hop too
            last = self._hops(np.zeros(silence, np.float32))
            self._next_sample = None
            return last
        return []

    def _begin(self, t_ns: int, rate_hz: int) -> None:
        if rate_hz != self._rate_hz:
            self._tracker = self.pitch if rate_hz == RATE_HZ else PitchTracker(rate_hz)
            self._rate_hz = rate_hz
        self._tracker.reset()
        self._syllables.reset()
        self._nearing.reset()
        self._held: F32 = np.empty(0, np.float32)
        self._begun_ns, self._count = t_ns, 0
        self._recent: list[tuple[float, float, float]] = []  # f0, level and voicing, newest last
        self._peak_db = _QUIETEST_DB
        self._pause_s = self._tempo_s = 0.0
        self._since_syllable = round(_LONGEST_SYLLABLE_S / HOP_S)  # the first has none before it
        self._spoken = False

    def _hops(self, samples: F32) -> list[Prosody]:
        held = np.concatenate((self._held, samples)) if len(self._held) else samples
        hop = self._tracker.hop
        count = len(held) // hop
        self._held = held[count * hop :]
        heard = (self._hear(held[n * hop : (n + 1) * hop]) for n in range(count))
        return [packet for packet in heard if packet is not None]

    def _hear(self, sound: F32) -> Prosody | None:
        """What is known once `sound` (H,) is heard: the packet of one look-ahead ago."""
        pitch = self._tracker.push(sound)
        power = float(sound @ sound) / len(sound)
        energy_db = 10.0 * math.log10(power + 1e-12)
        f0_hz = pitch.f0_hz if is_voiced(pitch) else math.nan
        syllable = self._syllables.push(f0_hz, pitch.energy_db)
        nearing = self._nearing.push(f0_hz, pitch.energy_db)
        self._recent.append((f0_hz, energy_db, _voicing(pitch)))
        self._count += 1
        if len(self._recent) <= self._lookahead:
            return None
        return self._packet(*self._recent.pop(0), syllable, nearing)

    def _packet(
        self,
        f0_hz: float,
        energy_db: float,
        voiced: float,
        syllable: Syllable | None,
        nearing: Syllable | None,
    ) -> Prosody:
        self._listen(energy_db)
        self._since_syllable += 1
        if syllable is not None:
            self._keep_time()
        done = (self._count - self._lookahead) * self._tracker.hop
        shortest_s, surest_s = _BOUNDARY_S
        ended = (self._pause_s - shortest_s) / (surest_s - shortest_s)
        return Prosody(
            t_ns=self._begun_ns + done * 1_000_000_000 // self._rate_hz,
            rate_hz=self._rate_hz / self._tracker.hop,
            f0_hz=f0_hz,
            energy_db=energy_db,
            voiced=voiced,
            syllable_rate_hz=1.0 / self._tempo_s if self._tempo_s else 0.0,
            accent=syllable.accent if syllable else 0.0,
            boundary=min(max(ended, 0.0), 1.0) if self._spoken else 0.0,
            pause_s=self._pause_s,
            nearing=nearing.accent if nearing else 0.0,
        )

    def _listen(self, energy_db: float) -> None:
        """Whether this hop is a pause."""
        self._peak_db = max(self._peak_db - _PEAK_FALLS_DB_PER_S * HOP_S, energy_db)
        if energy_db > max(self._peak_db - _BELOW_VOICE_DB, _QUIETEST_DB):
            self._pause_s, self._spoken = 0.0, True
        else:
            self._pause_s += HOP_S

    def _keep_time(self) -> None:
        """A nucleus: it changes the mean interval, unless a pause lies before it."""
        interval_s = self._since_syllable * HOP_S
        self._since_syllable = 0
        if interval_s < _LONGEST_SYLLABLE_S:
            share = _TEMPO_SHARE if self._tempo_s else 1.0
            self._tempo_s += share * (interval_s - self._tempo_s)


def _voicing(pitch: Pitch) -> float:
    """0..1, 0.5 where `is_voiced` draws the line."""
    if pitch.energy_db <= VOICED_FROM_DB:
        return 0.0
    above = (pitch.clarity - VOICED_CLARITY + _CLARITY_SPAN) / (2.0 * _CLARITY_SPAN)
    return min(max(above, 0.0), 1.0)
