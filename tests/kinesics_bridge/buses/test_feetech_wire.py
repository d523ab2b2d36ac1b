"""The STS and SCS packets byte for byte: those that Feetech's protocol manual prints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics_bridge.buses.feetech_wire import FeetechWire
from kinesics_bridge.buses.packets import ACTION, PING, REG_WRITE

WIRE = FeetechWire()
packets = st.lists(
    st.tuples(st.integers(0, 253), st.integers(0, 255), st.binary(max_size=40)), max_size=6
)


def decode(pieces):
    decoder = WIRE.decoder(statuses=True)
    came = [packet for piece in pieces for packet in decoder.feed(piece)]
    return came + decoder.settle(), decoder


@pytest.mark.parametrize(
    ("packet", "printed"),
    [
        (WIRE.instruction(1, PING), "FF FF 01 02 01 FB"),
        (WIRE.status(1, 0), "FF FF 01 02 00 FC"),
        (WIRE.read(1, 0x38, 2), "FF FF 01 04 02 38 02 BE"),
        (WIRE.status(1, 0, b"\x18\x05"), "FF FF 01 04 00 18 05 DD"),
        (WIRE.instruction(254, ACTION), "FF FF FE 02 05 FA"),
        (WIRE.write(254, 5, b"\x01"), "FF FF FE 04 03 05 01 F4"),
        (
            WIRE.write(1, 0x2A, bytes([0x00, 0x08, 0x00, 0x00, 0xE8, 0x03])),
            "FF FF 01 09 03 2A 00 08 00 00 E8 03 D5",
        ),
        (
            WIRE.instruction(1, REG_WRITE, bytes([0x2A, 0x00, 0x08, 0x00, 0x00, 0xE8, 0x03])),
            "FF FF 01 09 04 2A 00 08 00 00 E8 03 D4",
        ),
        (WIRE.sync_read([1, 2], 0x38, 8), "FF FF FE 06 82 38 08 01 02 36"),
    ],
)
def test_packets_are_those_of_the_manual(packet, printed):
    assert packet == bytes.fromhex(printed)


def test_a_sync_write_names_each_servo_with_its_row():
    packet = WIRE.sync_write(0x2A, {1: b"\x00\x08", 3: b"\x10\x02"})
    assert packet[:-1] == bytes.fromhex("FF FF FE 0A 83 2A 02 01 00 08 03 10 02")
    assert (sum(packet[2:]) & 0xFF) == 0xFF


@given(packets, st.integers(1, 30))
def test_packets_survive_any_cut(sent, step):
    line = b"".join(WIRE.status(servo, error, data) for servo, error, data in sent)
    came, decoder = decode(line[at : at + step] for at in range(0, len(line), step))
    assert [(packet.id, packet.code, packet.params) for packet in came] == sent
    assert decoder.bad == 0


@given(packets, st.data())
def test_a_turned_bit_never_passes(sent, data):
    """One bit always shows in a sum; two may hide each other, once in 256."""
    line = bytearray(b"".join(WIRE.status(*packet) for packet in sent))
    if not line:
        return
    bit = data.draw(st.integers(0, 8 * len(line) - 1))
    line[bit // 8] ^= 1 << bit % 8
    _, decoder = decode([bytes(line)])
    assert decoder.bad > 0


@given(st.lists(st.binary(max_size=60), max_size=8))
def test_noise_never_raises(noise):
    came, decoder = decode(noise)
    assert decoder.bad > 0 or came or not any(noise)
