"""`PortOpener`: opens a serial port again and again without anybody waiting for it."""

import time
from collections.abc import Callable
from typing import Protocol

from kinesics_bridge.threads.attempts import Attempts

from .byte_port import BytePort
from .serial_name import SerialName
from .serial_port import SerialPort

__all__ = ["Opener", "PortOpener"]


class Opener(Protocol):
    """Where a bridge gets its wire from, as often as it needs a new one."""

    name: str
    """What it opens, for people."""

    def now_ns(self) -> int:
        """Robot time."""

    def open(self) -> BytePort:
        """Open at once, waiting; BridgeError says why it cannot be."""

    def take(self) -> BytePort | None:
        """A port that was opened meanwhile, or None; tries again when it is time. Never waits."""

    def dispose(self, port: BytePort) -> None:
        """Close a port that was lost, out of the way."""

    def close(self) -> None:
        """Open no more; twice is fine."""


class PortOpener:
    """An `Opener` of a serial device, under whatever name it has."""

    def __init__(
        self,
        device: str,
        *,
        baud: int = 1_000_000,
        clock: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self.name = device
        self._name = SerialName(device)
        self._baud = baud
        self._clock = clock
        self._attempts: Attempts[BytePort] = Attempts(self._again, clock)

    def now_ns(self) -> int:
        """The clock."""
        return self._clock()

    def open(self) -> BytePort:
        """Open at once, waiting; BridgeError says why it cannot be."""
        port = self._again()
        self._name.learn()
        return port

    def take(self) -> BytePort | None:
        """A port that was opened meanwhile, or None; tries again when it is time."""
        return self._attempts.take()

    def dispose(self, port: BytePort) -> None:
        """Close a port that was lost, before the next attempt."""
        self._attempts.dispose(port)

    def close(self) -> None:
        """Open no more; twice is fine."""
        self._attempts.close()

    def _again(self) -> BytePort:
        return SerialPort(self._name.now(), baud=self._baud, clock=self._clock)
