"""`FirmwareBridge`: a robot behind kinesics firmware, over any `BytePort`; the `Bridge` port."""

import logging
from collections.abc import Generator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics.closing import Closing
from kinesics.motion.frame import Frame
from kinesics.signals import Telemetry
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.joints.row_codes import RowCodes
from kinesics_bridge.joints.servo_health import ServoHealth
from kinesics_bridge.link.clocksync import FAST_SAMPLES, ClockSync
from kinesics_bridge.link.dialogue import Dialogue, Steps
from kinesics_bridge.link.errors import IncompatibleError
from kinesics_bridge.link.link import Link, LinkHealth, Request
from kinesics_bridge.link.row_clock import RowClock
from kinesics_bridge.ports.byte_port import BytePort
from kinesics_bridge.wire.message_types import Arm, Caps, Disarm, Setpoints, Stop, StopClear
from kinesics_bridge.wire.protocol import (
    CAPABILITIES,
    CONDITIONS,
    LOOKAHEAD_US,
    MAJOR,
    MAX_PAYLOAD,
    ROW_PERIOD_US,
    TRANSITIONS,
)

__all__ = ["ARMABLE", "MIN_LEAD_NS", "FirmwareBridge"]

ARMABLE = frozenset(state for state, cells in TRANSITIONS.items() if "ARMED" in cells)
"""States that wait for ARM."""

MIN_LEAD_NS = (LOOKAHEAD_US + ROW_PERIOD_US + 1000) * 1000
"""A row must reach the firmware this long before it is played.

The averages look 14 ms ahead, the line to a row begins one row period before it, and a tick may be
1 ms away.
"""

_SETPOINTS_HEAD = 17  # bytes: array, id, seq, date, bin
_STEP_NS = 1_000_000
_ARM_AGAIN_NS = 20_000_000

_log = logging.getLogger(__name__)


