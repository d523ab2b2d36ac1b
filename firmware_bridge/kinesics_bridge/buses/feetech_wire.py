"""`FeetechWire`: the STS and SCS packets: `FF FF id length code params sum`, one byte of check."""

from collections.abc import Mapping, Sequence

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


class FeetechDecoder:
    """Packets from any cut of bytes; what is damaged is counted, never returned."""

    def __init__(self, *, longest: int = 255) -> None:
        self.bad = 0
        """Packets whose sum was wrong, and stretches that were none."""
        self._longest = longest
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Packet]:
        """What is complete with `data`."""
        buffer = self._buffer
        buffer += data
        packets = []
        while (size := self._complete()) is not None:
            body, sum_ = bytes(buffer[2 : size - 1]), buffer[size - 1]
            if checksum(body) != sum_:
                self.bad += 1
                del buffer[:1]  # its length may be the damage: look for the next header
                continue
            del buffer[:size]
            packets.append(Packet(body[0], body[2], body[3:], len(data) - len(buffer)))
        return packets

    def settle(self) -> list[Packet]:
        """What was hidden behind a damaged length: nothing more is coming."""
        packets = []
        while self._buffer:
            del self._buffer[:1]
            self.bad += 1
            packets += self.feed(b"")
        return packets

    def _complete(self) -> int | None:
        """Bytes of the packet at the front, once they are all there."""
        buffer = self._buffer
        while True:
            start = buffer.find(_HEADER)
            if start < 0:
                self._skip(len(buffer) - buffer.endswith(_HEADER[:1]))
                return None
            self._skip(start)
            if len(buffer) < 4:
                return None
            sound = buffer[2] <= BROADCAST and 2 <= buffer[3] <= self._longest
            if sound:
                size = 4 + buffer[3]
                return size if len(buffer) >= size else None
            self.bad += 1
            del buffer[:1]

    def _skip(self, count: int) -> None:
        if count > 0:
            self.bad += 1
            del self._buffer[:count]
