"""`SerialDevice`: bytes out of and into a port that pyserial has opened, in as few calls as go."""

import errno
import io
import os
import select
from functools import partial
from typing import Protocol

import serial

__all__ = ["SerialDevice", "device_on"]

_MOST = 4096  # bytes: what a terminal's buffer holds


class SerialDevice(Protocol):
    """Reading is for one thread, all else for another."""

    def read(self) -> bytes:
        """What has come, as soon as something has; maybe nothing. OSError: the device is gone."""

    def write(self, data: bytearray) -> int:
        """How many bytes the device took.

        BlockingIOError: none, for now; SerialTimeoutException: none in time; OSError: it is gone.
        """

    def end_reading(self) -> None:
        """Let a `read` that waits come back."""

    def close(self) -> None:
        """Release the port; nobody reads any more."""


def device_on(port: serial.Serial) -> SerialDevice:
    """The way through `port` that this system allows."""
    try:
        return _Descriptor(port, port.fileno())
    except io.UnsupportedOperation:
        return _Handle(port)


class _Descriptor:
    """pyserial's descriptor without pyserial: its `read` of one frame is eight system calls.

    Its `write` waits, and spins where it is told not to.
    """

    def __init__(self, port: serial.Serial, fd: int) -> None:
        self.write = partial(os.write, fd)
        self._port = port
        self._fd = fd
        self._end, self._open_end = os.pipe()  # readable once the other end is closed

    def read(self) -> bytes:
        ready, _, _ = select.select((self._fd, self._end), (), ())
        if self._end in ready:
            return b""
        try:
            data = os.read(self._fd, _MOST)
        except BlockingIOError:
            return b""
        if not data:
            raise OSError(errno.EIO, "ready to be read, yet nothing came")
        return data

    def end_reading(self) -> None:
        os.close(self._open_end)

    def close(self) -> None:
        os.close(self._end)
        self._port.close()


class _Handle:
    """Windows has no descriptor to wait for."""

    def __init__(self, port: serial.Serial) -> None:
        self._port = port

    def read(self) -> bytes:
        try:
            data: bytes = self._port.read(self._port.in_waiting or 1)
            if len(data) == 1:  # woken by the first byte of a frame: the rest is there too
                data += self._port.read(self._port.in_waiting)
        except TypeError as error:  # pyserial's, when closed meanwhile
            raise OSError(str(error)) from error
        return data

    def write(self, data: bytearray) -> int:
        return int(self._port.write(bytes(data)))

    def end_reading(self) -> None:
        self._port.cancel_read()

    def close(self) -> None:
        self._port.close()
