"""The same bridge over a real serial device: a paced twin behind a pseudo-terminal."""

import errno
import os
import threading
import time
import tty
from contextlib import suppress

import numpy as np
import pytest
import serial

from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.bridges.serial_bridge import SerialBridge
from kinesics_bridge.ports.opener import PortOpener
from kinesics_bridge.ports.serial_port import SerialPort
from kinesics_bridge.twin import TwinPort
from kinesics_bridge.twin.pty_twin import PtyTwin, serve

pytest.importorskip("pty")
MS = 1_000_000
PATIENCE_S = 60.0


@pytest.fixture
def plugged(table, living):
    """A robot on a serial port, living in a thread."""
    with living(PtyTwin(table)) as robot:
        yield robot


def stream(bridge, pose, until=lambda told: False):
    """A still row every 10 ms on the clock, until that is so of the telemetry that came last."""
    told, start_ns = None, time.monotonic_ns()
    for k in range(round(PATIENCE_S * 100)):
        due_ns = start_ns + k * 10 * MS
        time.sleep(max(0, due_ns - time.monotonic_ns()) / 1e9)
        while (telemetry := bridge.poll()) is not None:
            told = telemetry
        if told is not None and until(told):
            return told
        bridge.send(Frame(due_ns + 150 * MS, pose))
    raise AssertionError((bridge.state, bridge.arm_refusal, told, bridge.counters))


def test_a_robot_on_a_port_is_driven_like_any(plugged, table):
    with FirmwareBridge(SerialPort(plugged.device), table, auto_arm=True) as bridge:
        caps = bridge.connect()
        assert caps.robot_id == "bench"
        pose = bridge.poll().played
        stream(bridge, pose, lambda told: bridge.state == "ACTIVE")
        target, off_ns = pose + 0.1, []

        def there(told):
            off_ns.append(abs(told.t_ns - time.monotonic_ns()))
            return np.allclose(told.played, target, atol=1e-3)

        stream(bridge, target, there)
        assert bridge.counters["crc_errors"] == 0
        assert np.median(off_ns) < 200 * MS
        bridge.stop()
        stream(bridge, target, lambda told: bridge.state == "STOPPED")


def test_a_host_that_leaves_and_returns(plugged, table, wait_until):
    threads = threading.active_count()
    for _ in range(3):
        with FirmwareBridge(SerialPort(plugged.device), table, auto_arm=True) as bridge:
            bridge.connect()
            stream(bridge, bridge.poll().played, lambda told: bridge.state == "ACTIVE")
    wait_until(lambda: threading.active_count() <= threads)


def test_a_port_is_opened_by_one_only(plugged):
    port = SerialPort(plugged.device)
    with pytest.raises(BridgeError, match=f"^cannot open {plugged.device}: another program has it"):
        SerialPort(plugged.device)
    port.close()
    port.close()
    SerialPort(plugged.device).close()


@pytest.mark.parametrize(
    ("device", "why"),
    [
        ("/dev/no-such-port", "there is no such port"),
        ("no-such-port", "there is no such port"),
        (os.devnull, "it is not a serial port"),
        ("/", "it is not a serial port"),
        ("null\0byte", "embedded null byte"),
    ],
)
def test_a_device_that_is_no_port_is_one_clear_error(device, why):
    with pytest.raises(BridgeError) as caught:
        SerialPort(device)
    assert str(caught.value).startswith(f"cannot open {device}: {why}")
    assert "Errno" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        # as pyserial words them on Windows
        ("could not open port 'COM3': FileNotFoundError(2, 'Not found', None, 2)", "no such port"),
        ("could not open port 'COM3': PermissionError(13, 'Access denied')", "another program"),
        (serial.SerialException(errno.EACCES, "could not open port COM3: [Errno 13]"), "dialout"),
        (serial.SerialException(errno.EIO, "could not open port COM3"), "could not open port COM3"),
    ],
)
def test_every_system_says_why_a_port_does_not_open(monkeypatch, error, why):
    def refuse(*arguments, **options):
        raise error if isinstance(error, OSError) else serial.SerialException(error)

    monkeypatch.setattr(serial, "Serial", refuse)
    with pytest.raises(BridgeError, match=f"^cannot open COM3: .*{why}"):
        SerialPort("COM3")


def test_a_port_that_nobody_reads_is_one_clear_error(table):
    master, slave = os.openpty()
    port = SerialPort(os.ttyname(slave))
    with pytest.raises(BridgeError, match="takes no more bytes: the program at its other end"):
        port.write(bytes(1_000_000))
    port.close()
    os.close(master)
    os.close(slave)


def silent(sent):
    return b""


def echoing(sent):
    return sent


def babbling(sent):
    return b"$GPGGA,123519,4807.038,N\r\n" if sent else b""


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (silent, "no firmware answers: nothing came; check port, power"),
        (echoing, "echoes what is sent"),
        (babbling, "bytes came that are not kinesics'; another device"),
    ],
)
def test_a_port_without_firmware_is_one_clear_error_with_its_name(table, answer, told):
    master, slave = os.openpty()
    tty.setraw(slave)
    os.set_blocking(master, False)
    ended = threading.Event()

    def live():
        while not ended.wait(0.005):
            with suppress(BlockingIOError):
                os.write(master, answer(os.read(master, 4096)))

    life = threading.Thread(target=live)
    life.start()
    name = os.ttyname(slave)
    with (
        SerialBridge(PortOpener(name), table) as bridge,
        pytest.raises(BridgeError, match=f"{name}: .*{told}"),
    ):
        bridge.connect(timeout_s=0.5)
    ended.set()
    life.join()
    os.close(master)
    os.close(slave)


def test_unplugging_is_noticed_and_named(table, at_best, living):
    def noticed_s():
        with living(PtyTwin(table)) as robot:
            port = SerialPort(robot.device)
            bridge = FirmwareBridge(port, table)
            bridge.connect()
        unplugged_s = time.monotonic()
        why = r"is gone: it was unplugged or its program has ended; "
        with pytest.raises(BridgeError, match=why):
            stream(bridge, table.neutral)
        took_s = time.monotonic() - unplugged_s
        bridge.close()
        with pytest.raises(BridgeError, match="closed"):
            port.read()
        return took_s

    assert at_best(noticed_s, lambda took: took < 0.5) < 0.5


def test_serve_names_its_port_and_ends_when_told(table):
    names = []
    serve(table, ready=names.append, until=lambda: bool(names))
    assert names[0].startswith("/dev/")


def test_a_twin_that_starts_anew_tells_another_boot(table):
    boots = []
    for clock in (lambda: 5_000 * MS, lambda: 5_001 * MS):
        robot = PtyTwin(table, clock=clock)
        bridge = FirmwareBridge(TwinPort(robot.twin), table)
        boots.append(bridge.connect().boot_id)
        robot.close()
    assert boots[0] != boots[1]
