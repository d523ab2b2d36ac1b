"""`LoudnessLips`: a raised voice opens the mouth wider, a low one less."""

from kinesics.audio.pitch import VOICED_FROM_DB
from kinesics.ports import Packet
from kinesics.signals import Prosody, Turn

__all__ = ["DIAL", "LoudnessLips"]

DIAL = "loudness"
"""What it turns; the voice turns it, and nobody else."""

_HEARD_S = 0.3  # level of a word, not of a sound: vowels are louder than /s/ in any voice
_USUAL_S = 4.0  # what is loud is measured against the voice's own level of late
_RANGE_DB = 10.0  # from usual to as loud, or as low, as counts
_MOST = 0.5  # of the opening, either way
_TOLD_S = 0.1
_SEEN = 0.02


class LoudnessLips:
    """Turns the dial `loudness` as the robot's own voice rises and falls, at most by half.

    The lips' motion itself stays a function of the sound alone: their shape is scaled, so that what
    is closed stays closed. An `Analyser`; it hears `Prosody`.
    """

    name = "loudness"

    def __init__(self, depth: float) -> None:
        self.depth = depth
        """0..1: how much of it shows; may change at any time."""
        self._level_db = self._usual_db = 0.0
        self._heard_s = self._told = 0.0
        self._next_ns: int | None = None

    def feed(self, packet: Packet) -> list[Turn]:
        """The turn that this hop of speech asks for, or nothing."""
        if not isinstance(packet, Prosody):
            return []
        hop_s = 1.0 / packet.rate_hz
        if packet.energy_db > VOICED_FROM_DB and packet.pause_s == 0.0:
            self._heard_s += hop_s
            self._level_db += self._share(hop_s, _HEARD_S) * (packet.energy_db - self._level_db)
            self._usual_db += self._share(hop_s, _USUAL_S) * (packet.energy_db - self._usual_db)
        if self._next_ns is not None and packet.t_ns < self._next_ns:
            return []
        self._next_ns = packet.t_ns + round(_TOLD_S * 1e9)
        raised = (self._level_db - self._usual_db) / _RANGE_DB
        wanted = self.depth * _MOST * min(max(raised, -1.0), 1.0)
        if abs(wanted - self._told) < _SEEN:
            return []
        self._told = wanted
        return [Turn(packet.t_ns, DIAL, 1.0 + wanted)]

    def _share(self, hop_s: float, span_s: float) -> float:
        """Of a new level in a running mean over `span_s`, or over what was heard so far."""
        return hop_s / max(min(self._heard_s, span_s), hop_s)
