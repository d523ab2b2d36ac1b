"""`BusBridge`: servos without firmware of ours as a `Bridge`; this host plays the dated rows."""

import threading
from collections import deque
from collections.abc import Mapping
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from kinesics.closing import Closing
from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics.signals import Telemetry
from kinesics_bridge.joints.servo_health import ServoHealth
from kinesics_bridge.threads.urgency import Urgency

from .capabilities import Capabilities
from .host_core import HostCore
from .servo_bus import ServoBus

__all__ = ["BusBridge"]

_KEPT_TELEMETRY = 500  # 10 s of it
_LOST_NS = 1_000_000_000
_GETS_TORQUE_NS = 1_500_000_000  # a servo that has none by then does not keep the others waiting
_TURN_NS = 2_000_000  # longest sleep of the bus thread: half of what an answer may be late


class BusBridge(Closing):
    """The firmware's core run by this host: the same rows, states, ARM and STOP as behind a wire.

    Played joints keep all limits as on a microcontroller, while this host runs; when it stalls, so
    do the servos (`capabilities`). Pumped by `poll`, or after `start` by a thread of its own. A
    robot is real: by default it arms only after `arm()`.
    """

    def __init__(self, bus: ServoBus, *, auto_arm: bool = False) -> None:
        self.table = bus.cycle.table
        self.bus = bus
        """The servos; `bus.cycle` is what it does and knows of them."""
        self._port = bus.cycle.port
        self._auto_arm = auto_arm
        self._core: HostCore | None = None
        self._telemetry: deque[Telemetry] = deque(maxlen=_KEPT_TELEMETRY)
        self._told_ns = 0
        self._awaits_torque_ns: int | None = None
        self._torque_given = False
        self._lock = threading.RLock()
        self._thread: threading.Thread | None = None
        self._urgency: Urgency | None = None
        self._failure: BridgeError | None = None
        self._closed = False

    def connect(self, *, provision: bool = False) -> None:
        """Find and check the servos; with `provision` correct settings that they keep.

        Raises:
            BridgeError: one is missing or another model, or the bus is too slow for its period.
        """
        self.bus.connect(provision=provision)
        self._core = HostCore(self.table, self._port.now_ns(), auto_arm=self._auto_arm)
        for joint in range(self.table.count):
            self._place(self._core, joint)
        self._core.advance(self._port.now_ns() + 1_000_000)
        self._telemetry.append(self._tell(self._core))

    def start(self) -> None:
        """Keep the bus going in a thread, as urgent as whoever polls; until `close`."""
        self._thread = threading.Thread(target=self._run, name="servo bus", daemon=True)
        self._thread.start()
        self._urgency = Urgency(self._thread)

    def send(self, frame: Frame) -> Frame:
        """Schedule (J,) positions for `frame.t_ns`; what really went out, rounded and clipped."""
        with self._lock:
            return self._alive().send(frame)

    def poll(self) -> Telemetry | None:
        """The oldest telemetry not yet polled, or None; without a thread also keeps the bus going.

        Raises:
            BridgeError: the port is gone, or no servo has answered for a second.
        """
        if self._urgency is not None:
            self._urgency.share()
        with self._lock:
            core = self._alive()
            if self._thread is None:
                self._turn(core)
            return self._telemetry.popleft() if self._telemetry else None

    def arm(self) -> None:
        """Ask to be armed once rows stream; `state` and `arm_refusal` tell what came of it."""
        with self._lock:
            self._alive().bridge.arm()

    def disarm(self) -> None:
        """Brake, then let go of the joints whose policy says so."""
        with self._lock:
            self._alive().bridge.disarm()

    def stop(self) -> None:
        """Brake at the limits, whatever is queued; needs `clear_stop()` and `arm()` afterwards."""
        with self._lock:
            self._alive().bridge.stop()

    def clear_stop(self) -> None:
        """End STOP; the joints stay where they are until `arm()`."""
        with self._lock:
            self._alive().bridge.clear_stop()

    def close(self) -> None:
        """Release the port; servos keep their last goal, or stop where they have a watchdog."""
        self._closed = True
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._port.close()

    @property
    def capabilities(self) -> Capabilities:
        """What the servos do without this host."""
        return self.bus.capabilities

    @property
    def state(self) -> str | None:
        """The core's state, named as in protocol.toml; None before `connect`.

        While its servos are given their torque, one after the other, it is not yet ACTIVE.
        """
        return self._state_of(self._core) if self._core else None

    @property
    def arm_refusal(self) -> str | None:
        """Why the last ARM was refused; None when it was not."""
        return self._core.bridge.arm_refusal if self._core else None

    @property
    def counters(self) -> Mapping[str, int]:
        """Everything that is counted: the core's and the bus's, by name."""
        core = self._core.bridge.counters if self._core else {}
        return {**core, **self.bus.cycle.counters()}

    @property
    def clamps(self) -> NDArray[np.int64]:
        """(J, 6) as `FirmwareBridge.clamps`."""
        core = self._core
        return core.bridge.clamps if core else np.zeros((self.table.count, 6), np.int64)

    @property
    def servo_health(self) -> ServoHealth | None:
        """As of each servo's last answer, the supply the lowest; None before `connect`."""
        if self._core is None:
            return None
        roll, core = self.bus.cycle.roll, self._core.bridge.servo_health
        supplies_v = roll.voltage[np.isfinite(roll.voltage)]
        return ServoHealth(
            names=roll.names,
            supply_v=float(supplies_v.min()) if supplies_v.size else np.nan,
            currents_a=roll.current.copy(),
            temperatures_c=roll.temperature.copy(),
            over_current=(),  # nothing yields here: rules about it are not kept on a bus
            over_temperature=(),
            limited=core.limited if core is not None else (),
        )

    @property
    def complaints(self) -> list[str]:
        """A sentence for each joint whose commands have no effect now, and why."""
        said = self.bus.cycle.roll.lines()
        if said:
            said[-1] += self.bus.cycle.absence.told(self._port.now_ns())
        if self._core is not None and not self._core.torque.any():
            said.append(f"torque is off ({self._core.state}): rows move nothing until ARM")
        return said

    def _alive(self) -> HostCore:
        if self._failure is not None:
            raise self._failure
        if self._closed:
            raise BridgeError("the bus was closed")
        if self._thread is not None and not self._thread.is_alive():
            raise BridgeError("the thread of the bus has ended; open the bus anew")
        if self._core is None:
            raise BridgeError("the bus is not connected: call connect() first")
        return self._core

    def _turn(self, core: HostCore) -> None:
        """Play up to now and do what the bus is due; what fails once has failed for good."""
        try:
            self._play(core)
        except BridgeError as error:
            self._failure = error
            raise

    def _play(self, core: HostCore) -> None:
        cycle, now_ns = self.bus.cycle, self._port.now_ns()
        if now_ns >= cycle.due_ns:  # goals are wanted; in between nobody asks where joints are
            core.advance(now_ns)
            self._await_torque(core, now_ns)
            self._end_period(core, now_ns)
        self.bus.pump(core.played, core.torque)

    def _await_torque(self, core: HostCore, now_ns: int) -> None:
        """Whether every servo that is to have torque, and can, has got it since the ARM."""
        roll = self.bus.cycle.roll
        if not core.torque.any():
            self._awaits_torque_ns, self._torque_given = None, False
            return
        if self._awaits_torque_ns is None:
            self._awaits_torque_ns = now_ns
        without = core.torque & ~roll.enabled & ~roll.mute & ~np.array([*map(bool, roll.fault)])
        late = now_ns - self._awaits_torque_ns > _GETS_TORQUE_NS
        self._torque_given = self._torque_given or late or not without.any()

    def _state_of(self, core: HostCore) -> str:
        return "ARMING" if core.state == "ACTIVE" and not self._torque_given else core.state

    def _end_period(self, core: HostCore, now_ns: int) -> None:
        cycle = self.bus.cycle
        if cycle.roll.lost(now_ns, _LOST_NS):
            raise BridgeError(
                "no servo answers any more; check power and cable of the bus"
                + cycle.absence.told(now_ns)
            )
        self._place(core, cycle.cycles % self.table.count)
        if cycle.roll.t_ns > self._told_ns:
            self._told_ns = cycle.roll.t_ns
            self._telemetry.append(self._tell(core))

    def _place(self, core: HostCore, joint: int) -> None:
        """The core takes a joint over from where it is when it gets torque."""
        position = self.bus.cycle.roll.position[joint]
        if not core.torque[joint] and np.isfinite(position):
            core.place(joint, float(position))

    def _tell(self, core: HostCore) -> Telemetry:
        """What is known as of the last answer."""
        roll = self.bus.cycle.roll
        t_ns = roll.t_ns or self._port.now_ns()
        played = core.played_at(t_ns)
        measured = np.where(np.isfinite(roll.position), roll.position, played)
        return Telemetry(t_ns, self._state_of(core), played, measured, self.counters)

    def _run(self) -> None:
        """The bus thread."""
        while not self._closed and self._failure is None:
            with self._lock, suppress(BridgeError):  # the next call of anybody raises it
                self._turn(self._alive())
            self._port.wait(_TURN_NS)
