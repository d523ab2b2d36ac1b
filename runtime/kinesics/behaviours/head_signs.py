"""`HeadSigns`: yes, no and "hm" with the head, when an intent asks for it."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from kinesics.conversation.cues import Sign
from kinesics.motion.channels import columns
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.signals import Cease, HeadCue

__all__ = ["HEAD_SIGNS", "SIGN_CHANNELS", "HeadSigns", "sign_lasts_s"]

F64 = NDArray[np.float64]

HEAD_SIGNS = ("head_yaw", "head_pitch", "head_roll")
SIGN_CHANNELS: Mapping[Sign, str] = {
    "nod": "head_pitch",
    "shake": "head_yaw",
    "tilt": "head_roll",
}
"""What each sign moves."""
_RATE_HZ = 50.0
_PERIOD_S = {"nod": 0.6, "shake": 0.7, "tilt": 1.8}
"""Of one there and back. Nods and shakes of conversation come at 1 to 3 a second, the large ones
that are signs by themselves slowest (Hadar, Steiner, Grant and Rose 1983, Human Movement Science
2:35; Heylen 2006, Int. J. Humanoid Robotics 3:241)."""
_REACH_RAD = {"nod": 0.32, "shake": 0.40, "tilt": 0.36}
"""Of size 1; half of it at the size as authored."""
_LEAST = 0.1
"""Share of it that is still seen: no size is less."""
_HELD = 0.4
"""Share of a tilt for which it stays."""
_EASED_S = 0.25
"""In which a shake swells, and ebbs away."""
_RETRACT_S = 0.3


class HeadSigns:
    """Nods, shakes and tilts added to whatever the head does; the last ends where it began.

    What is cut short, or cut across by another, leaves within 0.3 s, without a step in speed.
    """

    name = "signs"

    def __init__(self) -> None:
        self._columns = columns(HEAD_SIGNS)
        self._intent = ""
        self._t_ns = 0
        self._rows: F64 = np.zeros((1, len(HEAD_SIGNS)))

    def feed(self, packet: Packet) -> Track | None:
        """The whole sign, or what is left of one that ends early; None for other packets."""
        if isinstance(packet, HeadCue):
            if not packet.intent and packet.t_ns < self._t_ns + round(self._left_s() * 1e9):
                return None  # nobody asked for it: what goes on goes first
            self._intent = packet.intent
            return self._from(packet.t_ns, _rows(packet))
        if isinstance(packet, Cease) and packet.intent == self._intent:
            return self._from(packet.t_ns, np.zeros((1, len(HEAD_SIGNS))))
        return None

    def _left_s(self) -> float:
        """How long the newest sign takes, all in all."""
        return (len(self._rows) - 1) / _RATE_HZ

    def _from(self, t_ns: int, rows: F64) -> Track:
        """From `t_ns` on the rows, and below them what was under way, which leaves."""
        count = max(len(rows), round(_RETRACT_S * _RATE_HZ) + 1)
        both = np.zeros((count, len(HEAD_SIGNS)))
        both[: len(rows)] += rows
        since = (t_ns - self._t_ns) * 1e-9 * _RATE_HZ + np.arange(count)
        leaving = np.clip(np.arange(count) / _RATE_HZ / _RETRACT_S, 0.0, 1.0)
        share = 1.0 - leaving * leaving * (3.0 - 2.0 * leaving)
        for column in range(len(HEAD_SIGNS)):
            was = np.interp(since, np.arange(len(self._rows)), self._rows[:, column])
            both[:, column] += share * was
        self._t_ns, self._rows = t_ns, both
        return Track(t_ns, _RATE_HZ, self._columns, both.copy())


def sign_lasts_s(cue: HeadCue) -> float:
    """How long it takes."""
    return _PERIOD_S[cue.kind] * cue.times


def _rows(cue: HeadCue) -> F64:
    """The sign alone, (T, 3), at rest at both ends."""
    lasts_s = sign_lasts_s(cue)
    t_s = np.arange(round(lasts_s * _RATE_HZ) + 1) / _RATE_HZ
    phase = t_s / _PERIOD_S[cue.kind]
    rows = np.zeros((len(t_s), len(HEAD_SIGNS)))
    reach_rad = _REACH_RAD[cue.kind] * max(cue.size, _LEAST)
    if cue.kind == "nod":
        rows[:, 1] = reach_rad * (0.5 - 0.5 * np.cos(2 * np.pi * phase))
    elif cue.kind == "shake":
        eased = np.clip(np.minimum(t_s, lasts_s - t_s) / _EASED_S, 0.0, 1.0)
        rows[:, 0] = reach_rad * (eased**2 * (3.0 - 2.0 * eased)) * np.sin(2 * np.pi * phase)
    else:
        there = np.clip((1.0 - np.abs(2.0 * (phase % 1.0) - 1.0)) / (1.0 - _HELD), 0.0, 1.0)
        rows[:, 2] = reach_rad * (there**2 * (3.0 - 2.0 * there))
    return rows
