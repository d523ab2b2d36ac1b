"""What an ELF file puts into flash."""

import struct

import pytest

from kinesics.errors import BridgeError
from kinesics_bridge.firmware.elf import read_elf


def elf(*segments, machine=40):
    """A file with these (address, bytes) as loadable segments."""
    start = 52 + 32 * len(segments)
    head = struct.pack(
        "<16sHHIIIIIHHHHHH",
        b"\x7fELF\x01\x01\x01",
        *(2, machine, 1, 0, 52, 0, 0, 52, 32, len(segments), 0, 0, 0),
    )
    table, body = b"", b""
    for address, data in segments:
        offset = start + len(body)
        table += struct.pack("<8I", 1, offset, 0x2000_0000, address, len(data), len(data), 5, 4)
        body += data
    return head + table + body


@pytest.fixture
def written(tmp_path):
    def write(data):
        path = tmp_path / "image.elf"
        path.write_bytes(data)
        return path

    return write


def test_segments_lie_where_they_are_loaded_from_and_gaps_are_as_erased(written):
    image = read_elf(written(elf((0x0800_0010, b"data"), (0x0800_0000, b"code"))))
    assert image.address == 0x0800_0000
    assert image.content == b"code" + b"\xff" * 12 + b"data"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "no such image"),
        (b"\x7fELF\x02\x01" + bytes(60), "no such image"),
        (elf((0, b"code"), machine=62), "another machine"),
        (elf((0, b"code"))[:60], "another machine, or cut off"),
        (elf((0, b"code"))[:-1], "cut off"),
        (elf((0, b"")), "nothing to write"),
        (elf((0, b"a"), (0x2000_0000, b"b")), "spans"),
    ],
)
def test_anything_else_is_refused(written, data, told):
    with pytest.raises(BridgeError, match=told):
        read_elf(written(data))


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(BridgeError, match="cannot read"):
        read_elf(tmp_path / "nothing.elf")
