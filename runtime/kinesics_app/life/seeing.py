"""`Seeing`: faces that a life's camera sees, as targets where they are, wherever the head is."""

from collections.abc import Mapping
from math import pi
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import IntentError
from kinesics.motion import channels
from kinesics.rig.rig import Rig
from kinesics.rig.sight import sight_of
from kinesics.signals import Faces, Target
from kinesics.vision.face_tracks import FaceTracks
from kinesics.vision.mount import Mount, Turned
from kinesics_app.tick.loop import Loop, Row

__all__ = ["Seeing"]

F64 = NDArray[np.float64]

_LATE_S, _EARLY_S = 2.0, 0.05  # of a picture; clocks of other hosts are known to some milliseconds
_COLUMNS = [channels.index(name) for name in Turned._fields]


class Seeing:
    """Where head and torso were when a picture was taken is what was planned for that moment.

    Not what was measured: telemetry comes later, and drives no behaviour.
    """

    def __init__(self, rig: Rig, loop: Loop) -> None:
        """`loop`: whose rows turned the head, the last seconds of them."""
        self._loop = loop
        self._mount = Mount(rig)
        self._tracks = FaceTracks()
        sight = sight_of(rig)
        reach = {name: getattr(sight, name, None) for name in Turned._fields}
        self._low = np.array([-pi if one is None else one.low for one in reach.values()])
        self._high = np.array([pi if one is None else one.high for one in reach.values()])
        self.camera: Mapping[str, Any] = {}
        """What is told of the camera itself, where one is looked through here."""
        self.present: list[Target] = []
        """Whom the last picture showed, as far as they are sure."""
        self._pictures, self._faces, self._unplaced = 0, 0, 0

    def targets(self, faces: Faces, now_ns: int) -> list[Target]:
        """Who is there, as seen in a picture that is told of at robot time `now_ns`.

        Raises:
            IntentError: it was taken long ago, or in the future.
        """
        late_s = (now_ns - faces.t_ns) * 1e-9
        if not -_EARLY_S <= late_s <= _LATE_S:
            raise IntentError(
                f"faces: t_ns is {late_s:.3g} s ago by this computer's CLOCK_MONOTONIC; wanted "
                f"{_LATE_S:g} at most, and none to come"
            )
        self._pictures += 1
        self._faces = len(faces.seen)
        rows = self._loop.rows
        if not rows or rows[0].t_ns > faces.t_ns - self._loop.early_ns:
            self._unplaced += 1  # taken before it lived: nobody knows where its head was
            return []
        sights = self._mount.placed(faces.seen, self._turned(faces.t_ns))
        self.present = self._tracks.see(faces.t_ns, sights)
        return self.present

    def status(self, now_ns: int) -> Mapping[str, Any]:
        """What was told of faces: plain values; nothing of a picture."""
        return {
            "pictures": self._pictures,
            "unplaced": self._unplaced,
            "faces": self._faces,
            "present": [one.id for one in self.present if now_ns < one.t_ns + 1e9 * one.ttl_s],
            "camera": dict(self.camera),
        }

    def _turned(self, t_ns: int) -> Turned:
        """Torso and head as they were to be at a robot time."""
        one, other = self._around(t_ns - self._loop.early_ns)
        share = 0.0
        if other.t_ns > one.t_ns:
            share = (t_ns - self._loop.early_ns - one.t_ns) / (other.t_ns - one.t_ns)
        first, second = one.channels[_COLUMNS], other.channels[_COLUMNS]
        angles = first + min(max(share, 0.0), 1.0) * (second - first)
        return Turned(*np.clip(angles, self._low, self._high).tolist())

    def _around(self, dated_ns: int) -> tuple[Row, Row]:
        """The last row up to a date, and the next."""
        rows = self._loop.rows
        back = (rows[-1].t_ns - dated_ns) // self._loop.tick_ns
        number = len(rows) - 1 - min(max(back, 0), len(rows) - 1)
        while rows[number].t_ns > dated_ns:  # where ticks were left out
            number -= 1
        while number + 1 < len(rows) and rows[number + 1].t_ns <= dated_ns:
            number += 1
        return rows[number], rows[min(number + 1, len(rows) - 1)]
