"""`move_joint`: one joint to one place, the others where they are."""

from typing import NamedTuple

import numpy as np

from kinesics.errors import BridgeError, RigError
from kinesics.motion.frame import Frame
from kinesics.motion.limits import Limiter, LimitTable
from kinesics.rig.actuators import ACTUATORS
from kinesics.rig.joint import Joint
from kinesics.rig.rig import Rig
from kinesics_app.device.device import F64, Device
from kinesics_app.rigging.walk import AHEAD_NS, FOLLOWS, TICK_NS, why_not

__all__ = ["Moved", "checked_target", "move_joint", "reach"]

_PACE = 0.25  # of the velocity limit: somebody stands beside it
_SETTLE_S = 0.5
_SETTLES = round(_SETTLE_S * 1e9) // TICK_NS  # ticks
_LATEST = 200  # ticks after the last row was played: a servo that is not there by then stays away
_COMES_BACK = ("DISARMED", "STANDBY", "ARMING")
"""States of a robot that was lost and is found, before it follows again."""
_MOST_HELD = 500  # ticks: a host that stalls for that long in all cannot lead a joint
_ROUNDING = 1e-3  # rad or m: coarser than any row's integers
_NOISE = 10  # standard deviations of the measured position
_SAG = 0.02  # of a joint's range: what a servo gives way to the weight of a limb


class Moved(NamedTuple):
    """Where a joint was asked to go, and where it is [unit]."""

    asked: float
    played: float
    measured: float
    took_s: float
    troubles: tuple[str, ...] = ()
    """What did not go as asked, a sentence each."""


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


def reach(joint: Joint) -> float:
    """How far from where it was asked a joint may be measured and still be there [unit]."""
    actuator = ACTUATORS[joint.actuator]
    told = (_NOISE * actuator.noise_rad + actuator.resolution_rad) * abs(joint.ratio)
    return max(told, _SAG * (joint.position_max - joint.position_min))


def move_joint(device: Device, rig: Rig, name: str, value: float) -> Moved:
    """Bring the robot up, move the joint at a quarter of its speed, let it settle, let go.

    A joint that says where it is has two seconds more to get there.

    Raises:
        BridgeError: the robot does not follow.
        RigError: no such joint, or not within its limits.
    """
    column = checked_target(rig, name, value)
    pose = device.bring_up(AHEAD_NS, TICK_NS)
    way = _Way(device, rig, column, value, pose)
    begin_ns = device.next_tick_ns
    while not way.over:
        way.step()
    latest = device.latest
    assert latest is not None  # it was brought up
    took_s = (device.next_tick_ns - begin_ns) / 1e9 - _SETTLE_S
    played, measured = float(latest.played[column]), float(latest.measured[column])
    troubles = way.troubles()
    device.finish()
    return Moved(value, played, measured, took_s, troubles)


class _Way:
    """The rows that lead the joint there, and what became of them."""

    def __init__(self, device: Device, rig: Rig, column: int, value: float, pose: F64) -> None:
        limits = rig.limits
        slow = LimitTable(
            limits.position_min,
            limits.position_max,
            limits.velocity * _PACE,
            limits.acceleration * _PACE,
            limits.jerk,
        )
        self._device = device
        self._joint = rig.joints[column]
        self._column = column
        self._limiter = Limiter(slow, 1e9 / TICK_NS)
        self._limiter.start(pose)
        self._wanted = pose.copy()
        self._wanted[column] = value
        self._before = pose
        self._settled = self._held = self._lost = 0

    @property
    def over(self) -> bool:
        """Whether the joint is there, or will not be any more."""
        least = AHEAD_NS // TICK_NS + _SETTLES
        return self._settled >= least and (self._there or self._settled >= least + _LATEST)

    def step(self) -> None:
        """One row; BridgeError when the robot follows no longer."""
        device, tick_ns = self._device, self._device.next_tick_ns
        device.clock.wait_until(tick_ns)
        row = self._limiter.step(self._wanted)
        went = device.bridge.send(Frame(tick_ns + AHEAD_NS, row)).values
        device.poll()
        device.next_tick_ns = tick_ns + TICK_NS
        state = device.bridge.state
        self._held += state != "ACTIVE"
        self._lost += bool(np.isnan(went).any())
        may_come_back = state is None or (self._lost > 0 and state in _COMES_BACK)
        if not (state in FOLLOWS or may_come_back) or self._held > _MOST_HELD:
            what = "was lost on the way and did not come back" if self._lost else "does not follow"
            raise BridgeError(f"the robot {what}: {why_not(device)}")
        led = state == "ACTIVE" and bool((np.abs(went - row) < _ROUNDING).all())  # not led back
        arrived = led and np.array_equal(row, self._before)
        self._settled = self._settled + 1 if arrived else 0  # after a stall of this host, anew
        self._before = row

    def troubles(self) -> tuple[str, ...]:
        """What did not go as asked, a sentence each."""
        joint, told = self._joint, []
        if self._lost:
            told.append(
                f"the robot was out of reach on the way: {self._lost} rows never left; see "
                "`kinesics doctor`"
            )
        if not self._there:
            told.append(
                f"{joint.name} is not where it was asked to be: {self._off:.4f} {joint.unit} off, "
                f"more than the {reach(joint):.4f} that noise and load explain; "
                "see whether it is free, and `kinesics doctor`"
            )
        if self._device.link_trouble:
            told.append(self._device.link_trouble)
        return tuple(told)

    @property
    def _there(self) -> bool:
        return self._off <= reach(self._joint)

    @property
    def _off(self) -> float:
        """What measured, or of a joint without feedback played, is off [unit]."""
        latest = self._device.latest
        assert latest is not None  # it was brought up
        told = latest.played if self._joint.feedback == "none" else latest.measured
        return abs(float(told[self._column]) - float(self._wanted[self._column]))
