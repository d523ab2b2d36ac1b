"""What the conversation asks of the body; already arbitrated."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Being", "Cease", "GestureCue", "HeadCue", "Look", "Point", "Posture", "Say", "Target"]


Point = tuple[float, float, float]
"""x forward, y left, z up [m] in the robot's base frame (REP-103)."""


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody or something to look at, as known at `t_ns`; a newer one of the same id follows it.

    A person is a target whose id begins with `person:`.
    """

    t_ns: int
    id: str
    position_m: Point
    confidence: float
    """0..1."""
    ttl_s: float
    """Time after `t_ns` for which it is believed."""


@dataclass(frozen=True, slots=True)
class Look:
    """The gaze is to go there, from `t_ns` on; already arbitrated."""

    t_ns: int
    intent: str
    """Id of the intent that wants it, as in every packet below."""
    at: str | Point
    """Id of a target, or a point."""
    style: Literal["eyes", "head", "body"]
    """What may turn: the eyes alone, the head too, the torso too."""
    hold_s: float
    """Time on the target; `inf` until it is told to cease."""


@dataclass(frozen=True, slots=True)
class GestureCue:
    """A gesture whose stroke is to fall on `t_ns`, or on the pitch accent near it."""

    t_ns: int
    intent: str
    concept: str
    size: float
    """0..1, as `Gesture.scale` has it; 0.5 is as authored."""
    side: Literal["left", "right", "both", ""]
    """Empty: the gesture's own choice."""
    target_m: Point | None
    """What it points at or deals with."""
    hold_s: float
    """Time for which the stroke's end is held."""


@dataclass(frozen=True, slots=True)
class HeadCue:
    """A sign given with the head, from `t_ns` on."""

    t_ns: int
    intent: str
    kind: Literal["nod", "shake", "tilt"]
    size: float
    """0..1; 0.5 is as authored, 1 twice that."""
    times: int
    """How often it goes there and back."""


@dataclass(frozen=True, slots=True)
class Posture:
    """The body settles into the posture `name`, from `t_ns` on."""

    t_ns: int
    name: str
    """Of a file of `kinesics/gesture/postures`; empty: none, as it stands by itself."""


@dataclass(frozen=True, slots=True)
class Being:
    """What the robot is doing from `t_ns` on, as somebody who looks at it should see."""

    t_ns: int
    state: Literal["idle", "listening", "thinking", "speaking", "asleep"]


@dataclass(frozen=True, slots=True)
class Say:
    """A sound that waits for it begins to be said; already arbitrated."""

    t_ns: int
    """Robot time at which its first sample is heard."""
    intent: str
    text: str = ""
    """What it says, in English."""


@dataclass(frozen=True, slots=True)
class Cease:
    """An intent is cancelled or pre-empted at `t_ns`: what it began is retracted naturally."""

    t_ns: int
    intent: str
