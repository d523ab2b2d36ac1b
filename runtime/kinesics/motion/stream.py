"""`Stream`: the tracks of one source, joined without a jump in position or velocity."""

from collections.abc import Callable

from kinesics.motion.blend import Blend
from kinesics.motion.segment import KEPT_NS, Segment
from kinesics.motion.track import Track

__all__ = ["Stream"]

_KEPT_SEGMENTS = 16  # a seam a tick, as far back as a mixer is rewound


class Stream:
    """The motion of one source: newer tracks replace older ones, a stale one fades."""

    def __init__(self, blend: Blend, place: int, ramp_s: float, fade_s: float) -> None:
        """Of the source at `place` in a blend.

        `ramp_s`: time a seam takes; `fade_s`: time the last rows take to leave.
        """
        self._blend, self._place = blend, place
        self._ramp_ns = round(ramp_s * 1e9)
        self.struct = blend.sources[place]
        self.struct.fade_ns = round(fade_s * 1e9)
        self._segments: list[Segment] = []

    def extend(self, track: Track, asked: Callable[[], int]) -> bool:
        """Take `track` where it is the next rows of the newest motion; whether it is.

        `asked`: as `Segment.extend` has it.
        """
        if not self._segments or not self._segments[-1].continues(track):
            return False
        self._segments[-1].extend(track, asked)
        return True

    def begin(self, track: Track, asked_ns: int) -> None:
        """Take `track` as this source's motion from its `t_ns` on, or from `asked_ns` if later."""
        seam_ns, room = max(track.t_ns, asked_ns), self._blend.room
        seam = self._blend.seam(self._place, seam_ns, track.priority)
        kept = [s for s in self._segments if s.t_ns < seam_ns][1 - _KEPT_SEGMENTS :]
        kept.append(Segment(room, track, seam_ns, seam, self._ramp_ns))
        while len(kept) > 1 and kept[1].t_ns < asked_ns - KEPT_NS:
            del kept[0]
        self._link(kept)

    def _link(self, kept: list[Segment]) -> None:
        """Be these, oldest first."""
        address = self._blend.room.address
        kept[0].struct.older = 0
        if len(kept) > 1:
            kept[-1].struct.older = address(kept[-2].struct)
        self.struct.newest = address(kept[-1].struct)
        gone, self._segments = [one for one in self._segments if one not in kept], kept
        for segment in gone:
            segment.forget()
