"""`GestureSense`: what a network makes of the voice for arms, before its accents are over."""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.gesture_cues import CUES, GestureCues, GestureRow, told
from kinesics.audio.pitch_echo import PitchLog
from kinesics.gesture.outlook import PARTS, PHASES
from kinesics.gesture.spoken import spoken_accents
from kinesics.ports import Packet, Stepper
from kinesics.signals import GestureOutlook, PhoneTimes, Speech

__all__ = ["GestureSense"]

F32 = NDArray[np.float32]

_PAUSED_S = (0.6, 1.0)  # from such a pause on arms rest, whatever the network says
_PAUSE, _REST = CUES.index("pause"), PHASES.index("rest")
_PAST_NS = 1_000_000_000  # a word so long ago is no neighbour of any row


class GestureSense:
    """An `Analyser`: hears speech, and phone times where there are any; 25 outlooks a second.

    The same speech gives the same outlooks, however it was cut; each utterance starts afresh.
    """

    name = "gesture-sense"

    def __init__(
        self, stepper: Stepper, prosody_lookahead_ms: float, pitch: PitchLog | None = None
    ) -> None:
        """`stepper`: the network `speech_gesture`; `prosody_lookahead_ms`: of `SpeechProsody`.

        `pitch`: what that makes of pitch, if it hears the voice first; the outlooks are the same.
        """
        self._stepper = stepper
        self._ahead_ns = round(prosody_lookahead_ms * 1e6)
        self._cues = GestureCues(pitch)
        self._stressed: deque[tuple[int, float]] = deque()
        self._known_ns: int | None = None
        """When the utterance begins whose words are known."""

    def feed(self, packet: Packet) -> list[GestureOutlook]:
        """The outlooks that this piece of speech makes known, oldest first."""
        if isinstance(packet, PhoneTimes) and packet.words and packet.phones:  # taught no guesses
            self._known_ns = packet.t_ns
            self._stressed = deque((one.t_ns, one.strength) for one in spoken_accents(packet))
        elif isinstance(packet, Speech):
            if packet.first_sample == 0:
                self._begin(packet.t_ns)
            return [self._step(row) for row in self._cues.feed(packet)]
        return []

    def _begin(self, t_ns: int) -> None:
        self._stepper.reset()
        if t_ns != self._known_ns:
            self._known_ns = None
            self._stressed.clear()

    def _step(self, row: GestureRow) -> GestureOutlook:
        inputs = self._stepper.inputs
        inputs["cues"][0] = row.cues
        inputs["words"].fill(0.0)
        if self._known_ns is not None:
            while self._stressed and self._stressed[0][0] < row.t_ns - _PAST_NS:
                self._stressed.popleft()
            inputs["words"][0] = told(self._stressed, row.t_ns)
        self._stepper.step()
        outputs, speaks = self._stepper.outputs, _speaks(row)
        phases = speaks * outputs["phases"][0].reshape(len(PARTS), len(PHASES))
        phases[:, _REST] += 1.0 - speaks
        return GestureOutlook(
            row.t_ns - self._ahead_ns,
            row.t_ns,
            speaks * outputs["strikes"][0],
            phases,
            outputs["amplitude"][0].copy(),
        )


def _speaks(row: GestureRow) -> float:
    """1 while the voice speaks, 0 once it has long paused: longer than the network was taught."""
    paused_s = float(np.expm1(row.cues[_PAUSE]))
    gone = (paused_s - _PAUSED_S[0]) / (_PAUSED_S[1] - _PAUSED_S[0])
    return 1.0 - min(max(gone, 0.0), 1.0)
