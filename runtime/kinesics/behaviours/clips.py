"""`Clips`: recorded motion that is asked for by name, played with all of its channels."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from kinesics.gesture.clip import ENTER_S, Clip
from kinesics.motion.channels import columns
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.rig.rig import Rig
from kinesics.signals import Cease, GestureCue

__all__ = ["Clips"]

F64 = NDArray[np.float64]

_RATE_HZ = 100.0
_STEP_NS = round(1e9 / _RATE_HZ)
_SLOW = 2.0
"""Times of a recording: slower than this is news to whoever asks for it."""

_ENTER_NS = round(ENTER_S * 1e9)


class Clips:
    """Its first row falls on the date of the cue; the way there from rest begins before.

    It is played as it was recorded, slower where the robot's servos are: size, side, target and
    hold of a cue change nothing.
    """

    name = "clips"

    def __init__(self, rig: Rig, clips: Mapping[str, Clip]) -> None:
        self._rig, self._clips = rig, clips
        self._rows = {name: _rows(clip, rig) for name, clip in clips.items()}
        self._playing: Track | None = None
        self._intent = ""

    def feed(self, packet: Packet) -> Track | None:
        """All rows at once, when it is asked for; or, taken back, the last that is shown."""
        if isinstance(packet, GestureCue) and packet.concept in self._clips:
            names = self._clips[packet.concept].channels
            rows, begin_ns = self._rows[packet.concept], packet.t_ns - _ENTER_NS
            self._playing = Track(begin_ns, _RATE_HZ, columns(names), rows)
            self._intent = packet.intent
            return self._playing
        if isinstance(packet, Cease) and packet.intent == self._intent:
            return self._cease(packet.t_ns)
        return None

    def lasts_s(self, name: str) -> tuple[float, str]:
        """How long after its first row one is over, and what this robot lacks of it."""
        lost = [one for one in self._clips[name].channels if not self._rig.shows(one)]
        remarks = [f"it shows nothing of {', '.join(lost)}"] if lost else []
        lasts_s = len(self._rows[name]) / _RATE_HZ - ENTER_S
        times_s = self._clips[name].times_s
        slower = (lasts_s + ENTER_S) / float(times_s[-1] - times_s[0] + 2 * ENTER_S)
        if slower > _SLOW:
            remarks.append(f"its servos need {slower:.1f} times as long")
        return lasts_s, "; ".join(remarks)

    def lacks(self, name: str) -> str:
        """Why this robot cannot show one; empty: it shows some of its channels."""
        names = self._clips[name].channels
        if any(map(self._rig.shows, names)):
            return ""
        return f"this robot shows nothing of it: it has no {', '.join(names)}"

    def _cease(self, t_ns: int) -> Track | None:
        """The layer lets go of what it shows at `t_ns`."""
        playing, self._playing = self._playing, None
        if playing is None or t_ns >= playing.end_ns:
            return None
        row = max(t_ns - playing.t_ns, 0) // _STEP_NS
        at_ns = playing.t_ns + row * _STEP_NS
        return Track(at_ns, _RATE_HZ, playing.columns, playing.values[row : row + 1])


def _rows(clip: Clip, rig: Rig) -> F64:
    """(T, K) from rest to rest."""
    score = clip.score(rig)
    times_s = np.arange(0.0, score.length_s + 1.0 / _RATE_HZ, 1.0 / _RATE_HZ)
    return score.at(times_s + float(score.times_s[0]))
