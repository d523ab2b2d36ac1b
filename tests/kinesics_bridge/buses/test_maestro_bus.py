"""The Maestro driver: the bytes that Pololu's user's guide prints, and its emulated controller."""

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics_bridge.buses.maestro_wire import GET_POSITION, SET_TARGET, MaestroWire, crc7

MS = 1_000_000


def wave(t_s):
    return 0.3 + 0.25 * np.sin(3.0 * t_s)


def test_commands_are_those_of_the_guide():
    assert MaestroWire().set(SET_TARGET, 0, 6000) == bytes.fromhex("84 00 70 2E")
    assert MaestroWire(device=12).set(SET_TARGET, 0, 6000) == bytes.fromhex("AA 0C 04 00 70 2E")
    assert MaestroWire().command(GET_POSITION, b"\x02") == bytes.fromhex("90 02")
    assert crc7(bytes.fromhex("83 01")) == 0x17
    assert MaestroWire(crc=True).command(0x83, b"\x01") == bytes.fromhex("83 01 17")


@pytest.mark.parametrize(
    ("wire", "options"),
    [
        (MaestroWire(), {}),
        (MaestroWire(device=12), {}),
        (MaestroWire(device=7, crc=True), {"device": 7, "crc": True}),
    ],
)
def test_servos_follow_in_every_protocol(make_maestro, wire, options):
    desk = make_maestro(wire=wire, **options).armed()
    desk.run(1000, wave)
    assert np.abs(desk.emulator.motors.position - wave(desk.now_ns / 1e9)).max() < 0.12
    assert desk.bridge.counters["bus_errors"] == 0


def test_another_devices_number_is_nobodys(make_maestro):
    with pytest.raises(BridgeError, match=r"no Maestro answers: .* check device number and CRC"):
        make_maestro(wire=MaestroWire(device=7)).bridge.connect()


def test_no_pulse_before_arm_and_the_first_is_neutral(make_maestro):
    desk = make_maestro()
    desk.bridge.connect()
    desk.pass_time(300)
    assert not desk.emulator.motors.torque.any()
    goals = []
    desk.run(500, None, lambda: goals.append(desk.emulator.motors.goal.copy()))
    assert desk.emulator.motors.torque.all()
    assert np.ptp(goals, axis=0).max() < 1e-3


def test_disarm_ends_the_pulses(make_maestro):
    desk = make_maestro().armed()
    desk.bridge.disarm()
    desk.pass_time(800)
    assert not desk.emulator.motors.torque.any()


def test_the_device_bounds_the_speed(make_maestro):
    desk = make_maestro().armed()
    assert desk.emulator.motors.speed == pytest.approx(4.4, rel=0.02)


def test_a_controller_that_falls_silent_and_returns_is_led_on(make_maestro):
    desk = make_maestro().armed()
    desk.emulator.faults.mute = True
    flagged = []
    desk.run(550, None, lambda: flagged.append(desk.roll.mute.all()))
    assert flagged[50]  # in 0.5 s
    assert "joint_0 does not answer" in desk.bridge.complaints[0]
    desk.run(300, lambda t_s: 0.9)
    desk.emulator.faults.mute = False
    way = []
    desk.run(1000, lambda t_s: 0.9, lambda: way.append(desk.emulator.motors.goal.copy()))
    assert way[0].max() < 0.9
    assert np.abs(np.diff(way, axis=0)).max() <= 4.0 * 0.020 * 1.05
    assert desk.emulator.motors.position == pytest.approx([0.9] * 4, abs=0.01)


def test_serial_errors_of_the_controller_are_counted(make_maestro):
    desk = make_maestro(timeout_ns=100 * MS).armed()
    desk.port.wait(300 * MS)
    desk.run(200)
    assert desk.bridge.counters["bus_errors"] >= 1


def test_a_damaged_answer_does_not_shift_the_next(make_maestro):
    desk = make_maestro().armed()
    desk.emulator.faults.corrupt = 0.3
    desk.run(1000, wave)
    assert desk.bridge.state == "ACTIVE"
    assert not desk.roll.mute.any()


def test_what_cannot_be_said_is_said(make_maestro):
    lines = [line for good, line in make_maestro().bridge.capabilities.lines() if not good]
    assert "servos report nothing: poses are what was asked for" in lines
    assert any("host stalls are visible here" in line for line in lines)


def test_a_line_too_slow_is_refused_by_its_numbers(make_maestro):
    with pytest.raises(BridgeError, match=r"12 channels need 58.3 ms of a period of 20.0 ms"):
        make_maestro(12, line_baud=9600).bridge.connect()
