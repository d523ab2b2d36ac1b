"""`MeteredPort`: a `BytePort` that counts what passes and times the questions about the clock."""

from kinesics_bridge.byte_port import BytePort
from kinesics_bridge.messages import decode_message
from kinesics_bridge.protocol import TimeReply, TimeRequest
from kinesics_bridge.wire import FrameDecoder

__all__ = ["MeteredPort"]

_LONGEST_REPLY = 48  # encoded; longer frames are rows, and need not be looked into


class MeteredPort:
    """Passes everything on unchanged."""

    def __init__(self, port: BytePort) -> None:
        self.bytes_out = 0
        self.bytes_in = 0
        self.round_trips_ns: list[int] = []
        """From the write of a question to the arrival of its answer."""
        self._port = port
        self._asked_ns: dict[int, int] = {}
        self._tail = b""

    def start_anew(self) -> None:
        """Count from here."""
        self.bytes_out = self.bytes_in = 0
        self.round_trips_ns = []

    def now_ns(self) -> int:
        """The present of the port behind."""
        return self._port.now_ns()

    def write(self, data: bytes) -> None:
        """Send."""
        self.bytes_out += len(data)
        if len(data) <= _LONGEST_REPLY:
            message = _message(data)
            if isinstance(message, TimeRequest):
                self._asked_ns[message.tag] = self._port.now_ns()
        self._port.write(data)

    def read(self) -> list[tuple[int, bytes]]:
        """What has come in."""
        pieces = self._port.read()
        for t_ns, data in pieces:
            self.bytes_in += len(data)
            *frames, self._tail = (self._tail + data).split(b"\0")
            for frame in frames:
                if len(frame) <= _LONGEST_REPLY:
                    self._take(t_ns, frame)
        return pieces

    def wait(self, duration_ns: int) -> None:
        """Let up to this much time pass."""
        self._port.wait(duration_ns)

    def close(self) -> None:
        """Release the port behind."""
        self._port.close()

    def _take(self, t_ns: int, frame: bytes) -> None:
        message = _message(frame + b"\0")
        if isinstance(message, TimeReply) and message.tag in self._asked_ns:
            self.round_trips_ns.append(t_ns - self._asked_ns.pop(message.tag))


def _message(frame: bytes) -> object:
    for payload in FrameDecoder().feed(frame):
        decoded = decode_message(payload)
        return decoded[1] if decoded else None
    return None
