"""`PortOpener`: opens a serial port again and again without anybody waiting for it."""

import threading
import time
from collections.abc import Callable
from typing import Protocol

from kinesics.errors import BridgeError

from .byte_port import BytePort
from .serial_name import SerialName
from .serial_port import SerialPort

__all__ = ["Opener", "PortOpener"]

_FIRST_NS = 50_000_000
_LONGEST_NS = 500_000_000
_GROWTH = 1.5


class Opener(Protocol):
    """Where a bridge gets its wire from, as often as it needs a new one."""

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
    """An `Opener` of a serial device, under whatever name it has.

    Opening and closing may block in a driver, so both are done by a thread that lives as long as
    one attempt. Attempts are 50 ms apart, then ever further, up to 0.5 s.
    """

    def __init__(
        self,
        device: str,
        *,
        baud: int = 1_000_000,
        clock: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._name = SerialName(device)
        self._baud = baud
        self._clock = clock
        self._lock = threading.Lock()
        self._attempt: threading.Thread | None = None
        self._opened: SerialPort | None = None
        self._lost: list[BytePort] = []
        self._gap_ns = _FIRST_NS
        self._due_ns = 0
        self._closed = False

    def now_ns(self) -> int:
        """The clock."""
        return self._clock()

    def open(self) -> BytePort:
        """Open at once, waiting; BridgeError says why it cannot be."""
        port = SerialPort(self._name.now(), baud=self._baud, clock=self._clock)
        self._name.learn()
        return port

    def take(self) -> BytePort | None:
        """A port that was opened meanwhile, or None; tries again when it is time."""
        with self._lock:
            port, self._opened = self._opened, None
            if port is not None:
                self._gap_ns = _FIRST_NS
                return port
        busy = self._attempt is not None and self._attempt.is_alive()
        now_ns = self._clock()
        if not busy and now_ns >= self._due_ns:
            self._due_ns = now_ns + self._gap_ns
            self._gap_ns = min(round(self._gap_ns * _GROWTH), _LONGEST_NS)
            self._attempt = threading.Thread(target=self._try, name="open port", daemon=True)
            self._attempt.start()
        return None

    def dispose(self, port: BytePort) -> None:
        """Close a port that was lost, before the next attempt."""
        with self._lock:
            self._lost.append(port)
        self._due_ns = 0

    def close(self) -> None:
        """Open no more; twice is fine."""
        self._closed = True
        if self._attempt is not None:
            self._attempt.join()
        self._close_lost()
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _try(self) -> None:
        self._close_lost()
        if self._closed:
            return
        try:
            port = SerialPort(self._name.now(), baud=self._baud, clock=self._clock)
        except BridgeError:
            return  # not there yet; the next attempt will tell
        with self._lock:
            self._opened = port

    def _close_lost(self) -> None:
        while self._lost:
            with self._lock:
                port = self._lost.pop()
            port.close()
