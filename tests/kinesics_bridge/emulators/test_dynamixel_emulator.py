"""The emulated Dynamixel bus: wire time, locks, errors, physics; byte by byte."""

import numpy as np
import pytest

from kinesics_bridge.buses.dynamixel_wire import DynamixelWire
from kinesics_bridge.buses.packets import ACTION, BROADCAST, PING, REBOOT, REG_WRITE
from kinesics_bridge.emulators.dynamixel import dynamixel_emulator
from kinesics_bridge.emulators.port import EmulatorPort
from kinesics_bridge.emulators.servo_emulator import BusOptions

MS = 1_000_000
WIRE = DynamixelWire()
BULK_READ = 0x92


class Host:
    """Asks and takes the answers, with their times."""

    def __init__(self, count=3, model="xl330-m288", **options):
        self.bus = dynamixel_emulator([(j + 1, model) for j in range(count)], BusOptions(**options))
        self.port = EmulatorPort(self.bus, latency_ns=0)
        self.decoder = WIRE.decoder(statuses=True)

    def ask(self, request, wait_ms=30):
        begun_ns = self.port.now_ns()
        self.port.write(request)
        self.port.wait(wait_ms * MS)
        came = self.port.read()
        self.times_us = [(t_ns - begun_ns) / 1000 for t_ns, _ in came]
        return [packet for _, data in came for packet in self.decoder.feed(data)]

    def set(self, servo, name, value):
        family = self.bus.servos[servo].model.family
        address = family.fields[name].address
        (answer,) = self.ask(WIRE.write(servo, address, family.encode(name, value)))
        return answer.code


@pytest.fixture
def host():
    return Host()


def test_ping_tells_model_and_firmware(host):
    (answer,) = host.ask(WIRE.instruction(2, PING))
    assert (answer.id, answer.code) == (2, 0)
    assert answer.params == (1200).to_bytes(2, "little") + bytes([46])
    assert len(host.ask(WIRE.instruction(BROADCAST, PING))) == 3


def test_an_answer_takes_line_time_and_return_delay(host):
    host.ask(WIRE.read(1, 132, 4))
    assert host.times_us == [140 + 500 + 150]  # 14 bytes, 250 x 2 us, 15 bytes; at 1 Mbaud
    host.set(1, "return_delay_time", 0)
    host.ask(WIRE.read(1, 132, 4))
    assert host.times_us == [140 + 150]


def test_thirty_servos_at_the_factory_delay_need_twenty_milliseconds():
    host = Host(30)
    assert len(host.ask(WIRE.sync_read(range(1, 31), 132, 4))) == 30
    assert 19_000 < host.times_us[-1] < 21_000


def test_the_baud_rate_counts():
    host = Host(baud=57_600)
    host.ask(WIRE.read(1, 132, 4))
    assert host.times_us[0] == pytest.approx((14 + 15) * 10 / 57_600 * 1e6 + 500, abs=1)


