"""Look-at geometry: the direction from a robot's eyes to a point, closed form."""

from collections.abc import Sequence
from math import atan, atan2, cos, hypot, sin

from kinesics.motion.direction import Direction
from kinesics.rig.sight import Reach, Sight
from kinesics.signals import Point

__all__ = ["beside", "direction_to", "vergence_at"]

_NEAREST_M = 0.05  # nearer than this nothing can be looked at


def direction_to(
    sight: Sight, point_m: Point, torso_yaw: float, head: Direction
) -> tuple[float, float, float]:
    """Yaw and pitch [rad] in the base frame from between the eyes to a point, and its distance [m].

    `torso_yaw` and `head` are how torso and head are turned meanwhile.
    """
    x, y, z = _eyes_at(sight, torso_yaw, head)
    ahead, left, up = point_m[0] - x, point_m[1] - y, point_m[2] - z
    level = hypot(ahead, left)
    yaw = atan2(left, ahead) if level > 1e-6 else torso_yaw + head[0]
    return yaw, -atan2(up, level), max(hypot(level, up), _NEAREST_M)


def vergence_at(sight: Sight, distance_m: float) -> float:
    """Angle between the lines of sight of both eyes to a point straight ahead [rad]."""
    return 2.0 * atan(0.5 * sight.eyes_apart_m / max(distance_m, _NEAREST_M))


def beside(sight: Sight, point_m: Point, *, torso: bool) -> float:
    """How far from a point [rad] the nearest is that the robot can look at; `torso`: turned too.

    As yaw and pitch are added up; 0 where it can look there.
    """
    yaw, pitch, _ = direction_to(sight, point_m, 0.0, (0.0, 0.0))
    yaws = (sight.eye_yaw, sight.head_yaw, *((sight.torso_yaw,) if torso else ()))
    off_yaw = abs(yaw - _brought_in(yaw, yaws)) * cos(pitch)
    off_pitch = abs(pitch - _brought_in(pitch, (sight.eye_pitch, sight.head_pitch)))
    return hypot(off_yaw, off_pitch)


def _brought_in(angle_rad: float, reaches: Sequence[Reach]) -> float:
    low, high = (sum(one.low for one in reaches), sum(one.high for one in reaches))
    return min(max(angle_rad, low), high)


def _eyes_at(sight: Sight, torso_yaw: float, head: Direction) -> Point:
    """The middle between the eyes in the base frame."""
    ahead, side, up = sight.eyes_m
    bow, lift = cos(head[1]), sin(head[1])
    ahead, up = ahead * bow + up * lift, up * bow - ahead * lift
    turn, aside = cos(head[0]), sin(head[0])
    ahead, side = ahead * turn - side * aside, ahead * aside + side * turn
    ahead, side = ahead + sight.neck_m[0], side + sight.neck_m[1]
    turn, aside = cos(torso_yaw), sin(torso_yaw)
    return ahead * turn - side * aside, ahead * aside + side * turn, up + sight.neck_m[2]
