"""`MeteredPort`: a `BytePort` that counts what passes and times the questions about the clock."""

from collections.abc import Iterator

from kinesics_bridge.ports.byte_port import BytePort
from kinesics_bridge.wire.frames import FrameDecoder
from kinesics_bridge.wire.message_types import Message, TimeReply, TimeRequest
from kinesics_bridge.wire.messages import decode_message

__all__ = ["MeteredPort"]


class MeteredPort:
    """Passes everything on unchanged; looks into it only when asked: its cost is measured too."""

    def __init__(self, port: BytePort) -> None:
        self._port = port
        self._sent: list[tuple[int, bytes]] = []
        self._came: list[tuple[int, bytes]] = []

    def start_anew(self) -> None:
        """Count from here."""
        self._sent, self._came = [], []

    @property
    def bytes_out(self) -> int:
        """Sent."""
        return sum(len(data) for _, data in self._sent)

    @property
    def bytes_in(self) -> int:
        """Come."""
        return sum(len(data) for _, data in self._came)

    @property
    def round_trips_ns(self) -> list[int]:
        """From the write of a question to the arrival of its answer."""
        asked_ns = {
            message.tag: t_ns
            for t_ns, message in _messages(self._sent)
            if isinstance(message, TimeRequest)
        }
        return [
            t_ns - asked_ns[message.tag]
            for t_ns, message in _messages(self._came)
            if isinstance(message, TimeReply) and message.tag in asked_ns
        ]

    def now_ns(self) -> int:
        """The present of the port behind."""
        return self._port.now_ns()

    def write(self, data: bytes) -> None:
        """Send."""
        self._sent.append((self._port.now_ns(), data))
        self._port.write(data)

    def read(self) -> list[tuple[int, bytes]]:
        """What has come in."""
        pieces = self._port.read()
        self._came += pieces
        return pieces

    def wait(self, duration_ns: int) -> None:
        """Let up to this much time pass."""
        self._port.wait(duration_ns)

    def close(self) -> None:
        """Release the port behind."""
        self._port.close()


def _messages(pieces: list[tuple[int, bytes]]) -> Iterator[tuple[int, Message]]:
    """Each with the time of the piece that completed it."""
    decoder = FrameDecoder(midway=True)
    for t_ns, data in pieces:
        for payload in decoder.feed(data):
            decoded = decode_message(payload)
            if decoded is not None:
                yield t_ns, decoded[1]
