"""What a link makes of frames whose checksum is right and whose content is not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.errors import BridgeError
from kinesics_bridge.link.link import Link
from kinesics_bridge.wire.frames import encode_frame
from kinesics_bridge.wire.message_types import (
    FIELD_KINDS,
    MESSAGE_TYPES,
    Clamps,
    Event,
    Health,
    Reply,
    Status,
    Stop,
    TelemetryRow,
    TimeReply,
)
from kinesics_bridge.wire.messages import encode_message
from kinesics_bridge.wire.protocol import COUNTERS, EVENTS, REPLIES, STATES

MS = 1_000_000
COUNTS = bytes(4 * len(COUNTERS))
STATUS = Status(5, 1, 0, 0, 0, COUNTS)


class Wire:
    """A firmware that says exactly what it is told to say."""

    def __init__(self, table):
        self.t_ns = 0
        self.coming = []
        self.seq = 0
        self.link = Link(self, table)
        self.link.start_sync()

    def now_ns(self):
        return self.t_ns

    def write(self, data):
        pass

    def read(self):
        coming, self.coming = self.coming, []
        return coming

    def wait(self, duration_ns):
        self.t_ns += duration_ns

    def close(self):
        pass

    def say(self, message):
        self.coming.append((self.t_ns, encode_frame(encode_message(message, self.seq))))
        self.seq += 1
        self.link.pump()

    def malformed(self):
        self.say(STATUS)
        return self.link.counters["host_malformed"]


@pytest.fixture
def wire(table):
    return Wire(table)


BAD = [
    Event(5, len(EVENTS), 0, 0),
    Event(5, 0, len(STATES), 0),
    Event(5, 0, 0, 255),
    Event(1 << 63, 0, 0, 0),
    TelemetryRow(5, len(STATES), 0, bytes(6), bytes(6)),
    TelemetryRow((1 << 64) - 1, 0, 0, bytes(6), bytes(6)),
    STATUS._replace(state=200),
    STATUS._replace(counters=COUNTS + b"x"),
    STATUS._replace(counters=b""),
    Clamps(0, bytes(25)),
    Clamps(0, bytes(12)),
    Clamps(200, bytes(24)),
    Clamps(63, bytes(48)),
    Health(5, 6000, 0, 0, 0, bytes(6), bytes(2)),
    Health(5, 6000, 0b1000, 0, 0, bytes(6), bytes(3)),
    Reply(10, 0, len(REPLIES), 0),
    TimeReply(1, 10, 9),
    TimeReply(1, (1 << 64) - 1, (1 << 64) - 1),
    TimeReply(1, 5, 10_000_000),
]


@pytest.mark.parametrize("message", BAD)
def test_bad_content_is_counted_and_ignored(wire, message):
    wire.link.pump()  # asks for the time: tag 1
    request = wire.link.request(Stop())
    state, seqs = wire.link.state, list(request.seqs)
    bad = message._replace(request_seq=seqs[0]) if isinstance(message, Reply) else message
    wire.say(bad)
    assert wire.link.state == state
    assert not wire.link.events
    assert not wire.link.telemetry
    assert not wire.link.clamps.any()
    assert wire.link.sync.samples == 0
    assert wire.link.servo_health is None
    assert request.outcome is None
    assert wire.malformed() == 1


def test_good_content_is_not(wire):
    for message in (Event(5, 0, 0, 1), Clamps(1, bytes(range(24))), Reply(99, 0, 0, 0)):
        wire.say(message)
    wire.say(STATUS._replace(counters=COUNTS + bytes(4)))  # a newer firmware counts more
    assert wire.link.state == STATES[0]
    assert wire.link.clamps[1].all()
    assert wire.malformed() == 0


def test_clamps_of_a_larger_table_are_kept_as_far_as_they_fit(wire):
    wire.say(Clamps(0, np.arange(6 * 5, dtype="<u4").tobytes()))
    assert np.array_equal(wire.link.clamps, np.arange(18).reshape(3, 6))
    wire.say(Clamps(48, bytes([1]) * 24))
    assert wire.malformed() == 0


def test_a_clock_that_leaps_while_it_is_learned_is_malformed(wire):
    for tag, shows_us in enumerate((1_000, 9_000_000, 21_000), start=1):
        wire.link.pump()
        wire.say(TimeReply(tag, shows_us, shows_us))
        wire.t_ns += 10 * MS
    assert wire.link.sync.samples == 2
    assert wire.malformed() == 1


@pytest.mark.parametrize("shows_us", [lambda t_ns: 7, lambda t_ns: 2_000_000 - t_ns // 1000])
def test_a_clock_that_stands_or_runs_back_divides_nothing_by_zero(wire, shows_us):
    for tag in range(1, 9):
        wire.link.pump()
        wire.say(TimeReply(tag, shows_us(wire.t_ns), shows_us(wire.t_ns)))
        wire.t_ns += 80 * MS
    assert wire.link.sync.samples > 1
    assert abs(wire.link.sync.rate) <= 0.5
    assert abs(wire.link.sync.host_ns(1_000_000)) < 1e10


VALUES = {
    "u8": st.sampled_from([0, 1, 2, 5, 41, 200, 255]),
    "u16": st.sampled_from([0, 1, 2**16 - 1]),
    "u32": st.sampled_from([0, 7, 2**32 - 1]),
    "u64": st.sampled_from([0, 1, 2, 2**52 - 1, 2**63, 2**64 - 1]),
    "i64": st.sampled_from([0, -1, 2**63 - 1]),
    "str": st.sampled_from(["", "x", "\u65e5"]),
    "bin": st.sampled_from([0, 1, 6, 12, 24, 76, 100, 24 * 16]).map(lambda size: b"\xa5" * size),
}
anything = st.sampled_from(sorted(MESSAGE_TYPES)).flatmap(
    lambda number: st.tuples(*(VALUES[kind] for kind in FIELD_KINDS[number])).map(
        lambda values: MESSAGE_TYPES[number](*values)
    )
)


@settings(max_examples=300)
@given(messages=st.lists(anything, min_size=1, max_size=12), gap_ms=st.integers(0, 20))
def test_no_message_is_a_traceback(make_table, messages, gap_ms):
    wire = Wire(make_table())
    for message in messages:
        wire.t_ns += gap_ms * MS
        try:
            wire.say(message)
        except BridgeError:
            return  # another boot_id: it has restarted
    link = wire.link
    assert link.state is None or link.state in STATES
    for telemetry in link.telemetry:
        assert np.isfinite((telemetry.played, telemetry.measured)).all()
    assert (link.clamps >= 0).all()
    if link.sync.samples:
        assert np.isfinite(link.sync.host_ns(0))
