"""`Camera`: where a robot's camera is and how wide it sees, as its rig file says."""

from dataclasses import dataclass
from math import pi
from typing import Literal, cast, get_args

from kinesics.signals import Point
from kinesics.table import Table

__all__ = ["Camera", "read_camera"]

_FARTHEST_M = 5.0
_WIDTHS_RAD = (0.1, 3.0)

_On = Literal["head", "base"]


@dataclass(frozen=True, slots=True)
class Camera:
    """A pinhole camera that looks forward, all joints at rest, but for how it is turned."""

    on: _On = "head"
    """What carries it: the head, which turns, or the base."""
    at_m: Point | None = None
    """In the head's frame, from where that turns, or in the base's; None: between the eyes."""
    roll_rad: float = 0.0
    """How it is turned in that frame (REP-103: yaw, then pitch, then roll; positive yaw is left,
    positive pitch bows)."""
    pitch_rad: float = 0.0
    yaw_rad: float = 0.0
    width_rad: float = 1.05
    """Between the left and the right edge of its picture; untold, 60 degrees, as webcams have."""
    told: bool = False
    """Whether a rig file says so: else all of this is a guess."""


def read_camera(table: Table) -> Camera:
    """The table [camera] of a rig.

    Raises:
        RigError: a place, an angle or a width that is none.
    """
    if not table.has("camera"):
        return Camera()
    camera = table.table("camera")
    x, y, z = camera.finites("at_m", 3, -_FARTHEST_M, _FARTHEST_M)
    read = Camera(
        on=cast(_On, camera.choice("on", get_args(_On))),
        at_m=(x, y, z),
        roll_rad=_angle(camera, "roll_rad"),
        pitch_rad=_angle(camera, "pitch_rad"),
        yaw_rad=_angle(camera, "yaw_rad"),
        width_rad=camera.finite("width_rad", *_WIDTHS_RAD),
        told=True,
    )
    camera.done()
    return read


def _angle(camera: Table, key: str) -> float:
    return camera.finite(key, -pi, pi) if camera.has(key) else 0.0
