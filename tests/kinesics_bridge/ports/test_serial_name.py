"""A device is found again by the name, or the serial number, that stays with it."""

import os
import time

import pytest

from kinesics.errors import BridgeError
from kinesics_bridge.ports import serial_name
from kinesics_bridge.ports.pseudo_terminal import raw_terminal
from kinesics_bridge.ports.serial_name import SerialName, UsbPort, usb_ports

ROBOT = (0x1209, 0x0001, "A1", None)


class Machine:
    """Ports that come and go."""

    def __init__(self, *ports):
        self.ports = list(ports)

    def __call__(self):
        return self.ports


def port(device, identity=ROBOT, name=None):
    return UsbPort(device, name or device, "robot", identity)


def test_a_port_with_a_serial_number_is_found_under_any_name():
    machine = Machine(port("/dev/ttyACM0"), port("/dev/ttyACM7", (1, 2, "B", None)))
    name = SerialName("/dev/ttyACM0", machine)
    name.learn()
    machine.ports = [port("/dev/ttyACM0", (1, 2, "B", None)), port("/dev/ttyACM1")]
    assert name.now() == "/dev/ttyACM1"


def test_an_identical_second_device_is_not_guessed_at():
    machine = Machine(port("/dev/ttyACM0"))
    name = SerialName("/dev/ttyACM0", machine)
    name.learn()
    machine.ports = [port("/dev/ttyACM1"), port("/dev/ttyACM2")]
    assert name.now() == "/dev/ttyACM0"


def test_a_name_in_by_id_is_preferred():
    machine = Machine(port("/dev/ttyACM0", name="/dev/serial/by-id/robot"))
    name = SerialName("/dev/ttyACM0", machine)
    name.learn()
    assert name.now() == "/dev/serial/by-id/robot"


def test_a_symbolic_link_is_its_own_lasting_name(tmp_path):
    link = tmp_path / "robot"
    link.symlink_to("/dev/null")
    name = SerialName(str(link), Machine(port(str(link))))
    name.learn()
    assert name.now() == str(link)


def test_a_port_that_nobody_knows_keeps_its_name():
    name = SerialName("/dev/pts/3", Machine())
    name.learn()
    assert name.now() == "/dev/pts/3"


def test_a_pseudo_terminal_of_the_same_name_is_not_the_same_port(caplog):
    pytest.importorskip("pty", reason="this platform has no pseudo-terminals")
    ends = raw_terminal()
    device = os.ttyname(ends[1])
    name = SerialName(device, Machine())
    name.learn()
    os.write(ends[0], b"its clock of use goes on")
    os.write(ends[1], b"both ways")
    assert name.now() == device
    for end in ends:
        os.close(end)
    assert name.now() == device  # gone: whoever opens it will see
    time.sleep(0.02)  # the system dates files in steps of 4 to 10 ms
    strangers = [raw_terminal() for _ in range(3)]  # the system gives the lowest free number
    assert device in [os.ttyname(slave) for _, slave in strangers]
    for _ in range(3):
        with pytest.raises(BridgeError, match="its name belongs to another program now"):
            name.now()
    assert len(caplog.records) == 1
    for end in sum(strangers, ()):
        os.close(end)


@pytest.mark.parametrize("serial_number", ["A1", None])
def test_ports_are_listed_with_the_name_that_lasts(tmp_path, monkeypatch, serial_number):
    device = tmp_path / "ttyACM0"
    device.touch()
    by_id = tmp_path / "by-id"
    by_id.mkdir()
    os.symlink(device, by_id / "usb-robot")

    class Listed:
        vid, pid, interface, description = 1, 2, None, "a robot"

    Listed.device, Listed.serial_number = str(device), serial_number
    monkeypatch.setattr(serial_name.list_ports, "comports", lambda: [Listed()])
    (found,) = usb_ports(by_id)
    assert found.name == str(by_id / "usb-robot")
    assert (found.identity is None) == (serial_number is None)
    assert usb_ports(tmp_path / "nowhere")[0].name == str(device)
