"""An emulated servo understands its host at its own baud rate alone, as a real one does."""

import os
import sys

import pytest
import serial

from kinesics.errors import BridgeError
from kinesics_bridge.buses.bridge import BusBridge
from kinesics_bridge.buses.bus_servo import BusServo
from kinesics_bridge.buses.dynamixel import DynamixelBus
from kinesics_bridge.buses.model import servo_model
from kinesics_bridge.emulators.dynamixel import dynamixel_emulator
from kinesics_bridge.emulators.line_rate import rate_of, set_rate, understands
from kinesics_bridge.emulators.servo_emulator import BusOptions
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.ports.serial_port import SerialPort

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a pty's rate")
TABLE = JointTable("desk", ["one"], -1.0, 1.0, 0.0, 4.0, 40.0, 4000.0, feedback=1)


def connect(device, baud):
    servos = [BusServo("one", 1, servo_model("xl330-m288"))]
    with BusBridge(DynamixelBus(SerialPort(device, baud=baud), servos, TABLE, baud=baud)) as bridge:
        bridge.connect()


@pytest.mark.parametrize("baud", [57_600, 250_000, 1_000_000])
def test_the_right_rate_is_understood_and_a_wrong_one_named(plugged, baud):
    bus = dynamixel_emulator([(1, "xl330-m288")], BusOptions(baud=baud))
    with plugged(bus) as device:
        connect(device, baud)
        with pytest.raises(BridgeError, match=r"no servo answers at 115200 Bd.*set to that rate"):
            connect(device, 115_200)
        connect(device, baud)


def test_a_host_that_sets_no_rate_has_the_bus_s_own(plugged):
    bus = dynamixel_emulator([(1, "xl330-m288")], BusOptions(baud=250_000))
    with plugged(bus) as device:
        descriptor = os.open(device, os.O_RDWR | os.O_NOCTTY)
        assert rate_of(descriptor) == 250_000
        os.close(descriptor)
        with serial.Serial(device, 57_600) as host:
            assert rate_of(host.fileno()) == 57_600


def test_what_is_no_terminal_has_no_rate(tmp_path):
    with (tmp_path / "file").open("w") as file:
        set_rate(file.fileno(), 9600)
        assert rate_of(file.fileno()) is None


@pytest.mark.parametrize(
    ("rate", "baud", "well"),
    [(1_000_000, 1_000_000, True), (115_200, 117_000, True), (57_600, 1_000_000, False),
     (None, 1_000_000, True), (9600, None, True)],
)  # fmt: skip
def test_a_rate_is_understood_within_what_a_uart_bears(rate, baud, well):
    assert understands(rate, baud) == well
