"""Directions of gaze, and the reflex that keeps them while the head moves.

A direction is (yaw, pitch) [rad] by REP-103: positive yaw turns left, positive pitch bows down. The
neck turns first in yaw, then pitch, then roll. Plain floats: a tick asks this often.
"""

from math import asin, atan2, cos, hypot, sin, sqrt

__all__ = ["Direction", "angle_between", "from_head", "in_head", "lean_of"]

Direction = tuple[float, float]


def in_head(gaze: Direction, head: Direction, roll: float = 0.0) -> Direction:
    """What the eyes do in a head turned to `head`, rolled by `roll`, to look along `gaze`.

    Both directions are of one frame.
    """
    yaw = gaze[0] - head[0]
    level = cos(gaze[1])
    x, y, z = level * cos(yaw), level * sin(yaw), -sin(gaze[1])
    bow, lift = cos(head[1]), sin(head[1])
    x, z = x * bow - z * lift, x * lift + z * bow
    if roll:
        lean, over = cos(roll), sin(roll)
        y, z = y * lean + z * over, z * lean - y * over
    return atan2(y, x), -asin(min(max(z, -1.0), 1.0))


def from_head(eyes: Direction, head: Direction, roll: float = 0.0) -> Direction:
    """Where eyes turned by `eyes` in a head turned to `head` look: the inverse of `in_head`."""
    level = cos(eyes[1])
    x, y, z = level * cos(eyes[0]), level * sin(eyes[0]), -sin(eyes[1])
    if roll:
        lean, over = cos(roll), sin(roll)
        y, z = y * lean - z * over, z * lean + y * over
    bow, lift = cos(head[1]), sin(head[1])
    x, z = x * bow + z * lift, z * bow - x * lift
    return atan2(y, x) + head[0], -asin(min(max(z, -1.0), 1.0))


def angle_between(one: Direction, other: Direction) -> float:
    """Angle between two directions [rad]; also where it is small."""
    half_yaw, half_pitch = 0.5 * (one[0] - other[0]), 0.5 * (one[1] - other[1])
    chord = sin(half_pitch) ** 2 + cos(one[1]) * cos(other[1]) * sin(half_yaw) ** 2
    return 2.0 * asin(min(sqrt(chord), 1.0))


def lean_of(up: tuple[float, float, float]) -> tuple[float, float]:
    """Roll and pitch [rad] of a body in whose frame this vector, of any length, points up."""
    x, y, z = up
    return atan2(y, z), atan2(-x, hypot(y, z))
