"""What the firmware's servo outputs send, byte for byte.

Dynamixel: the examples of Read, Status and Sync Write in the ROBOTIS e-Manual, Protocol 2.0.
Feetech: the layout and the rule for the sum in its protocol manual.
"""

import ctypes
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("ziglang", reason="the library is compiled by the ziglang wheel")
pytestmark = pytest.mark.timeout(300)

RAD = 10**12


class PwmServo(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int32) for name in ("middle_us", "us_per_rad", "low_us", "high_us")]


class BusServo(ctypes.Structure):
    _fields_ = [
        ("id", ctypes.c_uint8),
        *((name, ctypes.c_int32) for name in ("middle", "steps_per_turn", "low", "high")),
    ]


def sync_goal(firmware, vendor, goals):
    out = ctypes.create_string_buffer(512)
    ids = bytes(goals)
    steps = (ctypes.c_int32 * len(goals))(*goals.values())
    length = getattr(firmware, f"{vendor}_sync_goal")(ids, steps, len(goals), out)
    return out.raw[:length]


def packet(firmware, name, *arguments):
    out = ctypes.create_string_buffer(64)
    length = getattr(firmware, name)(*arguments, out)
    return out.raw[:length]


def position(firmware, vendor, data, number):
    """Steps, or None when the packet is not this servo's position."""
    steps = ctypes.c_int32()
    read = getattr(firmware, f"{vendor}_position")
    return steps.value if read(data, len(data), number, ctypes.byref(steps)) else None


def test_dynamixel_sync_write_is_that_of_the_manual(firmware):
    """Sync Write of goal position 150 to ID 1 and 170 to ID 2."""
    expected = "FF FF FD 00 FE 11 00 83 74 00 04 00 01 96 00 00 00 02 AA 00 00 00 82 87"
    assert sync_goal(firmware, "dynamixel", {1: 150, 2: 170}) == bytes.fromhex(expected)


def test_dynamixel_read_is_that_of_the_manual(firmware):
    """Read of the present position of ID 1, and its Status: 166 steps."""
    asked = "FF FF FD 00 01 07 00 02 84 00 04 00 1D 15"
    assert packet(firmware, "dynamixel_ask_position", 1) == bytes.fromhex(asked)
    answer = bytes.fromhex("FF FF FD 00 01 08 00 55 00 A6 00 00 00 8C C0")
    assert position(firmware, "dynamixel", answer, 1) == 166
    assert position(firmware, "dynamixel", answer, 2) is None
    for at in range(len(answer)):
        broken = bytes([*answer[:at], answer[at] ^ 4, *answer[at + 1 :]])
        assert position(firmware, "dynamixel", broken, 1) is None
        assert position(firmware, "dynamixel", answer[:at], 1) is None


def test_dynamixel_torque_has_a_right_crc(firmware):
    on = packet(firmware, "dynamixel_torque", 1, 1)
    assert on[:-2] == bytes.fromhex("FF FF FD 00 01 06 00 03 40 00 01")
    assert int.from_bytes(on[-2:], "little") == crc16(on[:-2])


def crc16(data):
    """Polynomial 0x8005 from 0: CRC-16/UMTS, check value 0xFEE8."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x8005 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


@given(st.binary(max_size=100))
def test_dynamixel_crc_is_the_published_one(firmware, data):
    assert crc16(b"123456789") == 0xFEE8
    assert firmware.dynamixel_crc(data, len(data)) == crc16(data)


def test_feetech_packets_have_their_layout_and_sum(firmware):
    goals = sync_goal(firmware, "feetech", {1: 2048, 2: 1000})
    body = bytes.fromhex("FE 0A 83 2A 02 01 00 08 02 E8 03")
    assert goals == b"\xff\xff" + body + bytes([~sum(body) & 0xFF])
    assert packet(firmware, "feetech_ask_position", 1) == bytes.fromhex("FFFF 01 04 02 38 02 BE")
    assert packet(firmware, "feetech_torque", 1, 0) == bytes.fromhex("FFFF 01 04 03 28 00 CF")


def test_feetech_positions_have_a_sign_bit(firmware):
    for word, expected in ((0x0518, 1304), (0x8018, -24)):
        body = bytes([1, 4, 0, word & 255, word >> 8])
        answer = b"\xff\xff" + body + bytes([~sum(body) & 0xFF])
        assert position(firmware, "feetech", answer, 1) == expected
        assert position(firmware, "feetech", answer, 3) is None
        assert position(firmware, "feetech", answer[:-1] + b"\0", 1) is None
        hurt = bytes([*answer[:4], 0x20, *answer[5:-1], answer[-1] - 0x20 & 0xFF])
        assert position(firmware, "feetech", hurt, 1) is None  # it tells of an error


@pytest.mark.parametrize("turn", [1, -1])
def test_pulses_are_scaled_and_kept_in_their_range(firmware, turn):
    servo = PwmServo(1500, turn * 573, 600, 2400)
    pulse = lambda rad: firmware.pwm_pulse_us(ctypes.byref(servo), round(rad * RAD))  # noqa: E731
    assert pulse(0.0) == 1500
    assert pulse(1.0) == 1500 + turn * 573
    assert pulse(0.0015) == 1500 + turn
    assert {pulse(9.0), pulse(-9.0)} == {600, 2400}


@given(st.floats(-4, 4), st.sampled_from([4096, -4096]))
def test_steps_go_there_and_back(firmware, rad, steps_per_turn):
    servo = BusServo(1, 2048, steps_per_turn, 0, 4095)
    goal = firmware.bus_goal(ctypes.byref(servo), round(rad * RAD))
    assert 0 <= goal <= 4095
    if abs(rad) < math.pi - 0.01:
        back = firmware.bus_pico(ctypes.byref(servo), goal) / RAD
        assert abs(back - rad) <= math.pi / 4096 + 1e-9
