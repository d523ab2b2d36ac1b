"""`find_stops`: where a joint's mechanics end, driven there slowly until it pushes."""

from collections import deque
from typing import NamedTuple

import numpy as np

from kinesics.errors import BridgeError, RigError
from kinesics.rig.actuators import ACTUATORS
from kinesics.rig.joint import Joint
from kinesics.rig.rig import Rig
from kinesics_app.device.device import F64, Device
from kinesics_app.rigging.by_hand import inset
from kinesics_app.rigging.walk import AHEAD_NS, TICK_NS, Step, Walk

__all__ = ["End", "Stops", "find_stops", "usual_amps"]

_STALL_SHARE = 0.35  # of the stall current: more than friction and a limb's weight, less than harm
_CROSSES_S = 15.0  # the whole range takes this long
_SPEED_SHARE = 0.1  # of the velocity limit at most
_PUSHES_NS = 150_000_000  # the firmware tells its currents every 100 ms: two of them
_STARTS_NS = 300_000_000  # until then currents are those of the start, or were told before the ARM
_WINDOW = 40  # ticks over which measured is compared with played, at least
_FOLLOWED = 0.2  # of the way that was played: less is none
_NOISE = 10  # standard deviations of the measured position: a shorter played way is no measure
_LAGS = 3  # times the joint's lag, which is no standing still
_PLACE = 10  # ticks over which the place is the mean
_BACK_OFF = 0.05  # of the joint's range
_LEAST = 0.05  # of the range: between ends closer than that a joint is not free to move
_REST_S = 0.3
_TELLS = 8  # rests: a bus asks one servo after the other how it is
_GAVE_WAY = "a rule of the firmware made it give way"
_LAGGED = "it followed no longer"
_BY_HAND = "move it by hand instead, `kinesics calibrate limits {}` without --by-current"


class End(NamedTuple):
    """One end of a joint's way."""

    place: float
    """Where it was measured to stop [unit], or the table's end."""
    met: bool
    """Whether something stopped it; else it went as far as its table allows."""
    why: str


class Stops(NamedTuple):
    """Both ends of a joint's way."""

    low: End
    high: End

    def limits(self) -> tuple[float, float]:
        """What the rig should say [unit]: a little inside where something stopped it."""
        low, high = inset(self.low.place, self.high.place)
        return low if self.low.met else self.low.place, high if self.high.met else self.high.place


def usual_amps(joint: Joint) -> float:
    """The current [A] from which a joint of this class is taken to push against something."""
    return _STALL_SHARE * ACTUATORS[joint.actuator].stall_current_a


def find_stops(device: Device, rig: Rig, name: str, amps: float) -> Stops:
    """Drive the joint to its lower end, to its upper one, and back to where it was; then let go.

    An end is where the current stays above `amps`, where measured no longer follows played, or
    where a rule of the firmware makes the joint give way. Never beyond the joint's table.

    Raises:
        BridgeError: the robot does not follow, tells no current, or the joint is hot or not free.
        RigError: no such joint, it does not report its current, or `amps` is no current.
    """
    column = rig.index(name)
    joint = rig.joints[column]
    _check(joint, amps)
    pose = device.bring_up(AHEAD_NS, TICK_NS)
    start = float(pose[column])
    resting = Walk(device, rig, name, _speed(joint), pose)
    for _ in range(_TELLS):
        resting.go(start, _REST_S)
        if _tells_current(device, column):
            break
    else:
        device.finish()
        raise BridgeError(f"the robot tells no current of {name}: {_BY_HAND.format(name)}")
    low, pose = _Search(device, rig, name, amps, pose).end(-1)
    high, pose = _Search(device, rig, name, amps, pose).end(1)
    found = Stops(low, high)
    if high.place - low.place > _LEAST * (joint.position_max - joint.position_min):
        within = min(max(start, found.limits()[0]), found.limits()[1])
        Walk(device, rig, name, _speed(joint), pose).go(within, _REST_S)
        device.finish()
        return found
    device.finish()
    raise BridgeError(
        f"{name} stopped at {low.place:.4g} and {high.place:.4g} {joint.unit}: it is not free to "
        f"move; look what holds it, or give more than {amps:.2g} A with --amps"
    )


