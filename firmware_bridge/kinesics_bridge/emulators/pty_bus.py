"""`PtyBus`: an emulated bus behind a serial port of its own, paced by the clock."""

import logging
import time
from collections.abc import Callable

from kinesics_bridge.ports.pseudo_terminal import PseudoTerminal

from .emulated_bus import EmulatedBus
from .line_rate import rate_of, set_rate, understands

__all__ = ["PtyBus"]

_STEP_S = 0.002
_SOONEST_S = 0.0002

_log = logging.getLogger(__name__)


class PtyBus:
    """A bus on the serial port `device`; `run` lets it live.

    As servos do, it makes nothing of what a host says at another baud rate than theirs.
    """

    def __init__(self, bus: EmulatedBus, *, clock: Callable[[], int] = time.monotonic_ns) -> None:
        self.bus = bus
        self._clock = clock
        self._ahead_ns = bus.now_ns - clock()
        self._outgoing = bytearray()
        self._port = PseudoTerminal()
        self.device = self._port.device
        """What a host opens."""
        self._strange_rate: int | None = None
        if bus.baud:
            set_rate(self._port.slave, bus.baud)

    def run(self, until: Callable[[], bool]) -> None:
        """Keep pace with the clock until told; a host may come and go meanwhile."""
        wait_s = _STEP_S
        while not until():
            ready = self._port.wait(wait_s)
            now_ns = self._clock() + self._ahead_ns
            if ready:
                self.bus.advance(now_ns)
                data = self._port.read()
                if self._understood():
                    self.bus.receive(now_ns, data)
            self.bus.advance(now_ns)
            for _, data in self.bus.sent():
                self._outgoing += data
            wait_s = _SOONEST_S if self.bus.busy else _STEP_S
            self._send()

    def close(self) -> None:
        """Unplug; twice is fine."""
        self._port.close()

    def _understood(self) -> bool:
        """Whether the host speaks at the rate of the bus; where it does not, that is logged."""
        rate = rate_of(self._port.slave)
        if understands(rate, self.bus.baud):
            self._strange_rate = None
            return True
        if rate != self._strange_rate:
            self._strange_rate = rate
            _log.warning("the host speaks at %s Bd, this bus at %s Bd", rate, self.bus.baud)
        return False

    def _send(self) -> None:
        if not self._port.write(self._outgoing):
            self._outgoing.clear()  # nobody reads: the line loses it
