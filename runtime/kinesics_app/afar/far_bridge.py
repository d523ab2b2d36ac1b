"""`FarBridge`: a robot that another process holds, as a `Bridge`: rows out, its word in."""

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics.closing import Closing
from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics.signals import Telemetry
from kinesics_app.afar.link_word import LinkWord
from kinesics_app.afar.orders import Kind, Order, Orders
from kinesics_app.clock import Clock
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.joints.servo_health import ServoHealth
from kinesics_bridge.link.link import LinkHealth

__all__ = ["SILENT_NS", "Dispatch", "FarBridge"]

SILENT_NS = 500_000_000
"""Without a word for so long the link is down."""

_BATCH = 2  # rows in a message: it leaves every 20 ms
_POLLS = 10  # without a row, the mixer says as often that it is there
_STEP_NS = 20_000_000
_KEPT = 64

Dispatch = Callable[[Sequence[Frame], Sequence[Order]], None]
"""Sends rows and orders on their way; must not wait."""


class FarBridge(Closing):
    """Owned by one thread, but for `hear`, which any may call. What it cannot do it says."""

    def __init__(self, table: JointTable, clock: Clock, dispatch: Dispatch) -> None:
        self.table = table
        self.rows_sent = 0
        self._clock = clock
        self._dispatch = dispatch
        self._orders = Orders()
        self._rows: list[Frame] = []
        self._polls = 0
        self._lock = threading.Lock()
        self._word: LinkWord | None = None
        self._heard_ns = 0
        self._told: deque[Telemetry] = deque(maxlen=_KEPT)

    def hear(self, word: LinkWord) -> None:
        """What whoever holds the robot tells."""
        with self._lock:
            self._word = word
            self._heard_ns = self._clock.now_ns()
            if word.telemetry is not None:
                self._told.append(word.telemetry)

    def connect(self, *, provision: bool = False, timeout_s: float = 30.0) -> None:
        """Wait for whoever holds the robot (it may still be starting), and for what it measures.

        Raises:
            BridgeError: nobody is heard, or it holds another robot.
        """
        del provision  # its holder's business
        end_ns = self._clock.now_ns() + round(timeout_s * 1e9)
        while not (self._told and "rows" in self.counters):
            if self._clock.now_ns() > end_ns:
                raise BridgeError(
                    f"{self.trouble or 'the robot tells nothing yet'}; wanted bridge_node or "
                    "sim_node, configured, in this namespace"
                )
            self._send([])
            self._clock.wait_until(self._clock.now_ns() + _STEP_NS)
        word = self._word
        if word is not None and (word.robot, word.table) != (self.table.robot_id, self.table.hash):
            raise BridgeError(
                f"the bridge node holds robot {word.robot!r} with table {word.table:08x}, wanted "
                f"is {self.table.robot_id!r} with {self.table.hash:08x}: give both the same `robot`"
            )

    def send(self, frame: Frame) -> Frame:
        """Schedule (J,) positions for `frame.t_ns`; what goes out, NaN while the link is down."""
        went = self.table.decode(self.table.encode(frame.values))
        if self.state is None:
            self._rows.clear()
            return Frame(frame.t_ns, np.full(self.table.count, np.nan))
        while self._rows and self._rows[-1].t_ns >= frame.t_ns:
            self._rows.pop()  # replaced before it left
        self._rows.append(Frame(frame.t_ns, went))
        self.rows_sent += 1
        return Frame(frame.t_ns, went)

    def poll(self) -> Telemetry | None:
        """The oldest telemetry not yet polled, or None; also sends what waits to be sent."""
        self._polls += 1
        if len(self._rows) >= _BATCH or self._polls >= _POLLS:
            self._send(self._rows)
            self._rows = []
        with self._lock:
            return self._told.popleft() if self._told else None

    def arm(self) -> None:
        """Ask to be armed once rows stream; `state` and `arm_refusal` tell what came of it."""
        self._order("arm")

    def disarm(self) -> None:
        """Brake, then let go of the joints whose policy says so."""
        self._order("disarm")

    def stop(self) -> None:
        """Brake at the limits, whatever is queued; needs `clear_stop()` and `arm()` afterwards."""
        self._order("stop")

    def clear_stop(self) -> None:
        """End STOP; the joints stay where they are until `arm()`."""
        self._order("clear_stop")

    def close(self) -> None:
        """Send no more: whoever holds the robot parks it then."""
        self._rows = []

    @property
    def state(self) -> str | None:
        """The firmware's, as of the last word; None: its holder is not heard, or has no link."""
        return None if self._word is None or self._is_silent else self._word.state or None

    @property
    def trouble(self) -> str | None:
        """Why rows have no effect now; None: they have."""
        if self._word is None:
            return "nobody who holds the robot is heard"
        if self._is_silent:
            since_s = (self._clock.now_ns() - self._heard_ns) * 1e-9
            return f"whoever holds the robot is not heard for {since_s:.1f} s"
        return self._word.trouble or None

    @property
    def arm_refusal(self) -> str | None:
        """Why the last ARM was refused; None when it was not."""
        return None if self._word is None else self._word.arm_refusal or None

    @property
    def conditions(self) -> tuple[str, ...]:
        """Names of what is at fault, as of the last word."""
        return () if self._word is None else tuple(self._word.conditions)

    @property
    def counters(self) -> Mapping[str, int]:
        """Everything that is counted, by name, as of the last word."""
        return {} if self._word is None else self._word.counters

    @property
    def health(self) -> LinkHealth | None:
        """Of its holder's wire to it."""
        return None if self._word is None else self._word.health

    @property
    def servo_health(self) -> ServoHealth | None:
        """Its holder tells of servos itself."""
        return None

    @property
    def clamps(self) -> NDArray[np.int64]:
        """(J, 6), zeros: they are not told here."""
        return np.zeros((self.table.count, 6), np.int64)

    @property
    def _is_silent(self) -> bool:
        return self._clock.now_ns() - self._heard_ns > SILENT_NS

    def _order(self, kind: Kind) -> None:
        self._orders.give(kind, self._clock.now_ns())
        self._send(self._rows)
        self._rows = []

    def _send(self, rows: Sequence[Frame]) -> None:
        self._polls = 0
        self._dispatch(rows, self._orders.told)
