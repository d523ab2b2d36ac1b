"""Protocol 2.0 byte for byte: the packets that ROBOTIS prints on its Protocol 2.0 page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics_bridge.buses.dynamixel_wire import DynamixelWire, crc16
from kinesics_bridge.buses.packets import ACTION, PING, REBOOT, REG_WRITE

WIRE = DynamixelWire()
packets = st.lists(
    st.tuples(st.integers(0, 252), st.integers(0, 255), st.binary(max_size=40)), max_size=6
)


def decode(pieces, *, statuses=True):
    decoder = WIRE.decoder(statuses=statuses)
    came = [packet for piece in pieces for packet in decoder.feed(piece)]
    return came + decoder.settle(), decoder


@pytest.mark.parametrize(
    ("packet", "printed"),
    [
        (WIRE.instruction(1, PING), "FF FF FD 00 01 03 00 01 19 4E"),
        (WIRE.instruction(254, PING), "FF FF FD 00 FE 03 00 01 31 42"),
        (WIRE.status(1, 0, b"\x06\x04\x26"), "FF FF FD 00 01 07 00 55 00 06 04 26 65 5D"),
        (WIRE.read(1, 132, 4), "FF FF FD 00 01 07 00 02 84 00 04 00 1D 15"),
        (WIRE.status(1, 0, bytes([166, 0, 0, 0])), "FF FF FD 00 01 08 00 55 00 A6 00 00 00 8C C0"),
        (
            WIRE.write(1, 116, (512).to_bytes(4, "little")),
            "FF FF FD 00 01 09 00 03 74 00 00 02 00 00 CA 89",
        ),
        (WIRE.status(1, 0), "FF FF FD 00 01 04 00 55 00 A1 0C"),
        (
            WIRE.instruction(1, REG_WRITE, b"\x68\x00\xc8\x00\x00\x00"),
            "FF FF FD 00 01 09 00 04 68 00 C8 00 00 00 AE 8E",
        ),
        (WIRE.instruction(1, ACTION), "FF FF FD 00 01 03 00 05 02 CE"),
        (WIRE.instruction(1, REBOOT), "FF FF FD 00 01 03 00 08 2F 4E"),
        (
            WIRE.sync_read([1, 2], 132, 4),
            "FF FF FD 00 FE 09 00 82 84 00 04 00 01 02 CE FA",
        ),
        (WIRE.status(2, 0, bytes([31, 8, 0, 0])), "FF FF FD 00 02 08 00 55 00 1F 08 00 00 BA BE"),
        (
            WIRE.sync_write(116, {1: bytes([150, 0, 0, 0]), 2: bytes([170, 0, 0, 0])}),
            "FF FF FD 00 FE 11 00 83 74 00 04 00 01 96 00 00 00 02 AA 00 00 00 82 87",
        ),
    ],
)
def test_packets_are_those_of_the_manual(packet, printed):
    assert packet == bytes.fromhex(printed)


def test_the_crc_is_umts():
    assert crc16(b"123456789") == 0xFEE8


@given(packets, st.integers(1, 30))
def test_packets_survive_any_cut(sent, step):
    line = b"".join(WIRE.status(servo, error, data) for servo, error, data in sent)
    came, decoder = decode(line[at : at + step] for at in range(0, len(line), step))
    assert [(packet.id, packet.code, packet.params) for packet in came] == sent
    assert decoder.bad == 0


def test_headers_in_data_are_stuffed():
    packet = WIRE.status(3, 0, b"\xff\xff\xfd\x00\xff\xff\xfd\xfd")
    assert packet.count(b"\xff\xff\xfd\x00") == 1
    ((came,), _) = decode([packet])
    assert came.params == b"\xff\xff\xfd\x00\xff\xff\xfd\xfd"


@given(packets, st.data())
def test_a_turned_bit_costs_at_most_its_own_packet(sent, data):
    whole = [WIRE.status(servo, error, params) for servo, error, params in sent]
    line = bytearray(b"".join(whole))
    if not line:
        return
    bit = data.draw(st.integers(0, 8 * len(line) - 1))
    line[bit // 8] ^= 1 << bit % 8
    came, decoder = decode([bytes(line)])
    got = [(packet.id, packet.code, packet.params) for packet in came]
    assert len(got) == len(sent) - 1
    assert all(packet in sent for packet in got)
    assert decoder.bad > 0


@given(st.lists(st.binary(max_size=60), max_size=8))
def test_noise_is_counted_and_never_a_packet(noise):
    came, decoder = decode(noise)
    assert came == []
    assert decoder.bad > 0 or not any(noise)


def test_the_hosts_own_echo_is_no_status():
    came, _ = decode([WIRE.read(1, 132, 4), WIRE.status(1, 0)])
    assert [packet.id for packet in came] == [1]
