"""The firmware's side of the wire against Python's: same frames, same counts, whatever comes."""

import random

import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics_bridge.wire.frames import FrameDecoder, cobs_encode, encode_frame
from kinesics_bridge.wire.message_types import (
    Caps,
    Hello,
    Setpoints,
    TableCommit,
    TimeReply,
    TimeRequest,
)
from kinesics_bridge.wire.messages import decode_message, encode_message
from kinesics_bridge.wire.protocol import MAX_PAYLOAD


def counts(bench):
    bench.run(101)
    return {
        name: int(bench.counter(name))
        for name in ("frames", "framing_errors", "crc_errors", "malformed", "sequence_gaps")
    }


def change(before, after):
    return {name: after[name] - count for name, count in before.items() if after[name] != count}


@pytest.mark.parametrize("length", [252, 253, 254, 255, 256, 507, 508, 509, 510, 761, 762, 763])
def test_runs_around_the_block_length_arrive(make_bench, make_table, length):
    """A frame without any zero byte, `length` long with its CRC."""
    bench = make_bench(make_table(1))
    for seq in (99, 199):  # one byte long, or two
        rows = b"\x55" * (length - 4 - len(encode_message(Setpoints(2**62 - 1, b""), seq)))
        while len(encode_message(Setpoints(2**62 - 1, rows), seq)) > length - 4:
            rows = rows[1:]
        if len(rows) % 2:
            continue
        before = counts(bench)
        payload = encode_message(Setpoints(2**62 - 1, rows), seq)
        assert len(payload) == length - 4
        bench.send_bytes(encode_frame(payload))
        changed = change(before, counts(bench))
        assert changed.pop("frames") == 1
        assert changed.keys() <= {"sequence_gaps"}
        return
    raise AssertionError("no such frame")


def test_firmware_frames_around_block_lengths_arrive(make_bench, make_table):
    """Telemetry of 1 to 64 joints: every length of frame the firmware makes is decoded here."""
    for joints in (1, 2, 31, 32, 33, 61, 62, 63, 64):
        bench = make_bench(make_table(joints))
        bench.run(150)
        assert bench.decoder.framing_errors == bench.decoder.crc_errors == 0
        assert bench.status().boot_id == 1


def test_capabilities(bench):
    bench.send(Hello(1, 0))
    bench.run(1)
    caps = [message for message in bench.heard if isinstance(message, Caps)][-1]
    assert (caps.major, caps.joints, caps.robot_id) == (1, 3, "bench")
    assert caps.table_hash == bench.table.hash
    assert (caps.tick_us, caps.row_period_us, caps.lookahead_us) == (1000, 10_000, 14_000)


def test_time_is_that_of_arrival(bench):
    bench.run(0.4567)
    bench.send(TimeRequest(77))
    asked_us = bench.now_us
    bench.run(5)
    reply = [message for message in bench.heard if isinstance(message, TimeReply)][-1]
    assert reply == TimeReply(77, asked_us, asked_us)


