"""C against Python, function by function and tick by tick: codec, interpolation, limiter."""

import ctypes
import math
import zlib

import cobs.cobs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics_bridge.wire.frames import cobs_decode, cobs_encode, encode_frame
from kinesics_bridge.wire.message_types import Arm, JointSet, Setpoints, TableCommit
from kinesics_bridge.wire.messages import encode_message
from kinesics_bridge.wire.protocol import REENTRY_PERMILLE, REENTRY_RAMP_MS, STATES

pytest.importorskip("ziglang", reason="the library is compiled by the ziglang wheel")
pytestmark = pytest.mark.timeout(300)

nonzero_runs = st.lists(
    st.one_of(st.sampled_from([0, 1, 252, 253, 254, 255, 508, 509, 510]), st.integers(0, 520)),
    max_size=3,
).map(lambda lengths: b"\0".join(b"\x07" * length for length in lengths))


def decode(firmware, data):
    """What C makes of a frame without its delimiter; None when it refuses it."""
    buffer = ctypes.create_string_buffer(data, len(data))
    length = firmware.kin_cobs_decode(buffer, len(data))
    return None if length < 0 else buffer.raw[:length]


@given(st.one_of(nonzero_runs, st.binary(max_size=600)))
def test_cobs_and_crc_are_the_same_in_both_languages(firmware, data):
    out = ctypes.create_string_buffer(len(data) + len(data) // 254 + 2)
    length = firmware.kin_cobs_encode(data, len(data), out)
    encoded = out.raw[:length]
    assert encoded == cobs_encode(data) + b"\0" == cobs.cobs.encode(data) + b"\0"
    assert decode(firmware, encoded[:-1]) == data
    assert firmware.kin_crc32(data, len(data)) == zlib.crc32(data)


@given(st.binary(min_size=1, max_size=300).map(lambda data: data.replace(b"\0", b"\1")))
def test_both_decoders_refuse_the_same_frames(firmware, data):
    assert decode(firmware, data) == cobs_decode(data)


class Axis:
    """One joint, one tick, in Python's integers: what motion.c promises, written anew."""

    def __init__(self, low, high, speed, change, position):
        self.low, self.high, self.speed, self.change = low, high, speed, change
        self.position, self.step = position, 0
        self.wanted, self.inputs, self.outputs = position, [position] * 10, [position] * 20
        self.cap = self.slow

    @property
    def slow(self):
        return self.speed // 1000 * REENTRY_PERMILLE

    def restart(self, target, slope):
        """As if the input had always been on this line."""
        past = (target - age * slope for age in range(10, 0, -1))
        self.inputs = [min(max(point, self.low), self.high) for point in past]
        self.wanted = sum(self.inputs) // 10
        self.cap = max(abs(self.step), self.slow)

    def follow(self, target):
        """The position as played after this tick."""
        self.inputs = [*self.inputs[1:], min(max(target, self.low), self.high)]
        before, self.wanted = self.wanted, sum(self.inputs) // 10
        self.move(self.wanted - before + self.approach(before - self.position))
        grown = self.cap + (self.speed - self.slow) // REENTRY_RAMP_MS
        caught_up = self.position == self.wanted
        self.cap = self.speed if caught_up else min(grown, self.speed)
        return self.played

    def brake(self):
        """As `follow`, without an input."""
        self.move(0)
        return self.played

    @property
    def played(self):
        return sum(self.outputs) // 20

    def move(self, step):
        step = min(max(step, -self.cap), self.cap)
        room = self.high - self.position if step >= 0 else self.position - self.low
        if self.way(abs(step)) > room:
            step = self.reach(room, self.change) * (1 if step >= 0 else -1)
        self.step = min(max(step, self.step - self.change), self.step + self.change)
        self.position += self.step
        self.outputs = [*self.outputs[1:], self.position]

    def way(self, step):
        """Ticks of a step and of all smaller ones after it, at full braking."""
        n = step // self.change
        return sum(step - k * self.change for k in range(n + 1))

    def reach(self, room, change):
        """The largest step whose way fits into the room, when braking by `change`."""
        if room <= 0:
            return 0
        n = (math.isqrt(1 + 8 * (room // change)) - 1) // 2
        return (room + n * (n + 1) // 2 * change) // (n + 1)

    def approach(self, error):
        gap = abs(error)
        step = gap
        if gap > self.change // 32:
            step = min(gap // 8, self.reach(gap, self.change // 2))
        return step if error >= 0 else -step


class Core:
    """The library as a firmware with one joint, a tick at a time."""

    def __init__(self, firmware, table):
        self.firmware, self.seq, self.now_us = firmware, 0, 1_000_000
        firmware.library_boot(1, 1)
        self.send(JointSet(0, *table.rows[0]))
        self.send(TableCommit(table.robot_id, 1, table.hash))
        self.tick()

    def send(self, message):
        frame = encode_frame(encode_message(message, self.seq))
        self.firmware.kin_receive(frame, len(frame), self.now_us)
        self.seq = (self.seq + 1) & 0xFFFF

    def tick(self):
        self.now_us += 1000
        self.firmware.kin_tick(self.now_us)
        return self.firmware.library_played(0)

    @property
    def state(self):
        return STATES[self.firmware.library_state()]


codes = st.integers(-32000, 32000)
jumps = st.lists(codes, min_size=2, max_size=25)
ramps = st.tuples(codes, st.integers(-400, 400)).map(
    lambda line: [max(-32000, min(32000, line[0] + k * line[1])) for k in range(25)]
)


@settings(max_examples=60)
@given(
    plans=st.lists(st.tuples(st.one_of(jumps, ramps), st.integers(1, 300)), min_size=1, max_size=4)
)
def test_interpolation_and_limiter_are_the_same_to_the_last_digit(firmware, make_table, plans):
    table = make_table(1)
    core = Core(firmware, table)
    fields = {name: int(values[0]) for name, values in table.fields.items()}
    offset, scale = fields["offset"] * 1000, fields["scale"] * 1000
    still = table.encode(np.tile(table.neutral, (4, 1)))
    start_us = core.now_us + 5000
    core.send(Setpoints(start_us, still.tobytes()))
    rows = {start_us + k * 10_000: int(code) for k, code in enumerate(still[:, 0])}
    core.send(Arm(table.hash))
    axis = Axis(
        fields["position_min"] * 1000,
        fields["position_max"] * 1000,
        fields["velocity"],
        fields["acceleration"] // 1000,
        fields["neutral"] * 1000,
    )
    following = False
    for plan, ticks in plans:
        date_us = core.now_us + 30_000
        core.send(Setpoints(date_us, np.array(plan, "<i2").tobytes()))
        rows = {t_us: code for t_us, code in rows.items() if t_us < date_us}
        rows.update({date_us + k * 10_000: code for k, code in enumerate(plan)})
        for _ in range(ticks):
            found = core.tick()
            if core.state == "ACTIVE":
                segment = line(rows, core.now_us + 14_000, offset, scale)
                if not following:
                    axis.restart(*segment)
                expected = axis.follow(segment[0])
            else:
                expected = axis.brake()
            following = core.state == "ACTIVE"
            assert found == expected


def line(rows, t_us, offset, scale):
    """(position, change per tick) at a date, through the rows around it."""
    left_us = max(date_us for date_us in rows if date_us <= t_us)
    later = [date_us for date_us in rows if date_us > left_us]
    right_us = min(later) if later else left_us + 10_000
    left, right = rows[left_us], rows[right_us] if later else rows[left_us]
    length_us = right_us - left_us
    if length_us > 100_000:  # rows further apart are not joined
        length_us, right = 10_000, left
    codes = left * (length_us - (t_us - left_us)) + right * (t_us - left_us)
    return offset + toward_zero(codes * scale, length_us), toward_zero(
        (right - left) * scale * 1000, length_us
    )


def toward_zero(value, divisor):
    """As C divides."""
    return value // divisor if value >= 0 else -(-value // divisor)
