"""Skills of the common kinds: for a behaviour that hears the cue, one call makes its skill."""

from collections.abc import Callable, Mapping, Sequence
from math import cos, inf, sin
from typing import Any, Literal

from kinesics.conversation.intent import Intent
from kinesics.conversation.skill import Doing, Skill
from kinesics.signals import Being, GestureCue, HeadCue, Look, Point, Posture

__all__ = ["Sign", "being", "gesture_cue", "gesturing", "looking", "posing", "signing"]

Sign = Literal["nod", "shake", "tilt"]

_FAR_M = 10.0  # a direction is a point this far away: eyes do not converge there
_EYES_M = 1.3  # height of the eyes of somebody who stands; a direction is seen from about there


def looking(
    channels: Sequence[str],
    turn_s: float,
    beside: Callable[[str | Point, str], str] = lambda at, style: "",
    styles: Sequence[str] = ("eyes", "head", "body"),
) -> Skill:
    """`look_at`, for a behaviour that hears `Look`; eyes and head get there within `turn_s`.

    `beside` tells of a point or target, and a style, what the robot cannot do of it; `styles` are
    those in which it looks differently.
    """

    def begin(intent: Intent, t_ns: int) -> Doing:
        hold_s, style = intent.parameters.get("hold_s", inf), intent.parameters["style"]
        at = _at(intent)
        packets = [Look(t_ns, intent.id, at, style, hold_s)]
        return Doing(packets, turn_s + hold_s, remark=beside(at, style))

    return Skill("look_at", tuple(channels), begin, heeds={"style": styles}, replaces=True)


def gesturing(
    channels: Sequence[str],
    concepts: Sequence[str],
    lasts_s: Callable[[GestureCue], tuple[float, str]],
    notice_s: float,
    early_s: float = 0.0,
    lacks: Callable[[str], str] = lambda concept: "",
) -> Skill:
    """`gesture`, for a behaviour that hears `GestureCue` and knows these concepts.

    `lasts_s` tells how long after its stroke one is over, and what of it cannot be done, or raises
    KinesicsError with the reason why it cannot be at all; `notice_s` is the time from rest to the
    stroke, of some by `early_s` longer; `lacks`: why a concept cannot be shown.
    """

    def begin(intent: Intent, t_ns: int) -> Doing:
        cue = gesture_cue(intent, t_ns)
        over_s, remark = lasts_s(cue)
        return Doing([cue], over_s, remark=remark)

    return Skill(
        "gesture",
        tuple(channels),
        begin,
        choices={"concept": tuple(concepts)},
        lacks=lacks,
        notice_s=notice_s,
        early_s=early_s,
    )


def gesture_cue(intent: Intent, t_ns: int) -> GestureCue:
    """What a behaviour is told of a `gesture`."""
    asked = intent.parameters
    side: Any = asked["side"] if asked["side"] != "any" else ""
    concept, size, target_m = asked["concept"], asked["size"], asked.get("target_m")
    return GestureCue(t_ns, intent.id, concept, size, side, target_m, asked["hold_s"])


def signing(channels: Mapping[Sign, str], lasts_s: Callable[[HeadCue], float]) -> tuple[Skill, ...]:
    """`nod`, `shake` and `tilt`, each by its own channel, for a behaviour that hears `HeadCue`."""

    def skill(kind: Sign, channel: str) -> Skill:
        def begin(intent: Intent, t_ns: int) -> Doing:
            asked = intent.parameters
            cue = HeadCue(t_ns, intent.id, kind, asked["size"], asked.get("times", 1))
            return Doing([cue], lasts_s(cue))

        return Skill(kind, (channel,), begin)

    return tuple(skill(*one) for one in channels.items())


def posing(
    channels: Sequence[str], names: Sequence[str], lacks: Callable[[str], str] = lambda name: ""
) -> Skill:
    """`posture`, for behaviours that hear `Posture` and know these; when it ends there is none.

    `lacks`: why one cannot be shown.
    """

    def begin(intent: Intent, t_ns: int) -> Doing:
        return Doing(
            [Posture(t_ns, intent.parameters["name"])], ceases=lambda t_ns: [Posture(t_ns, "")]
        )

    return Skill(
        "posture",
        tuple(channels),
        begin,
        choices={"name": tuple(names)},
        lacks=lacks,
        replaces=True,
    )


def being(channels: Sequence[str]) -> Skill:
    """`be`, for behaviours that hear `Being`; when it ends the robot is idle."""

    def begin(intent: Intent, t_ns: int) -> Doing:
        return Doing(
            [Being(t_ns, intent.parameters["state"])], ceases=lambda t_ns: [Being(t_ns, "idle")]
        )

    return Skill("be", tuple(channels), begin, replaces=True)


def _at(intent: Intent) -> str | Point:
    asked = intent.parameters
    if "target" in asked:
        target: str = asked["target"]
        return target
    if "point_m" in asked:
        x, y, z = asked["point_m"]
        return x, y, z
    yaw, pitch = asked["yaw_rad"], asked["pitch_rad"]
    level = _FAR_M * cos(pitch)
    return level * cos(yaw), level * sin(yaw), _EYES_M - _FAR_M * sin(pitch)
