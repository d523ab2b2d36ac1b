"""`ElfImage`: what an ELF file puts where in a microcontroller's flash."""

import struct
from dataclasses import dataclass
from pathlib import Path

from kinesics.errors import BridgeError

__all__ = ["ElfImage", "read_elf"]

# The 32-bit little-endian header and program header of the ELF specification (TIS 1.2).
_HEADER = struct.Struct("<16sHHIIIIIHHHHHH")
_PROGRAM = struct.Struct("<IIIIIIII")
_MAGIC = b"\x7fELF\x01\x01"
_ARM = 40
_LOAD = 1
_MOST_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class ElfImage:
    """The bytes that an image writes, from its lowest address on."""

    address: int
    content: bytes
    """Gaps are 0xff, as erased flash is."""


def read_elf(path: Path) -> ElfImage:
    """The image in an ELF file for 32-bit Arm.

    Raises:
        BridgeError: no such file, or something else than that.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BridgeError(
            f"cannot read {path}: {error.strerror}; wanted an image of `kinesics firmware build`"
        ) from error
    wanted = "wanted an ELF file for 32-bit Arm, as `kinesics firmware build stm32f405` makes it"
    if not data.startswith(_MAGIC) or len(data) < _HEADER.size:
        raise BridgeError(f"{path} is no such image; {wanted}")
    _, _, machine, _, _, first, _, _, _, size, count, *_ = _HEADER.unpack_from(data)
    if machine != _ARM or size != _PROGRAM.size or first + size * count > len(data):
        raise BridgeError(f"{path} is for another machine, or cut off; {wanted}")
    pieces = []
    for number in range(count):
        kind, offset, _, address, length, *_ = _PROGRAM.unpack_from(data, first + size * number)
        if kind == _LOAD and length:
            pieces.append((address, data[offset : offset + length], length))
    if not pieces or any(len(piece) != length for _, piece, length in pieces):
        raise BridgeError(f"{path} holds nothing to write, or is cut off; {wanted}")
    return _joined(path, [(address, piece) for address, piece, _ in pieces])


def _joined(path: Path, pieces: list[tuple[int, bytes]]) -> ElfImage:
    low = min(address for address, _ in pieces)
    high = max(address + len(piece) for address, piece in pieces)
    if high - low > _MOST_BYTES:
        raise BridgeError(f"{path} spans {high - low} bytes; wanted one flash memory's")
    content = bytearray(b"\xff" * (high - low))
    for address, piece in pieces:
        content[address - low : address - low + len(piece)] = piece
    return ElfImage(low, bytes(content))
