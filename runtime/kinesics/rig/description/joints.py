"""Which joints the humanoid has: servo, linkage, rest and travel of each, in rig order."""

from dataclasses import dataclass
from typing import NamedTuple

from kinesics.rig.actuators import ACTUATORS, Actuator

__all__ = ["JOINTS", "LIP_LEVER_M", "SIDES", "Axis", "Side"]

LIP_LEVER_M = 0.030
"""From the jaw's axis to the lower lip: lip gap [m] = 0.030 · jaw + upper_lip - lower_lip."""

_HORN = 0.010
"""Metres a radian of a 10 mm servo horn with a rod [m/rad]; its sine is taken for straight."""


class Side(NamedTuple):
    """Left or right half of the body."""

    name: str
    sign: float
    """1 left, -1 right: of everything that a mirror turns round (y, yaw, roll)."""

    @property
    def suffix(self) -> str:
        """As ARKit writes it: `Left` or `Right`."""
        return self.name.capitalize()


SIDES = (Side("left", 1.0), Side("right", -1.0))


@dataclass(frozen=True, slots=True)
class Axis:
    """One actuated joint; positions in `unit`."""

    name: str
    unit: str
    actuator: str
    ratio: float
    """Joint units per radian of the servo's shaft."""
    neutral: float
    low: float
    high: float

    @property
    def velocity(self) -> float:
        """What the servo is trusted with under load [unit/s]."""
        servo = ACTUATORS[self.actuator]
        return _round_down(servo.velocity * servo.load_share * self.ratio)

    @property
    def acceleration(self) -> float:
        """What the servo is trusted with under load [unit/s²]."""
        servo = ACTUATORS[self.actuator]
        return _round_down(servo.acceleration * servo.load_share * self.ratio)

    @property
    def effort(self) -> float:
        """Stall torque [N m], or force [N] at the end of the linkage."""
        return self.servo.stall_torque_nm / self.ratio

    @property
    def servo(self) -> Actuator:
        """The class that moves it."""
        return ACTUATORS[self.actuator]


def _round_down(value: float) -> float:
    """`value` cut to three significant digits, so that a limit never exceeds what it is from."""
    digits = f"{value * (1.0 + 1e-9):.8e}"
    return float(digits[:4] + digits[digits.index("e") :])


# name, unit, actuator, ratio, neutral, low, high
_SPINE = (
    Axis("waist_yaw", "rad", "xm540-w270", 1.0, 0.0, -0.9, 0.9),
    Axis("waist_pitch", "rad", "xm540-w270", 1.0, 0.0, -0.25, 0.5),
    Axis("waist_roll", "rad", "xm540-w270", 1.0, 0.0, -0.3, 0.3),
    Axis("neck_yaw", "rad", "xm430-w350", 1.0, 0.0, -1.2, 1.2),
    Axis("neck_pitch", "rad", "xm430-w350", 1.0, 0.0, -0.6, 0.6),
    Axis("neck_roll", "rad", "xm430-w350", 1.0, 0.0, -0.45, 0.45),
)
_EYE = (
    Axis("eye_yaw", "rad", "xl330-m288", 1.0, 0.0, -0.6, 0.6),
    Axis("eye_pitch", "rad", "xl330-m288", 1.0, 0.0, -0.45, 0.45),
)
_LIDS = (
    Axis("upper_lid", "rad", "xl330-m077", 1.0, 0.0, -0.2, 0.75),
    Axis("lower_lid", "rad", "xl330-m077", 1.0, 0.0, -0.1, 0.25),
)
_BROW = (
    Axis("brow_lift", "m", "xl330-m288", _HORN, 0.0, -0.008, 0.010),
    Axis("brow_tilt", "rad", "xl330-m288", 1.0, 0.0, -0.4, 0.4),
)
_MOUTH = (
    Axis("jaw", "rad", "xl330-m288", 1.0, 0.0, 0.0, 0.42),
    Axis("upper_lip", "m", "xl330-m077", _HORN, 0.0, -0.006, 0.008),
    Axis("lower_lip", "m", "xl330-m077", _HORN, 0.0, -0.010, 0.010),
)
_CORNER = (
    Axis("corner_lift", "m", "xl330-m077", _HORN, 0.0, -0.008, 0.010),
    Axis("corner_stretch", "m", "xl330-m077", _HORN, 0.0, -0.008, 0.010),
)
_ARM = (
    Axis("shoulder_pitch", "rad", "xm430-w350", 1.0, 0.0, -3.0, 1.0),
    Axis("shoulder_roll", "rad", "xm430-w350", 1.0, 0.12, -0.25, 2.6),
    Axis("shoulder_yaw", "rad", "xm430-w350", 1.0, 0.0, -1.4, 1.4),
    Axis("elbow", "rad", "xm430-w350", 1.0, -0.25, -2.4, 0.0),
    Axis("wrist_yaw", "rad", "xl330-m288", 1.0, 0.0, -1.5, 1.5),
    Axis("wrist_pitch", "rad", "xl330-m288", 1.0, 0.0, -0.9, 0.9),
    Axis("wrist_roll", "rad", "xl330-m288", 1.0, 0.0, -0.6, 0.6),
    Axis("grip", "1", "xl330-m288", 1.0, 0.0, 0.0, 1.0),
)


def _on(side: Side, axis: Axis) -> Axis:
    """The left half's `axis` on `side`: a mirror turns yaw and roll round, and leaves the rest."""
    name = f"{side.name}_{axis.name}"
    neutral, low, high = axis.neutral, axis.low, axis.high
    if side.sign < 0 and axis.name.endswith(("_yaw", "_roll")):
        neutral, low, high = -neutral + 0.0, -high, -low
    return Axis(name, axis.unit, axis.actuator, axis.ratio, neutral, low, high)


def _both(group: tuple[Axis, ...]) -> tuple[Axis, ...]:
    return tuple(_on(side, axis) for side in SIDES for axis in group)


JOINTS = (
    *_SPINE,
    *_both(_EYE),
    *_both(_LIDS),
    *_both(_BROW),
    *_MOUTH,
    *_both(_CORNER),
    *_both(_ARM),
)
