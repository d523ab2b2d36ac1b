"""What is felt: how the robot is carried about."""

from dataclasses import dataclass

__all__ = ["BaseTilt"]


@dataclass(frozen=True, slots=True)
class BaseTilt:
    """How the robot's base leans and turns at `t_ns`, as an inertial sensor on it feels."""

    t_ns: int
    roll_rad: float
    """Of the base against the horizon (REP-103): positive leans to the right."""
    pitch_rad: float
    """Positive bows forward."""
    turns_rad_s: tuple[float, float, float] | None
    """How fast it turns about its own x, y and z; None: nobody measures that."""
    by_gravity: bool
    """Whether roll and pitch are just where acceleration points, which is up only on average."""
