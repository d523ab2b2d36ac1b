"""`Gesture`: a movement of the arms that means something, as a few key poses."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["CLASSES", "PHASES", "POSTURE", "Gesture", "Hand", "KeyPose", "Object"]

Vec = tuple[float, float, float]

CLASSES = ("beat", "deictic", "emblem", "iconic", "mime")
"""After McNeill 1992, Hand and Mind; `mime` handles an object that is not there."""

POSTURE = "posture"
"""The class of what is no gesture: its last pose is held."""

PHASES = ("preparation", "stroke", "hold")
"""Kendon's phases (1980); the retraction is made when it is known what comes next."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Where a hand is, in the frame of the trunk."""

    to: Vec | None = None
    """Of the palm from the arm's own shoulder, in lengths of the arm: forward, outward, up."""
    aims: bool = False
    """At the target of the cue, in the place of `to`."""
    fingers: Vec | None = None
    """Unit vector along the fingers: forward, outward, up."""
    palm: Vec | None = None
    """Unit vector out of the palm: forward, outward, up."""
    opening: float = 0.5
    """0 closed, 1 open."""


@dataclass(frozen=True, slots=True)
class Object:
    """Something imagined between the hands, which look at each other across it."""

    at: Vec
    """Its middle from the middle between the shoulders, in lengths of an arm: x, left, up;
    as the right hand leads."""
    size_m: float
    """From palm to palm."""
    along: Vec
    """Unit vector from the right hand to the left: x, left, up."""


@dataclass(frozen=True, slots=True)
class KeyPose:
    """A pose, when it is reached, and by which phase."""

    at_s: float
    phase: str
    hands: Mapping[str, Hand] = field(default_factory=dict)
    """By `lead` and `other`; a hand that is not named rests."""
    object: Object | None = None
    arms: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """By `lead`, the right, and `other`: channels as `ARM_CHANNELS` [rad], and opening."""
    body: Mapping[str, float] = field(default_factory=dict)
    """Channels of torso and head [rad]; as the right hand leads."""


@dataclass(frozen=True, slots=True, eq=False)
class Gesture:
    """Key poses in order, from the rest pose on; times count from its beginning."""

    name: str
    kind: str
    """One of `CLASSES`, or `POSTURE`."""
    summary: str
    poses: tuple[KeyPose, ...]
    concepts: tuple[str, ...] = ()
    """What it may stand for."""
    words: tuple[str, ...] = ()
    """Spoken words that may call it."""
    arms: str = "one"
    """`one`, `both`, or `none`: torso and head alone."""
    mirrors: bool = True
    """Whether the other hand may lead."""
    sizes: tuple[float, float] = (0.5, 1.2)
    """How many times as large as authored it is at size 0 and at size 1."""
    retract_s: float = 0.7
    """From its last pose to rest, or longer where the robot needs it."""

    def scale(self, size: float) -> float:
        """How many times as large as authored it is at a size, 0..1, as it is asked for.

        0: the least that it may be; 0.5: as authored; 1: the largest; in between in proportion.
        """
        least, most = self.sizes
        share = 2.0 * min(max(size, 0.0), 1.0)
        return least + (1.0 - least) * share if share <= 1.0 else 1.0 + (most - 1.0) * (share - 1.0)

    @property
    def stroke_s(self) -> float:
        """When its first stroke ends: the moment that falls on an accent."""
        return next((pose.at_s for pose in self.poses if pose.phase == "stroke"), 0.0)

    @property
    def aims(self) -> bool:
        """Whether it needs a target."""
        return any(hand.aims for pose in self.poses for hand in pose.hands.values())
