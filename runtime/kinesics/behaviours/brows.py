"""`SpeechBrows`: the brows rise on the strongest pitch accents."""

import numpy as np

from kinesics.audio.pitch import HOP_S
from kinesics.behaviours.accent_gate import AccentGate
from kinesics.behaviours.liveliness import Liveliness
from kinesics.motion.channels import columns
from kinesics.motion.strokes import Strokes
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.signals import Persona, Prosody

__all__ = ["SpeechBrows"]

ACCENT_FROM = 0.65
"""Of `Prosody.accent`: brows mark fewer accents than the head does."""

SOONEST_S = 1.2
"""From raise to raise: at most 50 a minute, however excited the voice (ours)."""

_OUT_S, _BACK_S = 0.12, 0.45
"""A raise goes up fast and comes down slowly; it begins with its accent (Flecha-Garcia 2010, Speech
Communication 52:542, finds the onset of raises at pitch accents)."""

_INNER, _OUTER = 0.30, 0.24
_MOST = 2.0  # however lively: beyond, brows leave their range


class SpeechBrows:
    """Brow raises, put on top of whatever the face shows.

    A row dated t depends on prosody up to t.
    """

    name = "brows"

    def __init__(self) -> None:
        self._columns = columns(["browInnerUp", "browOuterUpLeft", "browOuterUpRight"])
        self._raises = Strokes(_OUT_S, _BACK_S, 1.0 / HOP_S)
        self._gate = AccentGate(ACCENT_FROM, SOONEST_S)
        self._lively = Liveliness()

    def feed(self, packet: Packet) -> Track | None:
        """The row of this hop of speech, or None: the brows rest."""
        if isinstance(packet, Persona):
            self._lively.hear(packet)
        if not isinstance(packet, Prosody):
            return None
        if self._gate.marks(packet.accent):
            self._raises.begin(packet.accent)
        if self._raises.resting:
            return None
        raised = self._raises.next() * min(self._lively.gain("nods", packet.t_ns), _MOST)
        rows = np.array([[_INNER * raised, _OUTER * raised, _OUTER * raised]])
        return Track(packet.t_ns, packet.rate_hz, self._columns, rows)
