"""`SerialPort`: the wire to a firmware behind a serial device."""

import errno
import threading
import time
from collections import deque
from collections.abc import Callable

import serial

from kinesics.errors import BridgeError
from kinesics_bridge.threads.urgency import Urgency

from .serial_device import device_on

__all__ = ["SerialPort", "why_not"]

_READ_TIMEOUT_S = 0.1
_WRITE_TIMEOUT_S = 0.2  # a writer without one blocks for ever when nobody reads

_PENDING = 1 << 16  # bytes that wait for a slow device: more rows than any firmware holds
_STUCK_NS = 200_000_000

_JAMMED = "takes no more bytes: the program at its other end does not read; restart it"
_GONE = "is gone: it was unplugged or its program has ended; plug it in or start it, then try again"
_OPENING = (  # Windows: pyserial gives no number, and its own error only as text
    (
        {errno.ENOENT, errno.ENODEV, errno.ENXIO},
        "FileNotFoundError",
        "there is no such port; plug the device in or check the name",
    ),
    (
        {errno.EBUSY, errno.EAGAIN},
        "PermissionError",
        "another program has it; close that program",
    ),
    (
        {errno.EACCES, errno.EPERM},
        None,
        "this user may not open it; join the group that owns it, often dialout",
    ),
    (
        {errno.ENOTTY, errno.EISDIR},
        "Could not configure port",
        "it is not a serial port; name one such as /dev/ttyACM0 or COM3",
    ),
)


class SerialPort:
    """A `BytePort` over a serial device, opened for this process alone.

    A thread reads, so that bytes are dated when they come and not when somebody asks; it hands them
    over by a bounded queue. Every failure of the device is a BridgeError of the next call.
    """

    def __init__(
        self,
        device: str,
        *,
        baud: int = 1_000_000,
        clock: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self.device = device
        self.now_ns = clock
        """The present."""
        self._arrived: deque[tuple[int, bytes]] = deque(maxlen=10_000)
        self._something = threading.Event()
        self._failure: OSError | None = None
        self._closed = False
        self._pending = bytearray()
        self._stuck_ns: int | None = None
        self.low_latency = False
        """Whether the driver hands over bytes at once; ptys and some drivers cannot say."""
        try:
            port = serial.Serial(
                device,
                baud,
                timeout=_READ_TIMEOUT_S,
                write_timeout=_WRITE_TIMEOUT_S,
                exclusive=True,
            )
        except (OSError, ValueError) as error:  # SerialException is an OSError
            raise BridgeError(f"cannot open {device}: {why_not(error)}") from error
        self._ask_low_latency(port)
        self._device = device_on(port)
        self._reader = threading.Thread(target=self._read_on, name=f"read {device}", daemon=True)
        self._reader.start()
        self._urgency = Urgency(self._reader)

    def write(self, data: bytes) -> None:
        """Send, or keep until the device takes it; never waits where the system allows that.

        Raises:
            BridgeError: the device is gone, or has taken nothing for a while.
        """
        if self._closed or self._failure:
            raise self._trouble()
        self._pending += data
        try:
            taken = self._device.write(self._pending)
        except BlockingIOError:
            taken = 0
        except serial.SerialTimeoutException as error:
            raise BridgeError(f"{self.device} {_JAMMED}") from error
        except OSError as error:
            raise BridgeError(f"{self.device} {_GONE}") from error
        del self._pending[:taken]
        if taken:
            self._stuck_ns = None
        if self._pending:
            self._demand_room()

    def read(self) -> list[tuple[int, bytes]]:
        """What has arrived, dated by the reader thread, which goes as urgently as whoever calls."""
        self._urgency.share()
        if self._closed or self._failure:
            raise self._trouble()
        if self._pending:
            self.write(b"")
        pieces = []
        while self._arrived:
            pieces.append(self._arrived.popleft())
        return pieces

    def wait(self, duration_ns: int) -> None:
        """Until something arrives, at most this long."""
        self._something.clear()
        if not self._arrived and self._failure is None:
            self._something.wait(duration_ns / 1e9)

    def close(self) -> None:
        """Release the device and end the thread; twice is fine."""
        if self._closed:
            return
        self._closed = True
        self._device.end_reading()
        self._reader.join()
        self._device.close()

    def _trouble(self) -> BridgeError:
        trouble = BridgeError(f"{self.device} {'was closed' if self._closed else _GONE}")
        trouble.__cause__ = self._failure
        return trouble

    def _demand_room(self) -> None:
        now_ns = self.now_ns()
        if self._stuck_ns is None:
            self._stuck_ns = now_ns
        if len(self._pending) > _PENDING or now_ns - self._stuck_ns > _STUCK_NS:
            raise BridgeError(f"{self.device} {_JAMMED}")

    def _ask_low_latency(self, port: serial.Serial) -> None:
        try:
            port.set_low_latency_mode(True)
            self.low_latency = True
        except (AttributeError, NotImplementedError, OSError, ValueError):
            return  # a pty, or a driver without it: slower, not wrong

    def _read_on(self) -> None:
        while not self._closed:
            try:
                data = self._device.read()
            except OSError as error:
                self._failure = error
                self._something.set()
                return
            if data:
                self._arrived.append((self.now_ns(), data))
                if not self._something.is_set():
                    self._something.set()


def why_not(error: Exception) -> str:
    """Why a port did not open, and what to do about it."""
    number, text = getattr(error, "errno", None), str(error)
    for numbers, name, sentence in _OPENING:
        if number in numbers or (number is None and name is not None and name in text):
            return sentence
    return getattr(error, "strerror", None) or text
