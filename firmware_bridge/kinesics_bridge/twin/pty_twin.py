"""A twin behind a serial port of its own: the same wasm, paced by the clock, on a pty."""

import time
from collections.abc import Callable

from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.joints.servo import ServoParameters
from kinesics_bridge.ports.pseudo_terminal import PseudoTerminal

from .machine import Twin
from .port import TwinPort

__all__ = ["PtyTwin", "serve"]

_STEP_S = 0.001
_OUTGOING = 4096


class PtyTwin:
    """A powered robot with this table in it, on the serial port `device`; `run` lets it live."""

    def __init__(
        self,
        table: JointTable,
        servos: ServoParameters | None = None,
        *,
        clock: Callable[[], int] = time.monotonic_ns,
        seed: int = 0,
        keep_trace: bool = False,
        made: Callable[[int], Twin] | None = None,
    ) -> None:
        """`made`: another twin of the table's joints, booted at a time; it has its own servos."""
        self._clock = clock
        boot_ns = clock()
        self.twin = (
            Twin(table.count, servos, boot_ns=boot_ns, seed=seed, keep_trace=keep_trace)
            if made is None
            else made(boot_ns)
        )
        FirmwareBridge(TwinPort(self.twin), table).connect(provision=True)
        self.twin.sent()
        self.ahead_ns = self.twin.now_ns - clock()
        """What the twin's robot time is ahead of the clock."""
        self._outgoing = bytearray()
        self._port = PseudoTerminal()
        self.device = self._port.device
        """What a host opens."""

    def run(self, until: Callable[[], bool]) -> None:
        """Keep pace with the clock until told; a host may come and go meanwhile."""
        while not until():
            ready = self._port.wait(_STEP_S)
            now_ns = self._clock() + self.ahead_ns
            if ready:
                self.twin.receive(now_ns, self._port.read())
            self.twin.advance(now_ns)
            self._send()

    def close(self) -> None:
        """Unplug; twice is fine."""
        self._port.close()

    def _send(self) -> None:
        for _, data in self.twin.sent():
            if len(self._outgoing) < _OUTGOING:  # nobody reads: a wire would lose it too
                self._outgoing += data
        self._port.write(self._outgoing)


def serve(
    table: JointTable,
    servos: ServoParameters | None = None,
    *,
    ready: Callable[[str], None],
    until: Callable[[], bool] = lambda: False,
    clock: Callable[[], int] = time.monotonic_ns,
    made: Callable[[int], Twin] | None = None,
) -> None:
    """Be a robot on a serial port until told to end; `ready` is called with the port's name."""
    robot = PtyTwin(table, servos, clock=clock, made=made)
    try:
        ready(robot.device)
        robot.run(until)
    finally:
        robot.close()
