"""`move_joint`: one joint to one place, the others where they are."""

from typing import NamedTuple

import numpy as np

from kinesics.errors import BridgeError, RigError
from kinesics.motion.frame import Frame
from kinesics.motion.limits import Limiter, LimitTable
from kinesics.rig.rig import Rig
from kinesics_app.device import Device
from kinesics_app.walk import AHEAD_NS, FOLLOWS, TICK_NS

__all__ = ["Moved", "checked_target", "move_joint"]

_PACE = 0.25  # of the velocity limit: somebody stands beside it
_SETTLE_S = 0.5
_SETTLES = round(_SETTLE_S * 1e9) // TICK_NS  # ticks
_MOST_HELD = 500  # ticks: a host that stalls for that long in all cannot lead a joint


class Moved(NamedTuple):
    """Where a joint was asked to go, and where it is [unit]."""

    asked: float
    played: float
    measured: float
    took_s: float


def checked_target(rig: Rig, name: str, value: float) -> int:
    """Column of the joint; RigError when there is none, or it may not go there."""
    column = rig.index(name)
    joint = rig.joints[column]
    if not joint.position_min <= value <= joint.position_max:
        raise RigError(
            f"{name} may be {joint.position_min:g} to {joint.position_max:g} {joint.unit}; "
            f"wanted a value in there, not {value:g}"
        )
    return column


def move_joint(device: Device, rig: Rig, name: str, value: float) -> Moved:
    """Bring the robot up, move the joint at a quarter of its speed, let it settle, let go.

    Raises:
        BridgeError: the robot does not follow.
        RigError: no such joint, or not within its limits.
    """
    column = checked_target(rig, name, value)
    pose = device.bring_up(AHEAD_NS, TICK_NS)
    limits = rig.limits
    slow = LimitTable(
        limits.position_min,
        limits.position_max,
        limits.velocity * _PACE,
        limits.acceleration * _PACE,
        limits.jerk,
    )
    limiter = Limiter(slow, 1e9 / TICK_NS)
    limiter.start(pose)
    wanted = pose.copy()
    wanted[column] = value
    begin_ns = tick_ns = device.next_tick_ns
    before, settled, held = pose, 0, 0
    while settled < AHEAD_NS // TICK_NS + _SETTLES:
        device.clock.wait_until(tick_ns)
        row = limiter.step(wanted)
        device.bridge.send(Frame(tick_ns + AHEAD_NS, row))
        device.poll()
        state = device.bridge.state
        held += state != "ACTIVE"
        if state not in (*FOLLOWS, None) or held > _MOST_HELD:  # None: a link that may come back
            raise BridgeError(f"the robot does not follow: {device.trouble}")
        arrived = state == "ACTIVE" and np.array_equal(row, before)
        settled = settled + 1 if arrived else 0  # after a stall of this host, anew
        before = row
        tick_ns += TICK_NS
    latest = device.latest
    assert latest is not None  # it was brought up
    took_s = (tick_ns - begin_ns) / 1e9 - _SETTLE_S
    device.finish()
    return Moved(value, float(latest.played[column]), float(latest.measured[column]), took_s)
