"""`Host`: a motion process that can be suspended, killed and born again, in any time."""

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics.motion.limits import Limiter, LimitTable
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.faults import FaultyPort
from kinesics_bridge.joints.joint_table import JointTable

__all__ = ["TICK_NS", "Host", "RandomMotion", "limits_of"]

F64 = NDArray[np.float64]

TICK_NS = 10_000_000
_BRING_UP_NS = 20_000_000_000  # the way to the safe pose comes first, if it was begun
_STILL = 0.01  # of a joint's range: its sensor's noise is no motion


def limits_of(table: JointTable) -> LimitTable:
    """A joint table's limits for the host's limiter."""
    names = ("position_min", "position_max", "velocity", "acceleration", "jerk")
    return LimitTable(*(np.asarray(getattr(table, name), np.float64) for name in names))


class RandomMotion:
    """Rows for a robot that is always on its way to somewhere, at 0.95 of its limits."""

    def __init__(self, table: JointTable, seed: int) -> None:
        self._limits = limits_of(table)
        self._limiter = Limiter(self._limits, 1e9 / TICK_NS)
        self._random = np.random.default_rng(seed)
        self._ticks = 0
        self.start(np.asarray(table.neutral, np.float64))

    def start(self, pose: F64) -> None:
        """Begin at rest at `pose` (J,)."""
        self._limiter.start(pose)
        self._goal = pose

    def step(self) -> F64:
        """The next row, (J,)."""
        if self._ticks == 0:
            low, high = self._limits.position_min, self._limits.position_max
            self._goal = self._random.uniform(low, high)
            self._ticks = int(self._random.integers(5, 40))
        self._ticks -= 1
        return self._limiter.step(self._goal)


class Host:
    """A loop that sends a row every 10 ms, `lead_ns` and one tick ahead, as the app's loop does.

    A tick that comes late is still a tick of its own time: after a suspension all missed rows are
    sent at once.
    """

    def __init__(
        self, port: FaultyPort, table: JointTable, motion: RandomMotion, lead_ns: int
    ) -> None:
        self.bridge = FirmwareBridge(port, table, auto_arm=True)
        self._port = port
        self._table = table
        self._motion = motion
        self._ahead_ns = lead_ns + TICK_NS
        self._due_ns = 0

    def bring_up(self, *, provision: bool = False) -> bool:
        """Connect, then stream the measured pose until the firmware follows; whether it does."""
        self.bridge.connect(provision=provision)
        pose = self._measured(None)
        if self.bridge.state == "STOPPED":
            self.bridge.clear_stop()
        self._due_ns = -(-self._port.now_ns() // TICK_NS) * TICK_NS
        end_ns = self._due_ns + _BRING_UP_NS
        while self.bridge.state != "ACTIVE" and self._due_ns < end_ns:
            self._tick(pose)
            pose = self._measured(pose)
            if self.bridge.arm_refusal:
                self.bridge.arm()
        self._motion.start(pose)
        return self.bridge.state == "ACTIVE"

    def run(self, duration_ns: int) -> None:
        """Move for this long."""
        for _ in range(duration_ns // TICK_NS):
            self._tick(self._motion.step())
            while self.bridge.poll() is not None:
                pass

    def send_ahead(self, rows: int) -> None:
        """Send this many rows at once, as known speech is."""
        if rows:
            values = np.stack([self._motion.step() for _ in range(rows)])
            self.bridge.send_rows(self._due_ns + self._ahead_ns, values)

    def suspend(self, duration_ns: int) -> None:
        """Do nothing for this long; the ticks that were missed come at its end."""
        self._port.wait(duration_ns)

    def _tick(self, row: F64) -> None:
        self._due_ns += TICK_NS
        self._port.wait(max(0, self._due_ns - self._port.now_ns()))
        self.bridge.send(Frame(self._due_ns + self._ahead_ns, row))

    def _measured(self, pose: F64 | None) -> F64:
        """Where the joints are now; `pose` for those that have not really moved from it."""
        telemetry = None
        while (next_one := self.bridge.poll()) is not None:
            telemetry = next_one
        if telemetry is None:
            if pose is None:
                raise BridgeError("the firmware told no pose")
            return pose
        if pose is None:
            return telemetry.measured
        limits = limits_of(self._table)
        moved = np.abs(telemetry.measured - pose)
        still = moved <= _STILL * (limits.position_max - limits.position_min)
        return np.where(still, pose, telemetry.measured)