class FirmwareBridge(Closing):
    """Sends dated rows, tells what the firmware says; owned by one thread.

    With `auto_arm` it arms whenever rows stream and the firmware would take it; without, only after
    `arm()`; by default a twin arms itself and a real robot does not. Nothing arms by itself after
    `stop()` or `disarm()`. Until `state` is ACTIVE, send the pose that `poll` told: an ARM is
    refused when the rows are elsewhere.
    """

    def __init__(self, port: BytePort, table: JointTable, *, auto_arm: bool | None = None) -> None:
        self.table = table
        self.rows_sent = 0
        self.rows_left_late = 0
        """Rows that left when no wire could have brought them in time: `rows_late` has those, too,
        that were late on the way."""
        self.arm_refusal: str | None = None
        """Why the last ARM was refused; None when it was not."""
        self._port = port
        self._link = Link(port, table)
        self._dialogue = Dialogue(port, self._link)
        self._rows = RowClock()
        self._codes: RowCodes | None = None
        self._frame_rows = (MAX_PAYLOAD - _SETPOINTS_HEAD) // table.row_bytes
        self._auto_arm = auto_arm
        self._want_armed = bool(auto_arm)
        self._warned: str | None = None  # of `arm_refusal`, though it was asked for again since
        self._arming: Request | None = None
        self._arm_due_ns = port.now_ns()

    def connect(self, *, provision: bool = False, timeout_s: float = 5.0) -> Caps:
        """Shake hands, sync clocks, compare robots and tables; the firmware's capabilities.

        A firmware with another table is refused, or with `provision` given this one.
        """
        steps = self.handshake(provision=provision, timeout_s=timeout_s)
        while True:
            try:
                next(steps)
            except StopIteration as done:
                caps: Caps = done.value
                return caps
            self._port.wait(_STEP_NS)

    def handshake(self, *, provision: bool = False, timeout_s: float = 5.0) -> Steps:
        """`connect` in steps, for a caller who must not wait."""
        caps = yield from self._dialogue.greet(timeout_s)
        if self._auto_arm is None:
            self._auto_arm = self._want_armed = bool(caps.capabilities & CAPABILITIES["TWIN"])
        if caps.major != MAJOR or caps.row_period_us != ROW_PERIOD_US:
            raise IncompatibleError(
                f"firmware speaks protocol {caps.major}, this host {MAJOR}: update one"
            )
        self._link.start_sync()
        yield from self._dialogue.until(
            lambda: self._link.sync.samples >= FAST_SAMPLES and self._link.state, "sync", timeout_s
        )
        if not self._fits(caps):
            if not provision:
                raise IncompatibleError(self._mismatch(caps))
            yield from self._provision()
            caps = yield from self._dialogue.greet(timeout_s)
        self._link.telemetry.clear()
        yield from self._dialogue.until(lambda: self._link.telemetry, "telemetry", timeout_s)
        return caps

    def send(self, frame: Frame) -> Frame:
        """Schedule (J,) positions for `frame.t_ns`; what really went out, rounded and clipped.

        The row replaces all that were sent for this time or later.
        """
        if self._codes is None:  # many a bridge never sends a row
            self._codes = RowCodes(self.table)
        codes, went = self._codes.of(frame.values)
        date_us = self._rows.date_us(frame.t_ns, self._link.sync)
        self._link.send(Setpoints(date_us, codes))
        self.rows_sent += 1
        self.rows_left_late += self._port.now_ns() > frame.t_ns - MIN_LEAD_NS
        self._arm_if_wanted()
        return Frame(frame.t_ns, went)

    def send_rows(self, t_ns: int, values: NDArray[np.floating]) -> list[Frame]:
        """Schedule (K, J) rows, 10 ms apart, the first for `t_ns`.

        The firmware holds 256 rows and drops what does not fit (`rows_dropped`).
        """
        codes = self.table.encode(values)
        date_us = self._rows.date_us(t_ns, self._link.sync)
        for first in range(0, len(codes), self._frame_rows):
            rows = codes[first : first + self._frame_rows].tobytes()
            self._link.send(Setpoints(date_us + first * ROW_PERIOD_US, rows))
        self.rows_sent += len(codes)
        self._arm_if_wanted()
        went = self.table.decode(codes)
        return [Frame(t_ns + i * ROW_PERIOD_US * 1000, row) for i, row in enumerate(went)]

    def poll(self) -> Telemetry | None:
        """The oldest telemetry not yet polled, or None; also keeps clocks and requests going."""
        self._link.pump()
        return self._link.telemetry.popleft() if self._link.telemetry else None

    def arm(self) -> None:
        """Ask to be armed once rows stream; `state` and `arm_refusal` tell what came of it."""
        self._want_armed = True
        self.arm_refusal = None

    def hold_back(self) -> None:
        """Do not arm, auto-arm or not, until `arm()`."""
        self._want_armed = False

    def disarm(self) -> Request:
        """Brake, then let go of the joints whose policy says so."""
        self._want_armed = False
        return self._link.request(Disarm())

    def stop(self) -> None:
        """Brake at the limits, whatever is queued; needs `clear_stop()` and `arm()` afterwards."""
        self._want_armed = False
        self._link.request(Stop())

    def clear_stop(self) -> Request:
        """End STOP; the joints stay where they are until `arm()`."""
        return self._link.request(StopClear())

    def close(self) -> None:
        """Release the port; a firmware that is still armed will hold, then go to its safe pose."""
        self._port.close()

    @property
    def state(self) -> str | None:
        """The firmware's state, as of its last word."""
        return self._link.state

    @property
    def sync(self) -> ClockSync:
        """The map between robot time and the firmware's clock."""
        return self._link.sync

    @property
    def counters(self) -> Mapping[str, int]:
        """Everything that is counted, by name, as of the firmware's last status."""
        return {
            **self._link.counters,
            "rows_sent": self.rows_sent,
            "rows_left_late": self.rows_left_late,
            "date_jumps": self._rows.jumps,
        }

    @property
    def health(self) -> LinkHealth:
        """How good the wire and the clocks are."""
        return self._link.health

    @property
    def caps(self) -> Caps | None:
        """What the firmware said of itself; None before it has."""
        return self._link.caps

    @property
    def round_trips_us(self) -> Sequence[float]:
        """Of the last questions for the time, oldest first."""
        return self._link.round_trips_us

    @property
    def conditions(self) -> tuple[str, ...]:
        """Names of what is at fault, in `protocol.CONDITIONS`, as of the last status."""
        return tuple(name for name, bit in CONDITIONS.items() if self._link.conditions & bit)

    @property
    def clamps(self) -> NDArray[np.int64]:
        """(J, 6) as `Link.clamps`."""
        return self._link.clamps

    @property
    def servo_health(self) -> ServoHealth | None:
        """Supply, currents and temperatures, as of the last word; None: the firmware tells none."""
        return self._link.servo_health

    @property
    def events(self) -> list[tuple[int, str, str, str]]:
        """As `Link.events`."""
        return self._link.events

    def _arm_if_wanted(self) -> None:
        if self._arming is not None and self._arming.outcome is not None:
            self._finish_arming(self._arming)
            self._arm_due_ns = self._port.now_ns() + _ARM_AGAIN_NS
        wanted = self._want_armed and self._link.state in ARMABLE
        if wanted and self._arming is None and self._port.now_ns() >= self._arm_due_ns:
            self._arming = self._link.request(Arm(self.table.hash))

    def _finish_arming(self, request: Request) -> None:
        self._arming = None
        if request.outcome == "OK":
            self.arm_refusal = self._warned = None
            self._want_armed = bool(self._auto_arm)
            return
        waiting = bool(self._auto_arm) or request.outcome == "NO_ROWS"
        complaint = self._complaint(request)
        if self._warned != complaint and request.outcome != "NO_ROWS":
            _log.warning("%s", complaint)
        self.arm_refusal = self._warned = complaint
        self._want_armed = self._want_armed and waiting

    def _complaint(self, request: Request) -> str:
        """As the request's own; a joint has its name."""
        if request.outcome == "POSE" and request.detail < self.table.count:
            joint = self.table.names[request.detail]
            return f"Arm refused: its row is too far from where {joint} is"
        return request.complaint

    def _fits(self, caps: Caps) -> bool:
        held = (caps.table_hash, caps.joints, caps.robot_id)
        return held == (self.table.hash, self.table.count, self.table.robot_id)

    def _mismatch(self, caps: Caps) -> str:
        held = f"holds the joint table {caps.table_hash:08x} of robot {caps.robot_id!r}"
        way_out = (
            "start the twin and this program with the same --robot"
            if caps.capabilities & CAPABILITIES["TWIN"]
            else "name that robot's rig with --robot"
        )
        return (
            f"the firmware {held if caps.joints else 'holds no joint table'}, wanted is "
            f"{self.table.hash:08x} of robot {self.table.robot_id!r}: {way_out}, or "
            "give it this table: kinesics firmware provision"
        )

    def _provision(self) -> Generator[None, None, None]:
        yield from self._dialogue.give(self.table)
