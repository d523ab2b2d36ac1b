"""`FeetechWire`: the STS and SCS packets: `FF FF id length code params sum`, one byte of check."""

from collections.abc import Mapping, Sequence

from .packet_search import PacketSearch
from .packets import BROADCAST, READ, SYNC_READ, SYNC_WRITE, WRITE, Packet

__all__ = ["FeetechDecoder", "FeetechWire", "checksum"]

_HEADER = b"\xff\xff"


def checksum(body: bytes) -> int:
    """Complement of the sum of id, length, code and parameters: 1 damaged packet in 256 passes."""
    return ~sum(body) & 0xFF


class FeetechWire:
    """The framing of Feetech's serial bus servos."""

    def instruction(self, servo: int, code: int, params: bytes = b"") -> bytes:
        """Any instruction, framed."""
        body = bytes([servo, len(params) + 2, code]) + params
        return _HEADER + body + bytes([checksum(body)])

    def read(self, servo: int, address: int, size: int) -> bytes:
        """Asks one servo for registers."""
        return self.instruction(servo, READ, bytes([address, size]))

    def write(self, servo: int, address: int, data: bytes) -> bytes:
        """Sets registers of one servo."""
        return self.instruction(servo, WRITE, bytes([address]) + data)

    def sync_read(self, servos: Sequence[int], address: int, size: int) -> bytes:
        """Asks many servos for the same registers; they answer in this order."""
        return self.instruction(BROADCAST, SYNC_READ, bytes([address, size, *servos]))

    def sync_write(self, address: int, data: Mapping[int, bytes]) -> bytes:
        """Sets the same registers of many servos, by servo; nobody answers."""
        size = len(next(iter(data.values())))
        rows = b"".join(bytes([servo]) + row for servo, row in data.items())
        return self.instruction(BROADCAST, SYNC_WRITE, bytes([address, size]) + rows)

    def status(self, servo: int, error: int, params: bytes = b"") -> bytes:
        """What a servo answers."""
        return self.instruction(servo, error, params)

    def decoder(self, *, statuses: bool) -> "FeetechDecoder":
        """The same for both sides: nothing in a packet tells which it is."""
        return FeetechDecoder(longest=64 if statuses else 255)

    def status_size(self, size: int) -> int:
        """Bytes of a status with `size` bytes of parameters."""
        return 6 + size


class FeetechDecoder(PacketSearch):
    """Packets from any cut of bytes; what is damaged is counted, never returned."""

    def __init__(self, *, longest: int = 255) -> None:
        super().__init__(_HEADER, again=1)
        self._longest = longest

    def _size(self, buffer: bytearray) -> int | None:
        if len(buffer) < 4:
            return None
        sound = buffer[2] <= BROADCAST and 2 <= buffer[3] <= self._longest
        return 4 + buffer[3] if sound else 0

    def _holds(self, whole: bytes) -> bool:
        return checksum(whole[2:-1]) == whole[-1]

    def _packet(self, whole: bytes, end: int) -> Packet:
        return Packet(whole[2], whole[4], whole[5:-1], end)
