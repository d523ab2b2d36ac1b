"""`FaceTracks`: which face of a picture is that of the one before; whoever is there, as targets.

In the robot's base frame, where a face stays while the camera turns. An id is of one stay: nobody
is recognised, and who comes back is somebody new.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kinesics.signals import Point, Target
from kinesics.vision.mount import Sight

__all__ = ["LOST_S", "FaceTracks"]

F64 = NDArray[np.float64]

LOST_S = 1.5
"""After so long unseen a face is gone; for so long a target is believed."""
_DOUBTED_S = 0.4  # one that was not confirmed yet
_CONFIRMED = 3  # pictures
_TRUSTED = 8  # pictures after which its confidence is the detector's
_NEAR_M, _SPEED_M_S = 0.25, 2.0  # across the line of sight: as far as people go between pictures
_DEEPER = 1.6  # or that much nearer: the distance by the eyes is uncertain
_DISTANCE_GAIN = 0.25  # a picture: eyes a pixel further apart are a face tenths of metres nearer
_MOST = 16


@dataclass(eq=False, slots=True)
class _Track:
    name: str
    t_ns: int
    from_m: F64
    way: F64
    distance_m: float
    confidence: float
    seen: int = field(default=1)

    @property
    def place_m(self) -> F64:
        place: F64 = self.from_m + self.distance_m * self.way
        return place

    def see(self, t_ns: int, sight: Sight) -> None:
        gain = max(_DISTANCE_GAIN, 1.0 / (self.seen + 1))
        known_m = float(np.linalg.norm(self.place_m - sight.from_m))
        self.distance_m = known_m + gain * (sight.distance_m - known_m)
        self.t_ns, self.from_m, self.way = t_ns, sight.from_m, sight.way
        self.confidence, self.seen = sight.confidence, self.seen + 1


class FaceTracks:
    """Told of every picture, in order; those without faces, too."""

    def __init__(self) -> None:
        self._tracks: list[_Track] = []
        self._made = 0
        self._last_ns = -1

    def see(self, t_ns: int, sights: Sequence[Sight]) -> list[Target]:
        """Faces of a picture taken at robot time `t_ns`: those that are sure enough, by id.

        Of a picture that is no newer than the last nothing is taken.
        """
        if t_ns <= self._last_ns:
            return []
        self._last_ns = t_ns
        self._tracks = [one for one in self._tracks if not _is_lost(one, t_ns)]
        left = [*sights][:_MOST]
        pairs = self._pairs(t_ns, left)
        for number, sight in enumerate(left):
            if number in pairs:
                pairs[number].see(t_ns, sight)
            elif len(self._tracks) < _MOST:
                self._begin(t_ns, sight)
        seen = [one for one in self._tracks if one.t_ns == t_ns and one.seen >= _CONFIRMED]
        return [_target(one) for one in seen]

    def _begin(self, t_ns: int, sight: Sight) -> None:
        self._made += 1
        self._tracks.append(_Track(f"person:face-{self._made}", t_ns, *sight))

    def _pairs(self, t_ns: int, sights: Sequence[Sight]) -> dict[int, _Track]:
        """Which track a sight is of, by its number: nearest first, each once."""
        near = []
        for track in self._tracks:
            reach_m = _NEAR_M + _SPEED_M_S * (t_ns - track.t_ns) * 1e-9
            for number, sight in enumerate(sights):
                across_m, known_m = _across_m(track, sight)
                ratio = max(sight.distance_m, known_m) / max(min(sight.distance_m, known_m), 1e-3)
                if across_m <= reach_m and ratio <= _DEEPER:
                    near.append((across_m, number, track))
        pairs: dict[int, _Track] = {}
        for _, number, track in sorted(near, key=lambda one: one[:2]):
            if number not in pairs and all(track is not one for one in pairs.values()):
                pairs[number] = track
        return pairs


def _is_lost(track: _Track, t_ns: int) -> bool:
    patience_s = LOST_S if track.seen >= _CONFIRMED else _DOUBTED_S
    return (t_ns - track.t_ns) * 1e-9 > patience_s


def _across_m(track: _Track, sight: Sight) -> tuple[float, float]:
    """How far a track is beside a line of sight, and from where that begins."""
    to = track.place_m - sight.from_m
    along = float(to @ sight.way)
    beside = float(np.linalg.norm(to - along * sight.way))
    away = float(np.linalg.norm(to))
    return (beside if along > 0.0 else 2.0 * away), away


def _target(track: _Track) -> Target:
    x, y, z = track.place_m.tolist()
    place: Point = (x, y, z)
    sure = track.confidence * min(track.seen / _TRUSTED, 1.0)
    return Target(track.t_ns, track.name, place, min(sure, 1.0), LOST_S)
