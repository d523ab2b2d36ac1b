"""`Eyes`: where a robot's neck and eyes are, as its rig file says."""

from dataclasses import dataclass

from kinesics.signals import Point
from kinesics.table import Table

__all__ = ["Eyes", "read_eyes"]

_FARTHEST_M = 5.0


@dataclass(frozen=True, slots=True)
class Eyes:
    """Places in a robot's frames, all joints at rest.

    Where a rig file says nothing it is taken for as tall as an adult, eyes at 1.3 m: a direction
    is then right, a near point is not.
    """

    neck_m: Point = (0.0, 0.0, 1.2)
    """Where the head turns, in the base frame."""
    eyes_m: Point = (0.06, 0.0, 0.1)
    """From there to the middle between the eyes, in the head's frame."""
    apart_m: float = 0.062
    """Between the eyes' centres."""


def read_eyes(table: Table) -> Eyes:
    """The table [sight] of a rig.

    Raises:
        RigError: a place that is none.
    """
    if not table.has("sight"):
        return Eyes()
    sight = table.table("sight")
    eyes = Eyes(
        _point(sight, "neck_m"),
        _point(sight, "eyes_m"),
        sight.finite("eyes_apart_m", 0.0, 1.0),
    )
    sight.done()
    return eyes


def _point(table: Table, key: str) -> Point:
    x, y, z = table.finites(key, 3, -_FARTHEST_M, _FARTHEST_M)
    return x, y, z
