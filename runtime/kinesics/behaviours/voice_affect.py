"""`VoiceAffect`: hints of what the robot's own voice expresses, from a network that hears it."""

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.vad import BASIC
from kinesics.audio.voice_cues import CueRow, VoiceCues
from kinesics.ports import Packet, Stepper
from kinesics.signals import Feeling, Hint, Speech

__all__ = ["FOLLOWS_NS", "VoiceAffect"]

F32 = NDArray[np.float32]

FOLLOWS_NS = 600_000_000
"""How long after a sound is heard its hint acts. The sound is known later than motion is asked
for; dated so, what is felt depends on the sound alone and not on how it came in."""

_ROWS = 5  # of the network to a hint: five hints a second
_SILENCE_NS = 1_500_000_000  # after a longer one, what was of late is no more
_FORGOTTEN = ("recent", "memory")  # states of the network; what is usual of the voice is kept


class VoiceAffect:
    """An `Analyser`: hears speech and its prosody, suggests a feeling five times a second.

    What a voice is like usually is learnt while it speaks, from 100 s of it, and kept from one
    utterance to the next; a feeling is what differs from it. So a voice that is always sad is not.
    """

    name = "voice-affect"

    def __init__(self, stepper: Stepper, depth: float = 1.0) -> None:
        """`stepper`: the network `speech_affect`; `depth` 0..1: how much its word counts."""
        self._stepper = stepper
        self._depth = depth
        self._cues = VoiceCues()
        self._ended_ns: int | None = None
        self._rows = 0

    def feed(self, packet: Packet) -> list[Hint]:
        """The hints that this piece of speech, or of its prosody, makes known."""
        if isinstance(packet, Speech):
            self._listen(packet)
        rows = [self._step(row) for row in self._cues.feed(packet)]
        return [hint for hint in rows if hint is not None]

    def _listen(self, piece: Speech) -> None:
        """Forget what was of late if nothing was said for a while."""
        if self._ended_ns is not None and piece.t_ns - self._ended_ns > _SILENCE_NS:
            states = self._stepper.snapshot()
            for name in _FORGOTTEN:
                states[name].fill(0.0)
            self._stepper.restore(states)
        self._ended_ns = piece.t_ns + len(piece.samples) * 1_000_000_000 // piece.rate_hz

    def _step(self, row: CueRow) -> Hint | None:
        self._stepper.inputs["cues"][0] = row.values
        self._stepper.inputs["weights"][0] = row.weights
        self._stepper.step()
        self._rows += 1
        if self._rows % _ROWS:
            return None
        outputs = self._stepper.outputs
        feeling = _feeling(row.t_ns + FOLLOWS_NS, outputs["vad"][0], outputs["shares"][0])
        confidence = min(max(float(outputs["confidence"][0, 0]), 0.0), 1.0)
        return Hint("voice", feeling, self._depth * confidence)


def _feeling(t_ns: int, vad: F32, shares: F32) -> Feeling:
    """What is not neutral, as strong as its share."""
    felt = np.maximum(shares[1:].astype(np.float64), 1e-6)
    intensity = min(max(1.0 - float(shares[0]), 0.0), 1.0)
    mixture = dict(zip(BASIC[1:], (felt / felt.sum()).tolist(), strict=True))
    valence, arousal, dominance = np.clip(vad, -1.0, 1.0).astype(np.float64).tolist()
    return Feeling(t_ns, (valence, arousal, dominance), mixture, intensity)
