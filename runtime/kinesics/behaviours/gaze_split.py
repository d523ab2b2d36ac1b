"""How a gaze shift is shared by eyes, head and torso, and how much later the head sets off."""

from math import copysign, degrees, radians
from typing import Literal

from kinesics.rig.sight import Reach

__all__ = ["head_begins_s", "head_delay_s", "head_turn_s", "head_wants", "torso_wants"]

JOINS_FROM_RAD = radians(20.0)
"""Eccentricity beyond which the head joins: none below 20 degrees, then linearly more (Freedman &
Sparks 1997, J. Neurophysiology 77:2328; monkeys, head free)."""

JOINS_BOWING_FROM_RAD = radians(12.0)
"""The same up and down, where robots' eyes turn less (ours)."""

_SHARE = 1.35
"""Of what lies beyond: more than at the end of the gaze shift, since a head goes on (ours)."""

_LEFT_RAD = radians(5.0)
"""A head does not go all the way (ours)."""

_SEEN_S, _SOONEST_S, _LATEST_S = 0.01, 0.06, 0.13

_EYES_SHARE = 0.85
"""Of the eyes' range, where they have to do it alone."""

_TORSO_FROM_RAD = radians(25.0)
_TORSO_SHARE = 0.4

Style = Literal["eyes", "head", "body"]


def head_delay_s(size_rad: float) -> float:
    """How much later than the eyes the head sets off: 139 ms at 10 degrees, 50 ms at 40 and more.

    Ten subjects, head free; J. Otolaryngology of Japan, number 24 (`simulation.md` section 3).
    """
    share = min(max((degrees(size_rad) - 10.0) / 30.0, 0.0), 1.0)
    return 0.139 - share * 0.089


def head_begins_s(size_rad: float) -> float:
    """How much later than the eyes it is sent off, to be seen to set off as late as people's.

    What is seen is a speed of 5 deg/s, some 10 ms after it began. Rows of 10 ms tell an onset no
    finer, so it keeps as far from what is published as the ends (50 and 140 ms).
    """
    return min(max(head_delay_s(size_rad), _SOONEST_S), _LATEST_S) - _SEEN_S


def head_turn_s(angle_rad: float) -> float:
    """Least duration of a head's turn (0.25 s and 5 ms a degree; ours)."""
    return 0.25 + 0.005 * degrees(abs(angle_rad))


def head_wants(wanted: float, head: float, style: Style, eyes: Reach, joins_from: float) -> float:
    """Where one axis of the head goes for a gaze to `wanted`, now that it is at `head` [rad].

    All three are angles in the torso's frame. Without eyes the head looks.
    """
    if not eyes.turns:
        return wanted
    beside = wanted - head
    reach = _EYES_SHARE * (eyes.high if beside > 0.0 else -eyes.low)
    if style == "eyes":
        share = max(abs(beside) - reach, 0.0)
    else:
        share = max(abs(beside) - joins_from, 0.0) * _SHARE
        share = max(min(share, abs(beside) - _LEFT_RAD), abs(beside) - reach, 0.0)
    return head + copysign(share, beside)


def torso_wants(wanted: float, torso: float, style: Style) -> float:
    """Where the torso goes for a gaze to the yaw `wanted`, in the base frame [rad]."""
    beside = wanted - torso
    if style != "body" or abs(beside) < _TORSO_FROM_RAD:
        return torso
    return torso + _TORSO_SHARE * beside