def test_talking_over_answers_loses_both(host):
    host.port.write(WIRE.read(1, 132, 4))
    host.port.wait(MS // 2)
    assert host.ask(WIRE.read(2, 132, 4)) == []
    assert host.bus.line.collisions == 1
    assert len(host.ask(WIRE.read(2, 132, 4))) == 1


def test_kept_registers_are_locked_while_torque_is_on(host):
    assert host.set(1, "torque_enable", 1) == 0
    assert host.set(1, "return_delay_time", 0) == 7
    assert host.set(1, "torque_enable", 0) == 0
    assert host.set(1, "return_delay_time", 0) == 0


def test_errors_are_named_by_their_codes(host):
    assert host.set(1, "goal_position", 5000) == 6
    assert host.set(1, "present_position", 1) == 7
    (answer,) = host.ask(WIRE.instruction(1, 0x42))
    assert answer.code == 2
    host.bus.servos[1].faults.hot = True
    (answer,) = host.ask(WIRE.read(1, 132, 4))
    assert answer.code == 0x80


def test_damaged_instructions_are_not_obeyed(host):
    request = bytearray(WIRE.write(1, 64, b"\x01"))
    request[-1] ^= 1
    assert host.ask(bytes(request)) == []
    assert host.bus.servos[1].registers["torque_enable"] == 0


def test_servos_move_to_their_goals_as_servos_do(host):
    host.set(1, "torque_enable", 1)
    host.set(1, "goal_position", 2048 + 400)
    assert 0 < host.bus.motors.position[0] < 0.6
    host.port.wait(500 * MS)
    (answer,) = host.ask(WIRE.read(1, 132, 4))
    assert int.from_bytes(answer.params, "little") == pytest.approx(2448, abs=2)
    assert np.abs(host.bus.motors.position[1:]).max() == 0


def test_a_profile_bounds_the_way(host):
    host.set(1, "torque_enable", 1)
    host.set(1, "profile_velocity", 20)  # 0.48 rad/s
    host.set(1, "goal_position", 2048 + 652)  # 1 rad
    host.port.wait(1000 * MS)
    assert host.bus.motors.position[0] == pytest.approx(0.48, abs=0.05)


def test_a_registered_write_waits_for_action(host):
    params = (116).to_bytes(2, "little") + (2500).to_bytes(4, "little")
    assert host.ask(WIRE.instruction(1, REG_WRITE, params))[0].code == 0
    assert host.bus.servos[1].registers["goal_position"] == 2048
    assert host.ask(WIRE.instruction(BROADCAST, ACTION)) == []
    assert host.bus.servos[1].registers["goal_position"] == 2500


def test_bulk_read_asks_each_servo_for_its_own(host):
    rows = bytes([1, 132, 0, 4, 0, 3, 146, 0, 1, 0])
    one, two = host.ask(WIRE.instruction(BROADCAST, BULK_READ, rows))
    assert (one.id, one.params) == (1, (2048).to_bytes(4, "little"))
    assert (two.id, two.params) == (3, bytes([25]))


def test_reboot_forgets_ram_and_keeps_the_rest(host):
    host.set(1, "return_delay_time", 10)
    host.set(1, "torque_enable", 1)
    host.ask(WIRE.instruction(1, REBOOT))
    assert host.bus.servos[1].registers["torque_enable"] == 0
    assert host.bus.servos[1].registers["return_delay_time"] == 10


def test_an_expired_watchdog_makes_goals_read_only_until_0_is_written(host):
    host.set(1, "torque_enable", 1)
    host.set(1, "bus_watchdog", 2)
    assert host.set(1, "goal_position", 2200) == 0
    host.port.wait(100 * MS)
    assert host.set(1, "goal_position", 2300) == 4
    (answer,) = host.ask(WIRE.read(1, 98, 1))
    assert answer.params == b"\xff"
    assert host.set(1, "bus_watchdog", 2) == 4
    host.set(1, "bus_watchdog", 0)
    assert host.set(1, "goal_position", 2300) == 0


@pytest.mark.parametrize(("patient", "heard"), [(False, [1]), (True, [1, 3])])
def test_a_mute_servo_silences_those_behind_it_unless_they_are_patient(patient, heard):
    host = Host(patient=patient)
    host.bus.servos[2].faults.mute = True
    came = host.ask(WIRE.sync_read([1, 2, 3], 132, 4))
    assert [packet.id for packet in came] == heard


def test_status_return_level_is_kept(host):
    host.bus.servos[1].registers["status_return_level"] = 1
    assert host.ask(WIRE.write(1, 65, b"\x01")) == []
    assert len(host.ask(WIRE.read(1, 132, 4))) == 1


def test_brown_out_takes_the_torque(host):
    host.set(1, "torque_enable", 1)
    host.bus.servos[1].faults.brown_out = True
    (answer,) = host.ask(WIRE.read(1, 144, 2))
    assert int.from_bytes(answer.params, "little") == 25
    assert host.bus.servos[1].registers["torque_enable"] == 0
    assert host.bus.servos[1].registers["hardware_error"] == 1
