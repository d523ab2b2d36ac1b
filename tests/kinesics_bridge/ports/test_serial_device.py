"""Bytes through pyserial's port, by its descriptor where there is one and by pyserial elsewhere."""

import io
import os
import threading
import tty

import pytest
import serial

from kinesics_bridge.ports.serial_device import device_on

pytest.importorskip("pty")


@pytest.fixture
def wire():
    """A device, and the descriptor of who is at its other end."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    port = serial.Serial(os.ttyname(theirs), timeout=0.1, write_timeout=0.2, exclusive=True)
    os.close(theirs)
    device = device_on(port)
    yield device, ours
    device.end_reading()
    device.close()


def test_what_came_in_one_go_is_read_in_one_go(wire):
    device, theirs = wire
    os.write(theirs, b"a whole frame\0")
    assert device.read() == b"a whole frame\0"
    assert device.write(bytearray(b"row")) == 3
    assert os.read(theirs, 100) == b"row"
    os.close(theirs)


def fill(device):
    """Write until the device takes no more."""
    while 0 < device.write(bytearray(1_000_000)) < 1_000_000:
        pass


def test_a_device_takes_what_it_can_and_never_waits(wire):
    device, theirs = wire
    with pytest.raises(BlockingIOError):
        fill(device)
    os.close(theirs)


def test_a_reader_that_waits_hears_that_the_device_is_gone(wire):
    device, theirs = wire
    threading.Timer(0.05, os.close, [theirs]).start()
    with pytest.raises(OSError, match=r"ready to be read|Input/output"):
        device.read()
    with pytest.raises(OSError, match="Input/output"):
        device.write(bytearray(b"row"))


def test_a_reader_that_waits_comes_back_when_told_and_nothing_stays_open():
    before = len(os.listdir("/proc/self/fd"))
    ours, theirs = os.openpty()
    device = device_on(serial.Serial(os.ttyname(theirs)))
    came = []
    reader = threading.Thread(target=lambda: came.append(device.read()))
    reader.start()
    device.end_reading()
    reader.join()
    device.close()
    os.close(ours)
    os.close(theirs)
    assert came == [b""]
    assert len(os.listdir("/proc/self/fd")) == before


class Handle:
    """pyserial's port on Windows: no descriptor, and the first byte of what comes wakes."""

    def __init__(self, coming):
        self.coming = coming
        self.here = self.sent = b""
        self.is_open = True

    def fileno(self):
        raise io.UnsupportedOperation

    @property
    def in_waiting(self):
        return len(self.here)

    def read(self, size):
        if not self.is_open:
            raise TypeError("byref() argument must be a ctypes instance, not 'NoneType'")
        came = self.here + self.coming
        self.here, self.coming = came[size:], b""
        return came[:size]

    def write(self, data):
        self.sent += data
        return len(data)

    def cancel_read(self):
        self.coming = b""

    def close(self):
        self.is_open = False


def test_without_a_descriptor_pyserial_reads_and_writes():
    port = Handle(b"a whole frame\0")
    device = device_on(port)
    assert device.read() == b"a whole frame\0"
    assert device.write(bytearray(b"row")) == 3
    assert port.sent == b"row"
    port.coming = b"too late"
    device.end_reading()
    assert device.read() == b""
    device.close()
    with pytest.raises(OSError, match="byref"):
        device.read()
