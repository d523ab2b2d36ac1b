"""A twin behind a serial port of its own: the same wasm, paced by the clock, on a pty."""

import os
import select
import time
from collections.abc import Callable

from kinesics.errors import BridgeError

from .bridge import FirmwareBridge
from .joint_table import JointTable
from .servo import ServoParameters
from .twin import Twin, TwinPort

__all__ = ["PtyTwin", "raw_terminal", "serve"]

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
        self._master, self._slave = raw_terminal()
        self.device = os.ttyname(self._slave)
        """What a host opens."""

    def run(self, until: Callable[[], bool]) -> None:
        """Keep pace with the clock until told; a host may come and go meanwhile."""
        while not until():
            ready, _, _ = select.select([self._master], [], [], _STEP_S)
            now_ns = self._clock() + self.ahead_ns
            if ready:
                self.twin.receive(now_ns, os.read(self._master, 65536))
            self.twin.advance(now_ns)
            self._send()

    def close(self) -> None:
        """Unplug; twice is fine."""
        for descriptor in (self._master, self._slave):
            if descriptor >= 0:
                os.close(descriptor)
        self._master = self._slave = -1

    def _send(self) -> None:
        for _, data in self.twin.sent():
            if len(self._outgoing) < _OUTGOING:  # nobody reads: a wire would lose it too
                self._outgoing += data
        if self._outgoing:
            try:
                del self._outgoing[: os.write(self._master, self._outgoing)]
            except BlockingIOError:
                return


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


def raw_terminal() -> tuple[int, int]:
    """Master, which does not block, and slave of a new pseudo-terminal that changes no byte."""
    try:
        import pty
        import tty
    except ImportError as error:
        raise BridgeError("this platform has no pseudo-terminals: use the twin directly") from error
    master, slave = pty.openpty()
    # Raw before anybody opens it, and kept open: else the line discipline echoes the firmware's
    # words back into it, and a host that leaves would end the port.
    tty.setraw(slave)
    os.set_blocking(master, False)
    return master, slave
