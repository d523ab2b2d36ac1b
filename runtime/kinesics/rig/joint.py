"""`Joint` and `Drive`: one actuated axis of a robot, and what moves it."""

from dataclasses import dataclass
from typing import Literal

from kinesics.rig.bus import Seat

__all__ = ["Drive", "Feedback", "Joint"]

Feedback = Literal["none", "position", "current"]


@dataclass(frozen=True, slots=True)
class Drive:
    """A channel's part in a joint: `gain · (clip(value, low, high) − reference)`."""

    channel: str
    gain: float
    """Joint units per channel unit."""
    low: float
    high: float
    """Range of the channel over which the drive acts; outside it, it stays."""
    reference: float = 0.0
    """Channel value at which the drive adds nothing."""


@dataclass(frozen=True, slots=True)
class Joint:
    """One actuated axis: its limits are those of a servo that exists, behind its linkage."""

    name: str
    unit: str
    """`rad`, `m`, or `1` for an opening."""
    neutral: float
    safe: float
    """Position of the safe pose [unit]."""
    position_min: float
    position_max: float
    velocity: float
    """[unit/s]"""
    acceleration: float
    """[unit/s²]"""
    jerk: float
    """[unit/s³]"""
    lag_s: float
    """How late the actuator follows: dead time plus the delay of its control loop."""
    feedback: Feedback
    actuator: str
    """Name of its class in actuators.toml."""
    ratio: float
    """Joint units per radian of the servo's shaft; negative: it turns the other way."""
    drives: tuple[Drive, ...]
    seat: Seat | None = None
    """Where it is wired to; None: on the robot's one firmware."""
