"""`Walk`: one joint led slowly, tick by tick, the others where they are."""

from collections import deque
from typing import NamedTuple

from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics.motion.limits import Limiter, LimitTable, State
from kinesics.rig.rig import Rig
from kinesics_app.device.device import F64, Device
from kinesics_bridge.bridges.firmware_bridge import MIN_LEAD_NS

__all__ = ["AHEAD_NS", "FOLLOWS", "TICK_NS", "Step", "Walk", "why_not"]

TICK_NS = 10_000_000
AHEAD_NS = 110_000_000
FOLLOWS = ("ACTIVE", "STARVED", "HOLD")
"""States of a robot that follows; the last two pass by themselves when a host has stalled."""

_TURN_NS = MIN_LEAD_NS + 10_000_000  # rows sooner than this may be under way already
_SOFT = 0.25  # of the acceleration limit: somebody stands beside it


def why_not(device: Device) -> str:
    """Why a robot does not follow, and the way out, once: the link's word tells both."""
    return device.link_trouble or f"{device.trouble}; {device.way_out}"


class Step(NamedTuple):
    """One tick of a walk."""

    sent: float
    """Where the joint was asked to be `AHEAD_NS` later [unit]."""
    played: float
    measured: float
    """As told last."""


class Walk:
    """A robot that follows, and one joint of it on its way; ends with `device.finish()`."""

    def __init__(self, device: Device, rig: Rig, name: str, speed: float, pose: F64) -> None:
        """`pose` (J,) is what `device.bring_up` or `arm_again` returned; `speed` is in unit/s."""
        self.column = rig.index(name)
        self._device = device
        self._name = name
        self._pose = pose.copy()
        self._row: F64 = pose.copy()
        limits = rig.limits
        velocity = limits.velocity.copy()
        velocity[self.column] = min(speed, velocity[self.column])
        slow = LimitTable(
            limits.position_min,
            limits.position_max,
            velocity,
            limits.acceleration * _SOFT,
            limits.jerk,
        )
        self._limiter = Limiter(slow, 1e9 / TICK_NS)
        self._limiter.start(pose)
        self._queued: deque[tuple[int, State]] = deque(maxlen=AHEAD_NS // TICK_NS + 1)
        """Rows that may not be played yet: when each is, and the limiter after it."""

    @property
    def pose(self) -> F64:
        """(J,) as sent last."""
        return self._row

    def step(self, wanted: float) -> Step:
        """Go one tick towards `wanted` [unit].

        Raises:
            BridgeError: the robot no longer follows.
        """
        tick_ns = self._device.next_tick_ns
        self._device.clock.wait_until(tick_ns)
        self._send(tick_ns + AHEAD_NS, wanted)
        self._device.poll()
        told, state = self._device.latest, self._device.bridge.state
        if told is None or state not in FOLLOWS:
            raise BridgeError(f"{self._name} no longer follows: {why_not(self._device)}")
        self._device.next_tick_ns = tick_ns + TICK_NS
        return Step(
            float(self._row[self.column]),
            float(told.played[self.column]),
            float(told.measured[self.column]),
        )

    def turn(self, wanted: float) -> None:
        """Go to `wanted` [unit] from the first row on that can still be replaced, not the last."""
        from_ns = self._device.clock.now_ns() + _TURN_NS
        kept = [one for one in self._queued if one[0] < from_ns]
        if not kept:
            return
        self._queued = deque(kept, self._queued.maxlen)
        t_ns, state = kept[-1]
        self._limiter.restore(state)
        while (t_ns := t_ns + TICK_NS) < self._device.next_tick_ns + AHEAD_NS:
            self._send(t_ns, wanted)

    def go(self, wanted: float, rest_s: float) -> list[Step]:
        """To `wanted`, and stay there for `rest_s` as played; the steps of the rest."""
        last = self.step(wanted).sent
        while (sent := self.step(wanted).sent) != last:
            last = sent
        for _ in range(AHEAD_NS // TICK_NS):
            self.step(wanted)
        return [self.step(wanted) for _ in range(round(rest_s * 1e9 / TICK_NS))]

    def _send(self, t_ns: int, wanted: float) -> None:
        """The row for `t_ns`; it replaces all that are queued for then or later."""
        self._pose[self.column] = wanted
        self._row = self._limiter.step(self._pose)  # (J,)
        self._device.bridge.send(Frame(t_ns, self._row))
        self._queued.append((t_ns, self._limiter.state()))