@pytest.mark.parametrize(
    ("data", "counted"),
    [
        (b"\0\0\0", {}),
        (b"\x05\x01\x02\0", {"framing_errors": 1}),
        (b"\x02\x01\0", {"framing_errors": 1}),
        (b"\x01" * 3000 + b"\0", {"framing_errors": 1}),
        (encode_frame(b"\x01" * (MAX_PAYLOAD + 9)), {"framing_errors": 1}),
        (cobs_encode(b"payload" + b"\0\0\0\0") + b"\0", {"crc_errors": 1}),
        (encode_frame(b"\xc1"), {"malformed": 1}),
        (encode_frame(msgpack.packb([99, 0])), {"malformed": 1}),
        (encode_frame(msgpack.packb([3, 0])), {"malformed": 1}),
        (encode_frame(msgpack.packb([3, 0, 1, 1])), {"malformed": 1}),
        (encode_frame(msgpack.packb([3, 0, -1])), {"malformed": 1}),
        (encode_frame(msgpack.packb([3, 0, 1.5])), {"malformed": 1}),
        (encode_frame(msgpack.packb([3, 0, 2**63])), {"malformed": 1}),
        (encode_frame(msgpack.packb([3, 70_000, 1])), {"malformed": 1}),
        (encode_frame(msgpack.packb([3, 0, 1]) + b"\0"), {"malformed": 1}),
        (encode_frame(msgpack.packb([3, 0, 2**32])[:-1]), {"malformed": 1}),
        (encode_frame(msgpack.packb([9, 0, 1, "text"])), {"malformed": 1}),
        (encode_frame(msgpack.packb([9, 0, 1, b"12345"])), {"malformed": 1}),
        (encode_frame(msgpack.packb([9, 0, 1, b""])), {"malformed": 1}),
        (encode_frame(msgpack.packb({3: 0})), {"malformed": 1}),
        (encode_frame(b"\x93\x09\x00\x01\xc5\xff\xff\x00"), {"malformed": 1}),
    ],
)
def test_damage_is_counted_by_kind(bench, data, counted):
    before = counts(bench)
    bench.send_bytes(data)
    assert change(before, counts(bench)) == counted


@settings(max_examples=200)
@given(
    st.recursive(
        st.one_of(st.integers(-(2**63), 2**64 - 1), st.binary(max_size=20), st.text(max_size=5)),
        lambda inner: st.lists(inner, max_size=16),
        max_leaves=18,
    )
)
def test_the_two_decoders_agree_on_what_is_a_message(make_bench, array):
    bench = make_bench()
    payload = msgpack.packb(array)
    before = counts(bench)
    bench.send_bytes(encode_frame(payload))
    changed = change(before, counts(bench))
    here = decode_message(payload)
    if here is None:
        assert changed == {"malformed": 1}
    else:
        assert changed.get("frames", 0) + changed.get("malformed", 0) == 1


@settings(max_examples=30)
@given(st.binary(max_size=2000))
def test_noise_is_counted_and_then_forgotten(make_bench, noise):
    bench = make_bench()
    before = counts(bench)
    reference = FrameDecoder()
    reference.feed(noise + b"\0")
    bench.send_bytes(noise + b"\0")
    bench.send(TimeRequest(1))
    changed = change(before, counts(bench))
    assert changed.pop("frames") == 1
    assert changed.get("framing_errors", 0) == reference.framing_errors
    assert changed.get("crc_errors", 0) == reference.crc_errors


def test_flipped_bytes_never_become_rows(make_bench, make_table):
    """100 rows, each with one bit turned somewhere: none is taken, all are counted."""
    bench = make_bench(make_table(41))
    generator = random.Random(3)
    before = counts(bench)
    for k in range(100):
        codes = np.arange(41, dtype="<i2") * k
        message = Setpoints(bench.now_us + 50_000 + k * 10_000, codes.tobytes())
        frame = bytearray(encode_frame(encode_message(message, bench.seq + k)))
        at = generator.randrange(len(frame) - 1)
        turned = frame[at] ^ (1 << generator.randrange(8))
        frame[at] = turned or 0xFF
        bench.send_bytes(bytes(frame))
    changed = change(before, counts(bench))
    assert "frames" not in changed
    assert changed["framing_errors"] + changed["crc_errors"] == 100
    assert int(bench.counter("rows")) == 0


def test_lost_messages_show_as_gaps(bench):
    before = counts(bench)
    bench.send(TimeRequest(1))
    bench.seq += 3
    bench.send(TimeRequest(2))
    bench.send(TimeRequest(3))
    assert change(before, counts(bench)) == {"frames": 3, "sequence_gaps": 1}


def test_the_table_hash_is_the_same_on_both_sides(make_bench, make_table):
    for joints in (1, 7, 64):
        bench = make_bench(make_table(joints))  # asserts that the commit was accepted
        bench.send(TableCommit("x", joints, bench.table.hash + 1 & 0xFFFFFFFF))
        bench.run(1)
        assert bench.replies()[-1].code != 0