def _tells_current(device: Device, column: int) -> bool:
    health = device.bridge.servo_health
    return health is not None and bool(np.isfinite(health.currents_a[column]))


def _check(joint: Joint, amps: float) -> None:
    if joint.feedback == "none":
        raise RigError(
            f"{joint.name} has no feedback: move it with `kinesics joint` and look where it ends"
        )
    if joint.feedback != "current":
        raise RigError(
            f"{joint.name} reports its position and no current: {_BY_HAND.format(joint.name)}"
        )
    if not 0.0 < amps < 65.0:
        raise RigError(f"--amps {amps:g}; wanted a current of more than 0 and less than 65 A")


def _speed(joint: Joint) -> float:
    span = joint.position_max - joint.position_min
    return min(span / _CROSSES_S, _SPEED_SHARE * joint.velocity)


class _Search:
    """The way to one end and a little back."""

    def __init__(self, device: Device, rig: Rig, name: str, amps: float, pose: F64) -> None:
        self._device = device
        self._rig = rig
        self._joint = joint = rig.joints[rig.index(name)]
        self._amps = amps
        self._speed = _speed(joint)
        self._back_off = _BACK_OFF * (joint.position_max - joint.position_min)
        self._walk = Walk(device, rig, name, self._speed, pose)
        noise = ACTUATORS[joint.actuator].noise_rad * abs(joint.ratio)
        self._least = _NOISE * noise  # [unit]
        seconds = max(1.5 * self._least / self._speed, _LAGS * joint.lag_s)
        ticks = max(_WINDOW, round(seconds * 1e9 / TICK_NS))
        self._recent: deque[Step] = deque(maxlen=ticks)
        self._pushed_ns = 0
        self._steps = 0

    def end(self, side: int) -> tuple[End, F64]:
        """The lower (-1) or upper (1) end, and the pose from which to go on, (J,)."""
        limit = self._joint.position_max if side > 0 else self._joint.position_min
        why = None
        while why is None and not self._rests():
            self._recent.append(self._walk.step(limit))
            self._steps += 1
            why = self._stopped(side)
        place = float(np.mean([one.measured for one in [*self._recent][-_PLACE:]]))
        if why is None and abs(place - limit) < 0.5 * self._back_off:
            return End(limit, met=False, why="the end of its table"), self._back(limit, side)
        place = min(max(place, self._joint.position_min), self._joint.position_max)
        if why == _GAVE_WAY:  # it takes no rows until the next ARM
            self._device.finish()
            pose = self._device.arm_again()
            self._walk = Walk(self._device, self._rig, self._joint.name, self._speed, pose)
        else:
            self._walk.turn(place - side * self._back_off)  # what is queued would push on
        return End(place, met=True, why=why or _LAGGED), self._back(place, side)

    def _stopped(self, side: int) -> str | None:
        """Why the joint can go no further; None: it can."""
        told = self._steps * TICK_NS > _STARTS_NS
        health = self._device.bridge.servo_health if told else None
        if health is not None:
            if self._joint.name in health.over_temperature:
                raise BridgeError(
                    f"{self._joint.name} gave way to its heat: let it cool, try again"
                )
            if self._joint.name in health.over_current:
                return _GAVE_WAY
            current = health.currents_a[self._walk.column]
            self._pushed_ns = self._pushed_ns + TICK_NS if current > self._amps else 0
        if self._pushed_ns > _PUSHES_NS:
            return f"its current stayed above {self._amps:.2g} A"
        return _LAGGED if self._lags(side) else None

    def _lags(self, side: int) -> bool:
        """Whether the joint was played on, and did not go."""
        if not self._watched:
            return False
        first, last = self._recent[0], self._recent[-1]
        played = side * (last.played - first.played)
        return played > self._least and side * (last.measured - first.measured) < _FOLLOWED * played

    def _rests(self) -> bool:
        """Whether it is asked to go no further."""
        return self._watched and self._recent[0].sent == self._recent[-1].sent

    @property
    def _watched(self) -> bool:
        return len(self._recent) == self._recent.maxlen

    def _back(self, place: float, side: int) -> F64:
        self._walk.go(place - side * self._back_off, _REST_S)
        return self._walk.pose
