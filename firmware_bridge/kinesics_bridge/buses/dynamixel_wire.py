"""`DynamixelWire`: Protocol 2.0: `FF FF FD 00 id length(2) code params crc(2)`, byte-stuffed."""

from collections.abc import Mapping, Sequence

from .packet_search import PacketSearch
from .packets import BROADCAST, READ, SYNC_READ, SYNC_WRITE, WRITE, Packet

__all__ = ["DynamixelDecoder", "DynamixelWire", "crc16"]

HEADER = b"\xff\xff\xfd\x00"
STATUS = 0x55
_STUFFED, _PLAIN = b"\xff\xff\xfd\xfd", b"\xff\xff\xfd"
_LONGEST = {True: 256, False: 1024}  # bytes of a status, of an instruction; beyond is damage
_POLYNOMIAL = 0x8005


def _table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte << 8
        for _ in range(8):
            value = (value << 1) ^ (_POLYNOMIAL if value & 0x8000 else 0)
        table.append(value & 0xFFFF)
    return tuple(table)


_CRC = _table()


def crc16(data: bytes) -> int:
    """CRC-16 of polynomial 0x8005, from 0, not reflected (CRC-16/UMTS)."""
    value = 0
    for byte in data:
        value = (value << 8 & 0xFFFF) ^ _CRC[value >> 8 ^ byte]
    return value


class DynamixelWire:
    """The framing of Protocol 2.0."""

    def instruction(self, servo: int, code: int, params: bytes = b"") -> bytes:
        """Any instruction, framed."""
        body = bytes([code]) + params
        if _PLAIN in body:
            body = body.replace(_PLAIN, _STUFFED)
        head = HEADER + bytes([servo]) + (len(body) + 2).to_bytes(2, "little")
        return head + body + crc16(head + body).to_bytes(2, "little")

    def read(self, servo: int, address: int, size: int) -> bytes:
        """Asks one servo for registers."""
        return self.instruction(servo, READ, _words(address, size))

    def write(self, servo: int, address: int, data: bytes) -> bytes:
        """Sets registers of one servo."""
        return self.instruction(servo, WRITE, _words(address) + data)

    def sync_read(self, servos: Sequence[int], address: int, size: int) -> bytes:
        """Asks many servos for the same registers; they answer in this order."""
        return self.instruction(BROADCAST, SYNC_READ, _words(address, size) + bytes(servos))

    def sync_write(self, address: int, data: Mapping[int, bytes]) -> bytes:
        """Sets the same registers of many servos, by servo; nobody answers."""
        size = len(next(iter(data.values())))
        rows = b"".join(bytes([servo]) + row for servo, row in data.items())
        return self.instruction(BROADCAST, SYNC_WRITE, _words(address, size) + rows)

    def status(self, servo: int, error: int, params: bytes = b"") -> bytes:
        """What a servo answers."""
        return self.instruction(servo, STATUS, bytes([error]) + params)

    def decoder(self, *, statuses: bool) -> "DynamixelDecoder":
        """For the host's side (`statuses`) or the servo's (instructions)."""
        return DynamixelDecoder(statuses=statuses)

    def status_size(self, size: int) -> int:
        """Bytes of a status with `size` bytes of parameters, on the line, if nothing is stuffed."""
        return 11 + size


class DynamixelDecoder(PacketSearch):
    """Packets from any cut of bytes; what is damaged is counted, never returned."""

    def __init__(self, *, statuses: bool) -> None:
        super().__init__(HEADER, again=len(HEADER))
        self._statuses = statuses
        self._longest = _LONGEST[statuses]

    def _size(self, buffer: bytearray) -> int | None:
        if len(buffer) < 7:
            return None
        size = 7 + int.from_bytes(buffer[5:7], "little")
        sound = 10 <= size <= self._longest and buffer[4] <= BROADCAST and buffer[4] != HEADER[2]
        return size if sound else 0

    def _holds(self, whole: bytes) -> bool:
        return crc16(whole[:-2]) == int.from_bytes(whole[-2:], "little")

    def _packet(self, whole: bytes, end: int) -> Packet | None:
        body = whole[7:-2]
        if _STUFFED in body:
            body = body.replace(_STUFFED, _PLAIN)
        if (body[0] == STATUS) != self._statuses:
            return None  # an echo of the host's own words, or another servo's
        if not self._statuses:
            return Packet(whole[4], body[0], body[1:], end)
        if len(body) < 2:
            self.bad += 1
            return None
        return Packet(whole[4], body[1], body[2:], end)


def _words(*values: int) -> bytes:
    return b"".join(value.to_bytes(2, "little") for value in values)
