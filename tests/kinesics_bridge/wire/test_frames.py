"""Frames byte for byte, against foreign encoders; damage is counted, never raised or taken."""

import random
import zlib

import msgpack
import pytest
from cobs import cobs
from hypothesis import given
from hypothesis import strategies as st

from kinesics_bridge.wire.frames import FrameDecoder, cobs_decode, cobs_encode, encode_frame
from kinesics_bridge.wire.message_types import MESSAGE_TYPES, Setpoints, Stop, TimeRequest
from kinesics_bridge.wire.messages import decode_message, encode_message
from kinesics_bridge.wire.protocol import MAX_PAYLOAD

# Random data never finds these: runs of non-zero bytes as long as a COBS block, and around it.
EDGES = [
    head + b"\x01" * length + tail
    for length in (0, 1, 253, 254, 255, 507, 508, 509, 762)
    for head in (b"", b"\0", b"\x01\0")
    for tail in (b"", b"\0", b"\0\x02")
]
chunks = st.lists(st.one_of(st.binary(max_size=40), st.sampled_from(EDGES)), max_size=6)
plain = chunks.map(b"".join)


@given(plain)
def test_cobs_agrees_with_the_foreign_one(data):
    encoded = cobs_encode(data)
    assert 0 not in encoded
    assert cobs.decode(encoded) == data
    assert cobs_decode(cobs.encode(data)) == data
    assert len(encoded) <= len(data) + len(data) // 254 + 1


@pytest.mark.parametrize("data", EDGES, ids=range(len(EDGES)))
def test_cobs_at_its_block_lengths(data):
    assert cobs_encode(data) == cobs.encode(data)
    assert cobs_decode(cobs_encode(data)) == data


@given(st.binary(max_size=600))
def test_cobs_decodes_anything_or_says_no(data):
    out = cobs_decode(data)
    assert out is None or len(out) <= len(data)


def test_a_frame_byte_for_byte():
    frame = encode_frame(encode_message(Stop(), 5))
    payload = bytes([0x92, 10, 5])
    assert frame == cobs.encode(payload + zlib.crc32(payload).to_bytes(4, "little")) + b"\0"


@given(st.integers(0, 2**16 - 1), st.integers(0, 2**64 - 1), st.binary(max_size=300))
def test_messages_are_plain_msgpack(seq, t0_us, rows):
    payload = encode_message(Setpoints(t0_us, rows), seq)
    assert msgpack.unpackb(payload) == [9, seq, t0_us, rows]
    assert decode_message(payload) == (seq, Setpoints(t0_us, rows))


@given(st.binary(max_size=200))
def test_no_bytes_raise_in_the_message_decoder(data):
    decoded = decode_message(data)
    assert decoded is None or type(decoded[1]) in MESSAGE_TYPES.values()


@pytest.mark.parametrize(
    "array",
    [
        [],
        [3],
        [3, 0],
        [3, 0, -1],
        [3, 0, 2**64 - 1, 0],
        [3, 0, 1.0],
        [3, 0, True],
        [3, 0, "1"],
        [3, 65536, 1],
        [99, 0, 1],
        ["3", 0, 1],
        {3: 0},
        7,
        [9, 0, 1, "rows"],
    ],
)
def test_what_is_not_exactly_a_message_is_none(array):
    assert decode_message(msgpack.packb(array)) is None


@given(st.lists(st.binary(max_size=40), max_size=8), st.data())
def test_the_stream_may_be_cut_anywhere(payloads, data):
    stream = b"".join(map(encode_frame, payloads))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    decoder = FrameDecoder()
    found = [
        payload
        for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
        for payload in decoder.feed(stream[start:end])
    ]
    # an empty payload is not a message: 4 bytes of CRC alone are a framing error
    assert found == [payload for payload in payloads if payload]
    assert decoder.framing_errors == payloads.count(b"")


def damaged(frames, generator):
    """Byte flips, drops, repetitions, truncation, merged frames; and which were not touched."""
    out, intact = bytearray(), []
    merged = False
    for frame in frames:
        kind = generator.randrange(6)
        data = bytearray(frame)
        if kind == 0:
            data[generator.randrange(len(data) - 1)] ^= 1 << generator.randrange(8)
        elif kind == 1:
            del data[generator.randrange(len(data) - 1)]
        elif kind == 2:
            at = generator.randrange(len(data) - 1)
            data[at:at] = data[at : at + 1 + generator.randrange(3)]
        elif kind == 3:
            del data[generator.randrange(len(data)) :]
        if kind > 3 and not merged:
            intact.append(frame)
        merged = not data.endswith(b"\0")
        out += data
    return bytes(out), intact


def test_damaged_frames_are_never_taken_for_others():
    generator = random.Random(1)
    wrong = 0
    for trial in range(300):
        messages = [TimeRequest(generator.randrange(1 << 40)) for _ in range(100)]
        payloads = [encode_message(message, trial) for message in messages]
        stream, intact = damaged([encode_frame(payload) for payload in payloads], generator)
        decoder = FrameDecoder()
        found = decoder.feed(stream)
        wrong += len(set(found) - set(payloads))
        expected = [FrameDecoder().feed(frame)[0] for frame in intact]
        assert set(expected) <= set(found)  # resynchronised at the next delimiter
        assert decoder.framing_errors + decoder.crc_errors > 0
    assert wrong == 0


def test_endless_noise_without_delimiters_takes_no_memory():
    decoder = FrameDecoder()
    for _ in range(100):
        assert decoder.feed(b"\x55" * 10_000) == []
    assert decoder.feed(b"\0" + encode_frame(b"after")) == [b"after"]
    assert decoder.framing_errors == 1


def test_the_longest_payload_passes_and_a_longer_one_is_an_error():
    decoder = FrameDecoder()
    assert decoder.feed(encode_frame(b"\x01" * MAX_PAYLOAD)) == [b"\x01" * MAX_PAYLOAD]
    assert decoder.feed(encode_frame(b"\x01" * (MAX_PAYLOAD + 6))) == []
    assert decoder.framing_errors == 1


def test_what_comes_before_the_first_zero_is_no_damage_on_a_port_opened_midway():
    frames = [encode_frame(payload) for payload in (b"first", b"second", b"third")]
    stream = b"".join(frames)
    for opened in range(len(frames[0])):
        midway, strict = FrameDecoder(midway=True), FrameDecoder()
        whole = [b"first"] * (opened == 0)
        for decoder in (midway, strict):
            assert decoder.feed(stream[opened:]) == [*whole, b"second", b"third"]
        assert midway.framing_errors + midway.crc_errors == 0
        assert strict.framing_errors + strict.crc_errors == (0 < opened < len(frames[0]) - 1)


def test_only_the_first_piece_is_forgiven():
    for first in (b"\x05\x01\x02\0", b"\0", b"\x01" * 3000 + b"\0", encode_frame(b"whole")):
        decoder = FrameDecoder(midway=True)
        decoder.feed(first)
        decoder.feed(b"\x05\x01\x02\0")
        decoder.feed(cobs_encode(b"payload" + bytes(4)) + b"\0")
        assert (decoder.framing_errors, decoder.crc_errors) == (1, 1)
