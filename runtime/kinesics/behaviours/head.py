"""`SpeechHead`: the head keeps time with the voice: a small nod on every pitch accent."""

import numpy as np

from kinesics.audio.pitch import HOP_S
from kinesics.behaviours.accent_gate import AccentGate
from kinesics.motion.channels import columns
from kinesics.motion.strokes import Strokes
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.signals import Prosody

__all__ = ["SpeechHead"]

ACCENT_FROM = 0.4
"""Of `Prosody.accent`: less is no beat; chosen on training voices (kinesics_training.accents)."""

SOONEST_S = 0.20
"""From nod to nod: five a second is what a head can do, and no one speaks with more accents."""

_OUT_S, _BACK_S = 0.10, 0.28
"""The nod is deepest 0.10 s after the accent. Head movements on stressed syllables last 0.2-0.5 s
(Hadar et al. 1983, Human Movement Science 2:35)."""

_PITCH_RAD = 0.05
_ROLL_RAD = 0.05
_SWAY_S = 1.5


class SpeechHead:
    """Nods in pitch, and a slow roll that follows them.

    A row dated t depends on prosody up to t.
    """

    name = "head"

    def __init__(self) -> None:
        self._columns = columns(["head_pitch", "head_roll"])
        self._nods = Strokes(_OUT_S, _BACK_S, 1.0 / HOP_S)
        self._gate = AccentGate(ACCENT_FROM, SOONEST_S)
        self._sway = 0.0

    def feed(self, packet: Packet) -> Track | None:
        """The row of this hop of speech, or None."""
        if not isinstance(packet, Prosody):
            return None
        if self._gate.marks(packet):
            self._nods.begin(packet.accent)
        nod = self._nods.next()
        self._sway += (nod - self._sway) * HOP_S / _SWAY_S
        rows = np.array([[_PITCH_RAD * nod, _ROLL_RAD * self._sway]])
        return Track(packet.t_ns, packet.rate_hz, self._columns, rows)
