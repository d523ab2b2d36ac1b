"""A bus of servos whose cable is pulled: the same promises as of a firmware behind a wire."""

import time
from contextlib import ExitStack

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics_bridge.buses.bridge import BusBridge
from kinesics_bridge.buses.bus_link import BusLink
from kinesics_bridge.buses.bus_servo import BusServo
from kinesics_bridge.buses.dynamixel import DynamixelBus
from kinesics_bridge.buses.model import servo_model
from kinesics_bridge.emulators.dynamixel import dynamixel_emulator
from kinesics_bridge.emulators.pty_bus import PtyBus
from kinesics_bridge.emulators.servo_emulator import BusOptions
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.ports.serial_port import SerialPort

pytest.importorskip("pty")
MS = 1_000_000
NAMES = ("one", "two")
TABLE = JointTable("desk", NAMES, -1.0, 1.0, 0.0, 4.0, 40.0, 4000.0, feedback=1)


class Cable:
    """Two servos, and a cable between them and this host that can be pulled."""

    def __init__(self, living):
        self._living, self._plugged = living, ExitStack()
        self.servos = dynamixel_emulator([(j, "xl330-m288") for j in (1, 2)], BusOptions())
        self.device = "/dev/pulled"

    def plug(self):
        self._plugged = ExitStack()
        self.device = self._plugged.enter_context(self._living(PtyBus(self.servos))).device

    def pull(self):
        self._plugged.close()
        self.device = "/dev/pulled"

    def bridge(self):
        servos = [BusServo(name, j + 1, servo_model("xl330-m288")) for j, name in enumerate(NAMES)]
        return BusBridge(DynamixelBus(SerialPort(self.device), servos, TABLE))


@pytest.fixture
def cable(living):
    cable = Cable(living)
    cable.plug()
    yield cable
    cable.pull()


@pytest.fixture
def link(cable):
    link = BusLink(cable.bridge, TABLE, time.monotonic_ns)
    link.connect(provision=True)
    yield link
    link.close()


def stream(link, pose, duration_s=60.0, until=lambda: False):
    """Rows 150 ms ahead, for so long or until that is so; what went out."""
    start_ns, went = time.monotonic_ns(), []
    for k in range(round(duration_s * 100)):
        due_ns = start_ns + k * 10 * MS
        time.sleep(max(0, due_ns - time.monotonic_ns()) / 1e9)
        went.append(link.send(Frame(due_ns + 150 * MS, np.full(2, pose))).values)
        while link.poll() is not None:
            pass
        if until():
            break
    return np.array(went)


def follow(link, pose):
    link.arm()
    stream(link, pose, until=lambda: link.state == "ACTIVE" and link.trouble is None)
    assert link.state == "ACTIVE", link.trouble


def test_a_cable_that_is_back_soon_goes_on_by_itself(link, cable):
    follow(link, 0.0)
    stream(link, 0.3, 1.0)
    cable.pull()
    went = stream(link, 0.3, until=lambda: link.state_log.name == "DISCONNECTED")
    assert link.state_log.name == "DISCONNECTED"
    assert "plug it in" in link.trouble
    assert np.isnan(went[-1]).all()
    assert link.rows_unsent > 0
    cable.plug()
    stream(link, 0.1, until=lambda: link.state == "ACTIVE" and link.trouble is None)
    stream(link, 0.1, until=lambda: np.allclose(cable.servos.motors.position, 0.1, atol=0.01))
    assert link.state_log.name == "ARMED"
    assert link.counters["reconnects"] == 1
    assert cable.servos.motors.position == pytest.approx([0.1] * 2, abs=0.02)


def test_after_a_long_absence_it_waits_for_arm(link, cable):
    follow(link, 0.0)
    cable.pull()
    stream(link, 0.0, 2.6)
    cable.plug()
    stream(link, 0.0, until=lambda: link.state_log.name == "READY")
    stream(link, 0.0, 0.3)
    assert link.state_log.name == "READY"
    assert "arm()" in link.trouble
    follow(link, 0.0)


def test_stop_without_a_link_comes_first_when_it_is_back(link, cable):
    follow(link, 0.0)
    cable.pull()
    stream(link, 0.0, 0.5)
    link.stop()
    cable.plug()
    stream(link, 0.0, until=lambda: link.state_log.name == "STOPPED")
    assert link.state == "STOPPED"
    link.clear_stop()
    follow(link, 0.0)


def test_a_bus_that_is_not_there_is_an_error_at_first(cable):
    cable.pull()
    with pytest.raises(BridgeError, match="/dev/pulled"):
        BusLink(cable.bridge, TABLE, time.monotonic_ns).connect()


def test_a_servo_that_is_missing_is_an_error_at_first(cable):
    cable.servos.servos[2].faults.mute = True
    with pytest.raises(BridgeError, match="two"):
        BusLink(cable.bridge, TABLE, time.monotonic_ns).connect()
