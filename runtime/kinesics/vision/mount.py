"""`Mount`: from where, and in which direction, a robot's camera sees what it sees."""

from collections.abc import Sequence
from math import cos, sin
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.rig.rig import Rig
from kinesics.signals import SeenFace

__all__ = ["AHEAD", "Mount", "Sight", "Turned", "ray"]

F64 = NDArray[np.float64]


class Turned(NamedTuple):
    """How torso and head are turned, as the channels of these names say [rad]."""

    torso_yaw: float
    torso_pitch: float
    torso_roll: float
    head_yaw: float
    head_pitch: float
    head_roll: float


AHEAD = Turned(*[0.0] * len(Turned._fields))


class Sight(NamedTuple):
    """A face, in the robot's base frame."""

    from_m: F64
    """(3,) where the camera is."""
    way: F64
    """(3,) unit vector from there to the face."""
    distance_m: float
    confidence: float


class Mount:
    """Of the camera of one rig."""

    def __init__(self, rig: Rig) -> None:
        camera = rig.camera
        self._on_head = camera.on == "head"
        self._neck_m = np.array(rig.eyes.neck_m)
        at_m = rig.eyes.eyes_m if camera.at_m is None else camera.at_m
        self._at_m = np.array(at_m)
        self._turned = _turn(camera.yaw_rad, camera.pitch_rad, camera.roll_rad)

    def placed(self, faces: Sequence[SeenFace], turned: Turned) -> list[Sight]:
        """Faces as the camera saw them, with torso and head turned so at that moment."""
        from_m, axes = self._at_m, self._turned
        if self._on_head:
            torso = _turn(turned.torso_yaw, turned.torso_pitch, turned.torso_roll)
            head = _turn(turned.head_yaw, turned.head_pitch, turned.head_roll)
            # What a torso that bows moves is not told by a rig: its yaw alone carries the neck.
            carried = _turn(turned.torso_yaw, 0.0, 0.0)
            from_m = carried @ (self._neck_m + head @ self._at_m)
            axes = torso @ head @ self._turned
        return [
            Sight(from_m, axes @ ray(one.yaw_rad, one.pitch_rad), one.distance_m, one.confidence)
            for one in faces
        ]


def ray(yaw: float, pitch: float) -> F64:
    """(3,) unit vector in that direction."""
    level = cos(pitch)
    return np.array((level * cos(yaw), level * sin(yaw), -sin(pitch)))


def _turn(yaw: float, pitch: float, roll: float) -> F64:
    """(3, 3): yaw, then pitch, then roll about the axes that were turned already (REP-103)."""
    a, b, c = cos(yaw), cos(pitch), cos(roll)
    d, e, f = sin(yaw), sin(pitch), sin(roll)
    return np.array(
        (
            (a * b, a * e * f - d * c, a * e * c + d * f),
            (d * b, d * e * f + a * c, d * e * c - a * f),
            (-e, b * f, b * c),
        )
    )
