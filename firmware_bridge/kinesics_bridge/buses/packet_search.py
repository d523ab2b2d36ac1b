"""`PacketSearch`: packets that a header begins, found in any cut of bytes, whatever the family."""

from abc import ABC, abstractmethod

from .packets import Packet

__all__ = ["PacketSearch"]


class PacketSearch(ABC):
    """A `PacketDecoder` of whoever says what its packets look like."""

    def __init__(self, header: bytes, again: int) -> None:
        """`again`: so many bytes after a header that began no packet the next one may begin."""
        self.bad = 0
        """Packets whose check was wrong, and stretches that were none."""
        self._header = header
        self._again = again
        self._buffer = bytearray()

    @abstractmethod
    def _size(self, buffer: bytearray) -> int | None:
        """Bytes of the packet whose header is at the front; 0: damage; None: too few to tell."""

    @abstractmethod
    def _holds(self, whole: bytes) -> bool:
        """Whether the check of a whole packet is right."""

    @abstractmethod
    def _packet(self, whole: bytes, end: int) -> Packet | None:
        """What a sound one says; None: nothing to this side. `end`: as `Packet.end`."""

    def feed(self, data: bytes) -> list[Packet]:
        """What is complete with `data`."""
        buffer = self._buffer
        buffer += data
        packets = []
        while (size := self._complete()) is not None:
            whole = bytes(buffer[:size])
            if not self._holds(whole):
                self._damaged()  # its length may be the damage: look for the next header
                continue
            del buffer[:size]
            packet = self._packet(whole, len(data) - len(buffer))
            if packet is not None:
                packets.append(packet)
        return packets

    def settle(self) -> list[Packet]:
        """What was hidden behind a damaged length: nothing more is coming."""
        packets = []
        while self._buffer:
            self._skip(1)
            packets += self.feed(b"")
        return packets

    def _complete(self) -> int | None:
        """Bytes of the packet at the front, once they are all there."""
        buffer = self._buffer
        while True:
            start = buffer.find(self._header)
            if start < 0:
                self._skip(len(buffer) - self._beginning())
                return None
            self._skip(start)
            size = self._size(buffer)
            if size is None:
                return None
            if size:
                return size if len(buffer) >= size else None
            self._damaged()

    def _beginning(self) -> int:
        """Bytes at the end that may be the beginning of a header."""
        lengths = range(len(self._header) - 1, -1, -1)
        return next(n for n in lengths if self._buffer.endswith(self._header[:n]))

    def _damaged(self) -> None:
        self._skip(self._again)

    def _skip(self, count: int) -> None:
        if count > 0:
            self.bad += 1
            del self._buffer[:count]
