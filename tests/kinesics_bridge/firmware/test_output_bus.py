"""The turns of the firmware's servo bus, against servos made of the two protocols' rules."""

import ctypes

import numpy as np
import pytest

pytest.importorskip("ziglang", reason="the library is compiled by the ziglang wheel")
pytestmark = pytest.mark.timeout(300)

RAD = 10**12
DYNAMIXEL, FEETECH = 0, 1
LOST = 25


class BusServo(ctypes.Structure):
    _fields_ = [
        ("id", ctypes.c_uint8),
        *((name, ctypes.c_int32) for name in ("middle", "steps_per_turn", "low", "high")),
    ]


class ServoBus(ctypes.Structure):
    """struct servo_bus of bus.h: 32 servos at most."""

    _fields_ = [
        ("servo", ctypes.POINTER(BusServo)),
        *((name, ctypes.c_uint8) for name in ("vendor", "count", "asked", "waiting", "rx_length")),
        ("known", ctypes.c_uint8 * 32),
        ("silent", ctypes.c_uint8 * 32),
        *((name, ctypes.c_uint32) for name in ("turn", "wanted", "aimed", "told")),
        ("goal", ctypes.c_int32 * 32),
        ("seen", ctypes.c_int32 * 32),
        ("rx", ctypes.c_uint8 * 15),
    ]


class Servos:
    """Three servos that go where they are told at once, when they have torque."""

    def __init__(self, firmware, vendor):
        self.firmware, self.vendor = firmware, vendor
        rows = [BusServo(id, 2048, 4096, 100, 4000) for id in (1, 2, 5)]
        self.rows = (BusServo * 3)(*rows)
        self.bus = ServoBus(self.rows, vendor, 3)
        self.steps = {1: 2048, 2: 1000, 5: 3000}
        self.goals, self.torque, self.mute, self.sent = {}, set(), set(), []

    def output(self, servo, rad, torque=True):
        pico = ctypes.c_int64(round(rad * RAD))
        self.firmware.bus_output(ctypes.byref(self.bus), servo, pico, int(torque))

    def measure(self, servo):
        pico = ctypes.c_int64()
        known = self.firmware.bus_measure(ctypes.byref(self.bus), servo, ctypes.byref(pico))
        return pico.value / RAD if known else None

    def turn(self, noise=b""):
        out = ctypes.create_string_buffer(256)
        length = self.firmware.bus_turn(ctypes.byref(self.bus), out)
        assert length > 0
        answer = self.obey(*self.parse(out.raw[:length]))
        for byte in noise + answer:
            self.firmware.bus_received(ctypes.byref(self.bus), byte)

    def parse(self, packet):
        """(id, instruction, parameters)"""
        if self.vendor == DYNAMIXEL:
            assert packet[:4] == b"\xff\xff\xfd\x00"
            assert int.from_bytes(packet[5:7], "little") == len(packet) - 7
            crc = self.firmware.dynamixel_crc(packet, len(packet) - 2)
            assert int.from_bytes(packet[-2:], "little") == crc
            return packet[4], packet[7], packet[8:-2]
        assert packet[:2] == b"\xff\xff"
        assert packet[3] == len(packet) - 4
        assert packet[-1] == ~sum(packet[2:-1]) & 0xFF
        return packet[2], packet[4], packet[5:-1]

    def obey(self, number, instruction, parameters):
        kind = {0x83: "goals", 0x03: "torque", 0x02: "ask"}[instruction]
        self.sent.append((kind, number))
        if kind == "goals":
            head, size = (4, 5) if self.vendor == DYNAMIXEL else (2, 3)
            for at in range(head, len(parameters), size):
                goal = int.from_bytes(parameters[at + 1 : at + size], "little")
                self.goals[parameters[at]] = goal
        elif kind == "torque":
            assert not parameters[-1] or number in self.goals, "torque before a goal"
            (self.torque.add if parameters[-1] else self.torque.discard)(number)
        self.steps.update({id: goal for id, goal in self.goals.items() if id in self.torque})
        return self.answer(number) if kind == "ask" and number not in self.mute else b""

    def answer(self, number):
        if self.vendor == DYNAMIXEL:
            body = bytes([number, 8, 0, 0x55, 0]) + self.steps[number].to_bytes(4, "little")
            packet = b"\xff\xff\xfd\x00" + body
            return packet + self.firmware.dynamixel_crc(packet, len(packet)).to_bytes(2, "little")
        body = bytes([number, 4, 0]) + self.steps[number].to_bytes(2, "little")
        return b"\xff\xff" + body + bytes([~sum(body) & 0xFF])


@pytest.fixture(params=[DYNAMIXEL, FEETECH])
def servos(request, firmware):
    return Servos(firmware, request.param)


def test_positions_are_read_while_nothing_has_torque(servos):
    for servo in range(3):
        assert servos.measure(servo) is None
    for _ in range(6):
        servos.turn()
    assert servos.measure(0) == pytest.approx(0.0, abs=1e-3)
    assert servos.measure(1) == pytest.approx((1000 - 2048) * 2 * np.pi / 4096, abs=1e-3)
    assert not servos.torque
    assert "goals" not in [kind for kind, _ in servos.sent]


def test_torque_comes_after_the_goal_and_goes_at_once(servos):
    servos.output(0, 0.5)
    servos.output(2, -0.5)
    for _ in range(8):
        servos.turn()
    assert servos.torque == {1, 5}
    assert servos.steps[1] == 2048 + round(0.5 * 4096 / (2 * np.pi))
    assert servos.steps[2] == 1000
    servos.output(0, 0.5, torque=False)
    servos.turn()
    assert servos.torque == {5}


def test_goals_go_out_every_other_turn(servos):
    for servo in range(3):
        servos.output(servo, 0.1)
    for _ in range(10):
        servos.turn()
    servos.sent.clear()
    for k in range(40):
        servos.output(1, 0.01 * k)
        servos.turn()
    kinds = [kind for kind, _ in servos.sent]
    assert kinds.count("goals") == 20
    assert kinds.count("ask") >= 18
    assert servos.steps[2] == pytest.approx(2048 + 0.38 * 4096 / (2 * np.pi), abs=8)


def test_goals_stay_in_their_range(servos):
    servos.output(0, 99.0)
    servos.output(1, -99.0)
    for _ in range(8):
        servos.turn()
    assert (servos.steps[1], servos.steps[2]) == (4000, 100)


def test_a_mute_servo_is_unknown_after_a_while_and_the_others_are_not(servos):
    for _ in range(8):
        servos.turn()
    servos.mute = {2}
    for _ in range(3 * (LOST + 3)):
        servos.turn()
    assert servos.measure(1) is None
    assert servos.measure(0) is not None
    servos.mute = set()
    for _ in range(8):
        servos.turn()
    assert servos.measure(1) is not None


def test_noise_before_an_answer_does_no_harm(servos):
    for _ in range(8):
        servos.turn(noise=b"\x00\xff\xff\x01")
    assert servos.measure(2) == pytest.approx((3000 - 2048) * 2 * np.pi / 4096, abs=1e-3)


def test_a_servo_that_lost_its_power_gets_its_torque_again(servos):
    for servo in range(3):
        servos.output(servo, 0.1)
    for _ in range(10):
        servos.turn()
    servos.torque.discard(2)
    for _ in range(2 * 16 * 3 + 2):
        servos.turn()
    assert servos.torque == {1, 2, 5}
