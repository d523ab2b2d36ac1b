"""What a robot and its ears tell each other, where they are not one process."""

from dataclasses import dataclass

__all__ = ["HeardVoice", "MotorNoise"]


@dataclass(frozen=True, slots=True)
class HeardVoice:
    """What ears make of a moment: whether it counts, the robot's own side decides."""

    t_ns: int
    """Robot time at which it was heard."""
    speaks: float
    """0..1: how surely somebody speaks who is not the robot."""
    cancels: bool
    """Whether the robot's own voice was known to them, and taken off."""


@dataclass(frozen=True, slots=True)
class MotorNoise:
    """How loudly the robot's joints move: told ahead, so that ears take it off what they hear."""

    t_ns: int
    """Robot time of the motion."""
    level_db: float
    """As the rig's acoustics have it; -120 where nothing moves."""
