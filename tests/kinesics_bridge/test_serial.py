"""The same bridge over a real serial device: a paced twin behind a pseudo-terminal."""

import os
import threading
import time

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics_bridge.bridge import FirmwareBridge
from kinesics_bridge.pty_twin import PtyTwin, serve
from kinesics_bridge.serial_port import SerialPort

pytest.importorskip("pty")
MS = 1_000_000


@pytest.fixture
def plugged(table):
    """A robot on a serial port, living in a thread."""
    robot = PtyTwin(table)
    ended = threading.Event()
    life = threading.Thread(target=robot.run, args=(ended.is_set,))
    life.start()
    yield robot
    ended.set()
    life.join()
    robot.close()


def stream(bridge, pose, duration_s):
    """A still row every 10 ms on the clock; the telemetry that came."""
    came = []
    start_ns = time.monotonic_ns()
    for k in range(round(duration_s * 100)):
        due_ns = start_ns + k * 10 * MS
        time.sleep(max(0, due_ns - time.monotonic_ns()) / 1e9)
        telemetry = bridge.poll()
        if telemetry is not None:
            came.append(telemetry)
        bridge.send(Frame(due_ns + 150 * MS, pose))
    return came


def test_a_robot_on_a_port_is_driven_like_any(plugged, table):
    with FirmwareBridge(SerialPort(plugged.device), table, auto_arm=True) as bridge:
        caps = bridge.connect()
        assert caps.robot_id == "bench"
        pose = bridge.poll().played
        came = stream(bridge, pose, 0.8)
        assert bridge.state == "ACTIVE"
        target = pose + 0.1
        came = stream(bridge, target, 1.2)
        assert np.allclose(came[-1].played, target, atol=1e-3)
        assert bridge.counters["crc_errors"] == 0
        assert abs(came[-1].t_ns - time.monotonic_ns()) < 200 * MS
        bridge.stop()
        stream(bridge, target, 0.1)
        assert bridge.state == "STOPPED"


def test_a_host_that_leaves_and_returns(plugged, table):
    for _ in range(3):
        with FirmwareBridge(SerialPort(plugged.device), table, auto_arm=True) as bridge:
            bridge.connect()
            stream(bridge, bridge.poll().played, 0.3)
            assert bridge.state == "ACTIVE"
        time.sleep(0.05)
    assert threading.active_count() < 5


def test_a_port_is_opened_by_one_only(plugged):
    port = SerialPort(plugged.device)
    with pytest.raises(BridgeError, match="cannot open"):
        SerialPort(plugged.device)
    port.close()
    port.close()
    SerialPort(plugged.device).close()


@pytest.mark.parametrize("device", ["/dev/no-such-port", os.devnull, "no-such-port"])
def test_a_device_that_is_no_port_is_one_clear_error(device):
    with pytest.raises(BridgeError, match=f"cannot open {device}"):
        SerialPort(device)


def test_a_port_without_firmware_is_one_clear_error(table):
    master, slave = os.openpty()
    name = os.ttyname(slave)
    with (
        FirmwareBridge(SerialPort(name), table) as bridge,
        pytest.raises(BridgeError, match="no firmware answers"),
    ):
        bridge.connect(timeout_s=0.5)
    os.close(master)
    os.close(slave)


def test_unplugging_is_noticed_and_named(table):
    robot = PtyTwin(table)
    ended = threading.Event()
    life = threading.Thread(target=robot.run, args=(ended.is_set,))
    life.start()
    port = SerialPort(robot.device)
    bridge = FirmwareBridge(port, table)
    bridge.connect()
    ended.set()
    life.join()
    robot.close()
    unplugged = time.monotonic()
    with pytest.raises(BridgeError, match=r"is gone|takes no more"):
        stream(bridge, table.neutral, 2.0)
    assert time.monotonic() - unplugged < 0.5
    bridge.close()
    with pytest.raises(BridgeError, match="closed"):
        port.read()


def test_serve_names_its_port_and_ends_when_told(table):
    names = []
    serve(table, ready=names.append, until=lambda: bool(names))
    assert names[0].startswith("/dev/")
