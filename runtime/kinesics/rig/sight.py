"""`Sight`: what a robot looks with: where its eyes are, and how far and fast eyes and head turn."""

from collections.abc import Sequence
from dataclasses import dataclass

from kinesics.rig.joint import Drive, Joint
from kinesics.rig.rig import Rig
from kinesics.signals import Point

__all__ = ["Reach", "Sight", "sight_of"]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a robot shows of one channel that turns something."""

    low: float
    """[rad]; `low` = `high` = 0 where the robot does not turn it."""
    high: float
    velocity: float
    """[rad/s] of the slowest joint that shows it."""
    acceleration: float
    """[rad/s²]"""

    @property
    def turns(self) -> bool:
        """Whether the robot shows it at all."""
        return self.high > self.low

    def bring_in(self, angle_rad: float) -> float:
        """The nearest angle that the robot reaches."""
        return min(max(angle_rad, self.low), self.high)


@dataclass(frozen=True, slots=True)
class Sight:
    """A robot's eyes, head and torso as far as gaze is concerned."""

    neck_m: Point
    """Where the head turns, in the robot's base frame, all joints at rest."""
    eyes_m: Point
    """From there to the middle between the eyes, in the head's frame."""
    eyes_apart_m: float
    eye_yaw: Reach
    eye_pitch: Reach
    head_yaw: Reach
    head_pitch: Reach
    head_roll: Reach
    torso_yaw: Reach
    vergence: Reach

    @property
    def has_eyes(self) -> bool:
        """Whether anything turns but the head: eyes, or a face that draws them."""
        return self.eye_yaw.turns or self.eye_pitch.turns


def sight_of(rig: Rig) -> Sight:
    """What the robot looks with, from its drives and its [sight] table."""
    place = rig.eyes
    reaches = {
        name: _reach(rig, channel)
        for name, channel in {
            "eye_yaw": "gaze_yaw",
            "eye_pitch": "gaze_pitch",
            "head_yaw": "head_yaw",
            "head_pitch": "head_pitch",
            "head_roll": "head_roll",
            "torso_yaw": "torso_yaw",
            "vergence": "vergence",
        }.items()
    }
    return Sight(place.neck_m, place.eyes_m, place.apart_m, **reaches)


def _reach(rig: Rig, channel: str) -> Reach:
    """The least of what the joints that move mainly with `channel` can do of it.

    A joint in which the channel has a small part (a lid that follows the eye) bounds nothing.
    """
    driven = [
        (joint, drives)
        for joint in rig.joints
        if (drives := [one for one in joint.drives if one.channel == channel and one.gain])
    ]
    strongest = max((_gain(drives) for _, drives in driven), default=0.0)
    main = [(joint, drives) for joint, drives in driven if _gain(drives) >= 0.5 * strongest]
    ranges = [_range(joint, drives) for joint, drives in main]
    low = max((one[0] for one in ranges), default=0.0)
    high = min((one[1] for one in ranges), default=0.0)
    if not low <= 0.0 <= high or low == high:
        return Reach(0.0, 0.0, 0.0, 0.0)
    return Reach(
        low,
        high,
        min(joint.velocity / _gain(drives) for joint, drives in main),
        min(joint.acceleration / _gain(drives) for joint, drives in main),
    )


def _gain(drives: Sequence[Drive]) -> float:
    return max(abs(drive.gain) for drive in drives)


def _range(joint: Joint, drives: Sequence[Drive]) -> tuple[float, float]:
    """Of the channel, until the joint is at its end or the drives act no more."""
    gain = max((drive.gain for drive in drives), key=abs)
    ends = (joint.position_min - joint.neutral, joint.position_max - joint.neutral)
    low, high = sorted(end / gain for end in ends)
    return (
        max(low, min(drive.low for drive in drives)),
        min(high, max(drive.high for drive in drives)),
    )
