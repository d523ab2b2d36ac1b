"""What other programs find by a robot's sensors: how its base leans, whom its camera sees."""

from math import hypot, pi

from kinesics.motion.direction import lean_of
from kinesics.signals import BaseTilt, Faces, SeenFace
from kinesics.table import Table

__all__ = ["MOST_FACES", "read_base", "read_faces"]

MOST_FACES = 16
"""Of one picture."""

_FASTEST = 100.0
_HARDEST = 1000.0
_GRAVITIES = (5.0, 15.0)  # m/s²; a blow, or a fall, is none
_NEAREST_M, _FARTHEST_M = 0.02, 100.0


def read_base(table: Table, t_ns: int) -> BaseTilt:
    """How the base leans; dated by robot time, if it tells: whoever owns a robot says how late.

    Raises:
        IntentError: what is wrong in it, and what would be right.
    """
    when_ns = table.integer("t_ns", 0) if table.has("t_ns") else t_ns
    turns = (
        table.finites("turns_rad_s", 3, -_FASTEST, _FASTEST) if table.has("turns_rad_s") else None
    )
    by_gravity = table.has("acceleration_m_s2")
    if by_gravity:
        roll_rad, pitch_rad = _by_gravity(table)
    else:
        roll_rad = table.finite("roll_rad", -pi, pi)
        pitch_rad = table.finite("pitch_rad", -0.5 * pi, 0.5 * pi)
    told = None if turns is None else (turns[0], turns[1], turns[2])
    return BaseTilt(when_ns, roll_rad, pitch_rad, told, by_gravity)


def _by_gravity(table: Table) -> tuple[float, float]:
    """Roll and pitch [rad] where an acceleration is all that is known of them."""
    x, y, z = table.finites("acceleration_m_s2", 3, -_HARDEST, _HARDEST)
    lowest, highest = _GRAVITIES
    if not lowest <= hypot(x, y, z) <= highest:
        wanted = f"{lowest:g} to {highest:g} in all, or it tells nothing of what is up"
        raise table.wrong("acceleration_m_s2", [x, y, z], wanted)
    return lean_of((x, y, z))


def read_faces(table: Table, t_ns: int) -> Faces:
    """All faces of a picture, dated by robot time, if it tells.

    Raises:
        IntentError: what is wrong in it, and what would be right.
    """
    when_ns = table.integer("t_ns", 0) if table.has("t_ns") else t_ns
    rows = table.tables("seen")
    if len(rows) > MOST_FACES:
        raise table.wrong("seen", f"{len(rows)} faces", f"{MOST_FACES} at most")
    return Faces(when_ns, tuple(map(_face, rows)))


def _face(row: Table) -> SeenFace:
    face = SeenFace(
        row.finite("yaw_rad", -pi, pi),
        row.finite("pitch_rad", -0.5 * pi, 0.5 * pi),
        row.finite("distance_m", _NEAREST_M, _FARTHEST_M),
        row.finite("confidence", 0.0, 1.0) if row.has("confidence") else 1.0,
    )
    row.done()
    return face
