"""`GazeHeard`: what the gaze network is told of voices, feelings and persona, by their dates."""

from collections import deque
from math import isnan, log2

from kinesics.audio.pitch import HOP_S
from kinesics.conversation.gaze_cues import STATES
from kinesics.conversation.gaze_manner import felt, traits
from kinesics.conversation.talk import Talk
from kinesics.ports import Packet
from kinesics.signals import (
    Being,
    Feeling,
    PartnerVoice,
    Persona,
    Prosody,
    Speech,
    SpeechEnd,
)

__all__ = ["GazeHeard"]

_USUAL_S = 10.0  # over which a voice's own pitch and level are taken
_KEPT = 512  # hops, 5 s
_FRESH_NS = 200_000_000  # prosody that is older says nothing of now
_PAUSE_S = 0.10  # the closure of a stop is shorter (audio/prosody.py)
_SILENT_BELOW = 0.3  # of how surely the partner speaks
_LONG_NS = 1_000_000_000_000  # of who is told to be silent and has never spoken
_LISTENS = STATES.index("listening")


class GazeHeard:
    """Takes packets as they come, tells what they are about when its time has come."""

    def __init__(self) -> None:
        self._talk = Talk()
        self._hops: deque[Prosody] = deque(maxlen=_KEPT)
        self._coming: deque[Feeling | Persona | PartnerVoice] = deque(maxlen=_KEPT)
        self._feelings, self._persona = felt(None), traits(None)
        self._partner: float | None = None
        self._partner_paused_ns: int | None = None
        self._last: Prosody | None = None
        self._pitch_st, self._level_db = 0.0, 0.0
        self._known = 0.0  # seconds of voice
        self._voiced = False  # since it last fell silent
        self.falls_silent = False
        """Whether its own voice has come to a pause, or to its end, since the call before."""

    def hear(self, packet: Packet) -> None:
        """Keep what matters."""
        if isinstance(packet, Speech):
            self._talk.hear(packet)
        elif isinstance(packet, SpeechEnd):
            self._talk.end(packet)
        elif isinstance(packet, Being):
            self._talk.be(packet)
        elif isinstance(packet, Prosody):
            self._hops.append(packet)
        elif isinstance(packet, Feeling | Persona | PartnerVoice):
            self._coming.append(packet)

    def at(self, t_ns: int) -> dict[str, object]:
        """Of a `Situation`, what was heard by `t_ns`, later than that of the last call."""
        accent, pitch_st, level_db = self._listen(t_ns)
        while self._coming and self._coming[0].t_ns <= t_ns:
            self._take(self._coming.popleft())
        state = self._talk.state(t_ns)
        known = STATES.index(state) if state in STATES else STATES.index("idle")
        hop = self._last
        fresh = hop is not None and t_ns - hop.t_ns < _FRESH_NS and known == 0
        self._fall_silent(hop.pause_s if fresh and hop is not None else None, speaks=known == 0)
        paused_ns = self._partner_paused_ns
        partner = float(known == _LISTENS) if self._partner is None else self._partner
        return {
            "state": known,
            "voice": float(known == 0 and not (fresh and hop is not None and hop.pause_s > 0.0)),
            "pause_s": hop.pause_s if fresh and hop is not None else 0.0,
            "begun_s": self._talk.begun_s(t_ns),
            "pitch_st": pitch_st,
            "level_db": level_db,
            "accent": accent if known == 0 else 0.0,
            "boundary": hop.boundary if fresh and hop is not None else 0.0,
            "partner": partner,
            "partner_pause_s": 0.0 if paused_ns is None else (t_ns - paused_ns) * 1e-9,
            "feelings": self._feelings.tolist(),
            "persona": self._persona.tolist(),
        }

    def _fall_silent(self, pause_s: float | None, *, speaks: bool) -> None:
        """`pause_s` of the hop of now; None: there is none."""
        if pause_s == 0.0:
            self._voiced = True
        silent = not speaks or (pause_s is not None and pause_s >= _PAUSE_S)
        self.falls_silent = self._voiced and silent
        self._voiced = self._voiced and not silent

    def _listen(self, t_ns: int) -> tuple[float, float, float]:
        """The strongest accent, and mean pitch and level, of the hops up to `t_ns`."""
        accent, pitches_st, levels_db = 0.0, [], []
        while self._hops and self._hops[0].t_ns <= t_ns:
            self._last = hop = self._hops.popleft()
            accent = max(accent, hop.accent)
            if hop.pause_s == 0.0:
                levels_db.append(hop.energy_db - self._level_db)
                self._usual(hop)
            if not isnan(hop.f0_hz) and hop.f0_hz > 0.0:
                pitches_st.append(12.0 * log2(hop.f0_hz / 100.0) - self._pitch_st)
        return accent, _mean(pitches_st), _mean(levels_db)

    def _usual(self, hop: Prosody) -> None:
        """What its voice is like: of what was heard so far, the last seconds most."""
        self._known = min(self._known + HOP_S, _USUAL_S)
        share = HOP_S / self._known
        self._level_db += share * (hop.energy_db - self._level_db)
        if not isnan(hop.f0_hz) and hop.f0_hz > 0.0:
            self._pitch_st += share * (12.0 * log2(hop.f0_hz / 100.0) - self._pitch_st)

    def _take(self, packet: Feeling | Persona | PartnerVoice) -> None:
        if isinstance(packet, Feeling):
            self._feelings = felt(packet)
        elif isinstance(packet, Persona):
            self._persona = traits(packet)
        else:
            self._hear_partner(packet)

    def _hear_partner(self, packet: PartnerVoice) -> None:
        before, self._partner = self._partner, packet.speaks
        if packet.speaks >= _SILENT_BELOW:
            self._partner_paused_ns = None
        elif before is None:
            self._partner_paused_ns = packet.t_ns - _LONG_NS
        elif before >= _SILENT_BELOW:
            self._partner_paused_ns = packet.t_ns


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0
