"""`Device`: a robot's firmware, on its twin or behind a port, brought up until it follows."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics.motion.limits import KINDS, SIDES
from kinesics.rig.rig import Rig
from kinesics.signals import Telemetry
from kinesics_app.afar.far_bridge import FarBridge
from kinesics_app.clock import Clock, OwnTimeClock
from kinesics_app.device.arming import Arming
from kinesics_app.device.playback import Playback, of_telemetry, of_twin
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.bridges.joined_bridge import JoinedBridge
from kinesics_bridge.bridges.serial_bridge import SerialBridge
from kinesics_bridge.twin.machine import Trace, Twin

__all__ = ["Device"]

F64 = NDArray[np.float64]

DeviceBridge = FirmwareBridge | SerialBridge | JoinedBridge | FarBridge

_DIAGNOSTICS_NS = 1_000_000_000
_LAST_ROWS_NS = 40_000_000  # the firmware reads 14 ms ahead, between two rows 10 ms apart
_NOISE_SHARE = 0.01  # of a joint's range: its sensor's noise is no motion
_DISARM_NS = 200_000_000


class Device:
    """One firmware, its clock and what it has told."""

    def __init__(self, bridge: DeviceBridge, clock: Clock, rig: Rig, twin: Twin | None) -> None:
        self.bridge = bridge
        self.clock = clock
        self.next_tick_ns = 0
        """Time of the next tick, once brought up."""
        self.diagnostics: list[tuple[int, Mapping[str, float]]] = []
        """Counters, link and servo figures, dated, once a second."""
        self.way_out_of_stop = ""
        """What leads out of STOP where whoever holds it is asked for that; empty: a shell does."""
        self._rig = rig
        self._twin = twin
        self._own_time = clock if isinstance(clock, OwnTimeClock) else None
        self._telemetry: list[Telemetry] = []
        self._latest: Telemetry | None = None
        self._next_diagnostics_ns = 0
        self._counted: Mapping[str, int] = {}
        self._clamped = bridge.clamps.copy()
        self._tick_ns = 0
        self._ahead_ns = 0

    def bring_up(self, ahead_ns: int, tick_ns: int) -> F64:
        """Connect, then stream the measured pose until the firmware follows; that pose, (J,).

        Raises:
            BridgeError: nobody answers, another robot's firmware, or it refuses to be armed.
        """
        self.bridge.connect(provision=self._twin is not None)
        self._ahead_ns, self._tick_ns = ahead_ns, tick_ns
        pose = self._measured()
        self._start_counting()
        return self._follow(pose)

    def arm_again(self) -> F64:
        """After `finish`: as `bring_up`, on the same session; BridgeError: it is not armed."""
        return self._follow(self._measured())

    def watch(self, ahead_ns: int, tick_ns: int) -> F64:
        """Connect and leave the robot limp: nothing will be armed; its measured pose, (J,).

        Raises:
            BridgeError: nobody answers, or another robot's firmware.
        """
        self.bridge.connect(provision=self._twin is not None)
        self.bridge.disarm()
        self._ahead_ns, self._tick_ns = ahead_ns, tick_ns
        pose = self._measured()
        self._start_counting()
        self.next_tick_ns = (self.clock.now_ns() // tick_ns + 1) * tick_ns
        return pose

    def begin_anew(self, bridge: DeviceBridge) -> None:
        """Its firmware has restarted, and knows nothing of this host; `bridge`: another to it.

        Raises:
            BridgeError: nobody answers.
        """
        self.bridge, self._latest = bridge, None
        self.watch(self._ahead_ns, self._tick_ns)

    def poll(self) -> None:
        """Take in everything that the firmware has said."""
        while (telemetry := self.bridge.poll()) is not None:
            self._latest = telemetry
            if self._twin is None:
                self._telemetry.append(telemetry)
            if telemetry.t_ns >= self._next_diagnostics_ns:
                self._next_diagnostics_ns = telemetry.t_ns + _DIAGNOSTICS_NS
                counters = {name: float(count) for name, count in self.counters.items()}
                figures = {**counters, **self.link_health, **self.servo_figures}
                self.diagnostics.append((telemetry.t_ns, figures))

    def finish(self) -> int:
        """Let the rows play, then let go of the robot; returns when, in robot time.

        It lets go before the last row, or the firmware would count an underrun.
        """
        end_ns = self.clock.now_ns() + self._ahead_ns - _LAST_ROWS_NS
        while self.clock.now_ns() < end_ns:
            self.clock.wait_until(min(self.clock.now_ns() + self._tick_ns, end_ns))
            self.poll()
        self.let_go()
        return end_ns

    def let_go(self) -> None:
        """Disarm, and wait until the firmware has had the time to say so."""
        end_ns = self.clock.now_ns() + _DISARM_NS
        self.bridge.disarm()
        self.clock.wait_until(end_ns)
        self.poll()

    def playback(self, first_ns: int, last_ns: int) -> Playback:
        """What was played from `first_ns` to `last_ns`, both included."""
        whole = of_twin(self._twin) if self._twin else of_telemetry(self._telemetry, self._rig)
        kept = (whole.t_ns >= first_ns) & (whole.t_ns <= last_ns)
        return Playback(whole.rate_hz, whole.t_ns[kept], whole.played[kept], whole.measured[kept])

    def forget(self) -> None:
        """Let go of what was told and played until now: a run without end keeps nothing."""
        self.diagnostics.clear()
        self._telemetry.clear()
        if self._twin is not None:
            self._twin.trace()

    @property
    def ahead_ns(self) -> int:
        """How far ahead of its tick a row is dated, as it was brought up."""
        return self._ahead_ns

    @property
    def boot_ns(self) -> int | None:
        """When the twin's first millisecond began; None: it is no twin, and nobody knows."""
        return None if self._twin is None else self._twin.boot_ns

    @property
    def behind_ns(self) -> int | None:
        """How far the time that is simulated is behind the host's; None: that it never is."""
        return None if self._own_time is None else self._own_time.behind_ns

    def sending_ns(self) -> int:
        """The time of what goes out now: of a twin, up to where it has run."""
        return self.clock.now_ns() if self._twin is None else self._twin.now_ns

    @property
    def is_far(self) -> bool:
        """Whether another process holds the robot, and tells of its joints."""
        return isinstance(self.bridge, FarBridge)

    @property
    def conditions(self) -> tuple[str, ...]:
        """What is at fault, as the firmware names it; of several wires nothing is told."""
        return () if isinstance(self.bridge, JoinedBridge) else self.bridge.conditions

    def trace(self) -> Trace | None:
        """What the twin played since the last call or `forget`, at 1 kHz; None: it is no twin."""
        return None if self._twin is None else self._twin.trace()

    @property
    def latest(self) -> Telemetry | None:
        """What was told last."""
        return self._latest

    @property
    def trouble(self) -> str:
        """Why rows have no effect now: the link's word where it has one, else the state."""
        if self.bridge.state == "STOPPED" and self.way_out_of_stop:
            return "its firmware is in state STOPPED"  # a link would name another's way out
        return self.link_trouble or f"its firmware is in state {self.bridge.state}"

    @property
    def link_trouble(self) -> str | None:
        """What the link says of why rows have no effect now; None: nothing, or it cannot tell."""
        return None if isinstance(self.bridge, FirmwareBridge) else self.bridge.trouble

    @property
    def way_out(self) -> str:
        """What a person does about that."""
        if self.bridge.state == "STOPPED":
            if self.way_out_of_stop:
                return self.way_out_of_stop
            if self._twin is not None:  # it has no port by which another program could reach it
                return "look why it was stopped, then begin anew, or *Let go* in a studio"
            return "look why it was stopped, then `kinesics disarm`"
        return "see `kinesics doctor`, then try again"

    @property
    def counters(self) -> Mapping[str, int]:
        """What host and firmware have counted since this host came, by the last status.

        The firmware itself counts since it booted.
        """
        counted = self._counted
        return {name: n - counted.get(name, 0) for name, n in self.bridge.counters.items()}

    @property
    def link_health(self) -> dict[str, float]:
        """Round trips [us], error [us] and rate [ppm] of the clock, of the last session."""
        health = self.bridge.health
        return {} if health is None else health._asdict()

    @property
    def servo_figures(self) -> dict[str, float]:
        """As `ServoHealth.figures`, as far as the robot tells: supply, current, hottest joint."""
        health = self.bridge.servo_health
        return {} if health is None else health.figures()

    @property
    def clamps(self) -> dict[tuple[str, str, str], int]:
        """Ticks on which the firmware's own limiter acted, by (joint, kind, side); never 0."""
        counts = (self.bridge.clamps - self._clamped).reshape(-1, len(KINDS), len(SIDES))
        return {
            (self._rig.names[row], KINDS[column], SIDES[end]): int(counts[row, column, end])
            for row, column, end in np.argwhere(counts).tolist()
        }

    def _follow(self, pose: F64) -> F64:
        tick_ns, ahead_ns = self._tick_ns, self._ahead_ns
        self.next_tick_ns = self.clock.now_ns() // tick_ns * tick_ns
        arming = Arming(self.bridge, self.next_tick_ns)
        while self.bridge.state != "ACTIVE":
            self.next_tick_ns += tick_ns
            if why := arming.in_vain(self.next_tick_ns):
                why = self.trouble if self.bridge.state is None else why
                raise BridgeError(f"the firmware does not follow: {why}; {self.way_out}")
            self.clock.wait_until(self.next_tick_ns)
            arming.stood_still(self._leave_the_past())
            self.bridge.send(Frame(self.next_tick_ns + ahead_ns, pose))
            self.poll()
            before, pose = pose, self._followed(pose)
            arming.turn(self.next_tick_ns, moved=not np.array_equal(before, pose))
        self.next_tick_ns += tick_ns
        return pose

    def _leave_the_past(self) -> int:
        """Go on in the present, so that rows leave as early as they may; how much was left out."""
        behind_ns = max(self.clock.now_ns() - self.next_tick_ns, 0)
        left_ns = behind_ns // self._tick_ns * self._tick_ns
        self.next_tick_ns += left_ns
        return left_ns

    def _start_counting(self) -> None:
        while "rows" not in self.bridge.counters:  # its first status is still to come
            self.clock.wait_until(self.clock.now_ns() + 1_000_000)
            self.poll()
        self._counted, self._clamped = self.bridge.counters, self.bridge.clamps.copy()

    def _measured(self) -> F64:
        while self._latest is None:
            self.clock.wait_until(self.clock.now_ns() + 1_000_000)
            self.poll()
        return self._latest.measured

    def _followed(self, pose: F64) -> F64:
        """`pose`, with the joints that have really moved since where they are now."""
        if self._latest is None:
            return pose
        limits = self._rig.limits
        still = _NOISE_SHARE * (limits.position_max - limits.position_min)
        return np.where(np.abs(self._latest.measured - pose) > still, self._latest.measured, pose)
