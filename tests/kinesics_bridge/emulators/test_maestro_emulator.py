"""The emulated Maestro: commands of its guide in, pulses and errors out."""

import pytest

from kinesics_bridge.buses.maestro_wire import (
    GET_ERRORS,
    GET_MOVING,
    GET_POSITION,
    GO_HOME,
    SET_ACCELERATION,
    SET_SPEED,
    SET_TARGET,
    MaestroWire,
)
from kinesics_bridge.buses.model import pulse_model
from kinesics_bridge.emulators.maestro import MaestroEmulator, MaestroOptions
from kinesics_bridge.emulators.port import EmulatorPort

MS = 1_000_000


class Host:
    def __init__(self, wire=None, **options):
        self.wire = wire or MaestroWire()
        self.maestro = MaestroEmulator([pulse_model("mg90s")] * 6, MaestroOptions(**options))
        self.port = EmulatorPort(self.maestro, latency_ns=0)

    def say(self, data, wait_ms=5):
        self.port.write(data)
        self.port.wait(wait_ms * MS)
        return b"".join(data for _, data in self.port.read())

    def set(self, code, channel, value):
        assert self.say(self.wire.set(code, channel, value)) == b""

    def ask(self, code, data=b""):
        return int.from_bytes(self.say(self.wire.command(code, data)), "little")


@pytest.fixture(
    params=[
        (MaestroWire(), {}),
        (MaestroWire(device=12), {}),
        (MaestroWire(device=3, crc=True), {"device": 3, "crc": True}),
    ],
    ids=["compact", "pololu", "pololu with crc"],
)
def host(request):
    wire, options = request.param
    return Host(wire, **options)


def test_a_target_becomes_a_pulse_and_an_angle(host):
    assert host.ask(GET_POSITION, b"\x02") == 0
    host.set(SET_TARGET, 2, 7000)
    host.port.wait(500 * MS)
    assert host.ask(GET_POSITION, b"\x02") == 7000
    assert host.maestro.motors.position[2] == pytest.approx(250 / 636.62, abs=0.01)
    host.set(SET_TARGET, 2, 0)
    assert host.ask(GET_POSITION, b"\x02") == 0


def test_speed_and_acceleration_bound_the_pulse(host):
    host.set(SET_TARGET, 0, 4000)
    host.set(SET_SPEED, 0, 20)  # 5 us in 10 ms
    host.set(SET_ACCELERATION, 0, 10)
    host.set(SET_TARGET, 0, 8000)
    host.port.wait(1000 * MS)
    assert host.ask(GET_MOVING) == 1
    assert 5000 < host.ask(GET_POSITION, b"\x00") < 6100
    host.port.wait(2000 * MS)
    assert host.ask(GET_MOVING) == 0
    assert host.ask(GET_POSITION, b"\x00") == 8000


def test_home_is_no_pulses(host):
    host.set(SET_TARGET, 1, 6000)
    host.say(host.wire.command(GO_HOME))
    assert host.ask(GET_POSITION, b"\x01") == 0


def test_errors_are_told_once(host):
    host.say(b"\x05")
    assert host.ask(GET_ERRORS) == 1 << 4
    assert host.ask(GET_ERRORS) == 0


def test_many_targets_go_in_one_command():
    host = Host()
    host.say(bytes.fromhex("9F 02 03 70 2E 58 36"))  # channels 3 and 4
    assert host.ask(GET_POSITION, b"\x03") == 6000
    assert host.ask(GET_POSITION, b"\x04") == 0x58 | 0x36 << 7


def test_a_wrong_crc_is_an_error_and_no_command():
    host = Host(MaestroWire(crc=True), crc=True)
    host.say(bytes.fromhex("84 00 70 2E 00"))
    assert host.ask(GET_POSITION, b"\x00") == 0
    assert host.ask(GET_ERRORS) == 1 << 3


def test_silence_is_an_error_and_sends_it_home():
    host = Host(timeout_ns=100 * MS)
    host.set(SET_TARGET, 0, 6000)
    host.port.wait(200 * MS)
    assert host.ask(GET_POSITION, b"\x00") == 0
    assert host.ask(GET_ERRORS) == 1 << 5


def test_an_answer_takes_line_time():
    host = Host(baud=9600)
    host.port.write(host.wire.command(GET_ERRORS))
    host.port.wait(2 * MS)
    assert host.port.read() == []
    host.port.wait(2 * MS)
    ((t_ns, _),) = host.port.read()
    assert t_ns == pytest.approx(3 * 10 / 9600 * 1e9, rel=1e-6)
