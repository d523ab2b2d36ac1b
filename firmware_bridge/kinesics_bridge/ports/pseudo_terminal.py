"""`PseudoTerminal`: a serial line on this computer, for what pretends to be a device behind it."""

import os
import select

from kinesics.errors import BridgeError

__all__ = ["PseudoTerminal", "raw_terminal"]

_MOST_READ = 65536


class PseudoTerminal:
    """Both ends are kept open, so that hosts may come and go."""

    def __init__(self) -> None:
        """BridgeError where this platform has none."""
        self._master, self.slave = raw_terminal()
        self.device = os.ttyname(self.slave)
        """What a host opens."""

    def wait(self, wait_s: float) -> bool:
        """Whether a host has sent something, waiting for it so long at most."""
        ready, _, _ = select.select([self._master], [], [], wait_s)
        return bool(ready)

    def read(self) -> bytes:
        """What it has sent."""
        return os.read(self._master, _MOST_READ)

    def write(self, waiting: bytearray) -> bool:
        """Send what `waiting` begins with, and take that out of it; False: nobody reads."""
        if waiting:
            try:
                del waiting[: os.write(self._master, waiting)]
            except BlockingIOError:
                return False
        return True

    def close(self) -> None:
        """Unplug; twice is fine."""
        for descriptor in (self._master, self.slave):
            if descriptor >= 0:
                os.close(descriptor)
        self._master = self.slave = -1


def raw_terminal() -> tuple[int, int]:
    """Master, which does not block, and slave of a new pseudo-terminal that changes no byte.

    Raises:
        BridgeError: this platform has none.
    """
    try:
        import pty
        import tty
    except ImportError as error:
        raise BridgeError(
            "this platform has no pseudo-terminals: use a TwinPort, or an EmulatorPort"
        ) from error
    master, slave = pty.openpty()
    # Raw before anybody opens it, and kept open: else the line discipline echoes the device's
    # words back into it, and a host that leaves would end the port.
    tty.setraw(slave)
    os.set_blocking(master, False)
    return master, slave
