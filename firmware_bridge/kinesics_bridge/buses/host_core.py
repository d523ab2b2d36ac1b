"""`HostCore`: the firmware's core, run by this host for servos that have no firmware of ours."""

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.frame import Frame
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.joints.servo import ServoParameters
from kinesics_bridge.twin.machine import Twin
from kinesics_bridge.twin.port import TwinPort
from kinesics_bridge.wire.protocol import STATES

__all__ = ["HostCore"]

F64 = NDArray[np.float64]

_TICK_NS = 1_000_000
_CONNECTING_NS = 1_000_000_000  # of the core's own time, which begins this long before the host's
_STILL = ServoParameters(natural_frequency_hz=0.0, damping=0.0)  # it moves only when placed


class HostCore:
    """Dated rows in, played positions out: buffer, limits, states and ARM as on a microcontroller.

    The same wasm as the twin, without its servos: where joints really are is told by `place`. Time
    passes in `advance` alone.
    """

    def __init__(self, table: JointTable, now_ns: int, *, auto_arm: bool) -> None:
        self.twin = Twin(table.count, _STILL, boot_ns=now_ns - _CONNECTING_NS)
        self.bridge = FirmwareBridge(TwinPort(self.twin, latency_ns=0), table, auto_arm=auto_arm)
        """The host's side of it: send, arm, stop, states and counters."""
        self.bridge.connect(provision=True)
        self._trace = self.twin.trace()
        self.played: F64 = self._trace.played[-1]
        """(J,) as of the last tick."""
        self.torque: NDArray[np.bool_] = np.zeros(table.count, np.bool_)
        """(J,) which joints are to have torque."""
        self.state = "DISARMED"
        self.advance(now_ns)

    def advance(self, now_ns: int) -> None:
        """Play up to `now_ns`."""
        if now_ns - self.twin.now_ns < _TICK_NS:
            return
        self.twin.advance(now_ns)
        while self.bridge.poll() is not None:
            pass
        trace = self.twin.trace()
        if len(trace.t_ns):
            self._trace = trace
            self.played = trace.played[-1]
            mask = int(trace.torque[-1])
            self.torque = np.array([mask >> joint & 1 for joint in range(len(self.played))], bool)
            self.state = STATES[int(trace.state[-1])]

    def played_at(self, t_ns: int) -> F64:
        """(J,) at `t_ns`, between two ticks, if the last `advance` went over it; else the end."""
        ticks_ns, played = self._trace.t_ns, self._trace.played
        after = min(int(np.searchsorted(ticks_ns, t_ns)), len(ticks_ns) - 1)
        before = max(after - 1, 0)
        span_ns = int(ticks_ns[after] - ticks_ns[before])
        share = (t_ns - int(ticks_ns[before])) / span_ns if span_ns else 1.0
        at: F64 = played[before] + min(max(share, 0.0), 1.0) * (played[after] - played[before])
        return at

    def send(self, frame: Frame) -> Frame:
        """As `FirmwareBridge.send`."""
        return self.bridge.send(frame)

    def place(self, joint: int, position: float) -> None:
        """Tell the core where a joint without torque is."""
        self.twin.place(joint, position)
