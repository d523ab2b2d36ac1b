"""`Acoustics`: how loud a robot's joints are, and how loud all of them may be while it listens."""

from dataclasses import dataclass

from kinesics.rig.actuators import ACTUATORS
from kinesics.rig.joint import Joint
from kinesics.table import Table

__all__ = ["Acoustics", "read_acoustics"]

_LOUDEST_DB = 120.0


@dataclass(frozen=True, slots=True)
class Acoustics:
    """What the table [quiet] of a rig holds. Levels at 0.5 m, A-weighted."""

    budget_db: float = 36.0
    """Of all joints together in quiet mode. A quiet room has 30 to 35."""
    acceleration: float = 0.3
    """Share of its acceleration that a joint may use then: gears clack as they turn round."""
    joints_db: tuple[tuple[str, float], ...] = ()
    """Level of a joint at full speed, where somebody measured it; else its actuator's."""

    def level_db(self, joint: Joint) -> float:
        """Of a joint at full speed."""
        return dict(self.joints_db).get(joint.name, ACTUATORS[joint.actuator].loudness_db)


def read_acoustics(table: Table, names: tuple[str, ...]) -> Acoustics:
    """The table [quiet] of a rig with joints of these names; as usual, where there is none.

    Raises:
        RigError: a level that is none, a joint that is not there.
    """
    if not table.has("quiet"):
        return Acoustics()
    quiet, usual = table.table("quiet"), Acoustics()
    told: tuple[tuple[str, float], ...] = ()
    if quiet.has("joints_db"):
        levels = quiet.table("joints_db")
        told = tuple((n, levels.finite(n, 0.0, _LOUDEST_DB)) for n in names if levels.has(n))
        levels.done()
    acoustics = Acoustics(
        quiet.finite("budget_db", 0.0, _LOUDEST_DB) if quiet.has("budget_db") else usual.budget_db,
        quiet.finite("acceleration", 0.02, 1.0)
        if quiet.has("acceleration")
        else usual.acceleration,
        told,
    )
    quiet.done()
    return acoustics
