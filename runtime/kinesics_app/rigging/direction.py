"""`nudge`: a joint moved a little to its positive side, and what that side is, in words."""

from typing import NamedTuple

import numpy as np

from kinesics.errors import BridgeError
from kinesics.rig.joint import Joint
from kinesics.rig.rig import Rig
from kinesics_app.device.device import Device
from kinesics_app.rigging.walk import AHEAD_NS, TICK_NS, Step, Walk

__all__ = ["Nudge", "nudge", "nudge_of", "positive_side"]

_SHARE = 0.15  # of the joint's range: seen from where one stands
_SHAFT_RAD = 0.25
_LASTS_S = 1.0
_REST_S = 1.0
_FOLLOWED = 0.5  # of the way that was played
_SIDES = {
    "_yaw": ("turns to the robot's left", "turns to the robot's right"),
    "_pitch": ("bows down", "looks up"),
    "_roll": ("leans to the robot's right", "leans to the robot's left"),
}
_UPRIGHT = ("head", "torso", "gaze")  # an arm that hangs down has no left


class Nudge(NamedTuple):
    """How far a joint went [unit]."""

    played: float
    measured: float
    """NaN: it has no feedback."""


def nudge_of(joint: Joint) -> float:
    """How far `nudge` moves it [unit]."""
    span = joint.position_max - joint.position_min
    return min(_SHARE * span, _SHAFT_RAD * abs(joint.ratio))


def nudge(device: Device, rig: Rig, name: str) -> Nudge:
    """Move the joint to its positive side in a second, inside its limits, and let go.

    A joint that has no room there first goes back by as much, and rests a second.

    Raises:
        BridgeError: the robot does not follow, the joint does not move as played, or its encoder
            counts the other way.
        RigError: no such joint.
    """
    column = rig.index(name)
    joint = rig.joints[column]
    way = nudge_of(joint)
    pose = device.bring_up(AHEAD_NS, TICK_NS)
    walk = Walk(device, rig, name, 2.0 * way / _LASTS_S, pose)
    start = min(max(float(pose[column]), joint.position_min), joint.position_max - way)
    before = walk.go(start, _REST_S)
    after = walk.go(start + way, _REST_S)
    device.finish()
    went = Nudge(
        *(float(end - begin) for begin, end in zip(_place(before), _place(after), strict=True))
    )
    if joint.feedback == "none":
        return went._replace(measured=float("nan"))
    _judge(name, went)
    return went


def positive_side(joint: Joint) -> str:
    """What the joint does on its way up, as far as the rig knows."""
    if not joint.drives:
        return f"no channel drives it: only you know which side of {joint.name} is positive"
    drive = max(joint.drives, key=lambda one: abs(one.gain) * (one.high - one.low))
    rises = drive.gain > 0
    name = drive.channel
    moves = f"where it goes when {name} {'rises' if rises else 'falls'}"
    for ending, (up, down) in _SIDES.items():
        if name.endswith(ending) and name.startswith(_UPRIGHT):
            return f"{moves}: it {up if rises else down}"
    return moves


def _place(steps: list[Step]) -> tuple[float, float]:
    """Played and measured, of the second half of a rest."""
    half = steps[len(steps) // 2 :]
    return float(np.median([one.played for one in half])), float(
        np.median([one.measured for one in half])
    )


def _judge(name: str, went: Nudge) -> None:
    """BridgeError when the encoder tells of another motion than was played."""
    share = went.measured / went.played
    if share > _FOLLOWED:
        return
    told = f"{name}: {went.played:+.3g} was played and {went.measured:+.3g} measured"
    if share < -_FOLLOWED:
        raise BridgeError(
            f"{told}: its encoder counts the other way than its motor turns; turn it around in the "
            "firmware's port or in the servo, no rig file can"
        )
    raise BridgeError(f"{told}: it does not move; check power, wiring and load")
