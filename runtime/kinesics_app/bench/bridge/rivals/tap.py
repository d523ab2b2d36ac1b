"""`Tap`: a `BytePort` that keeps everything that is written through it."""

from kinesics_bridge.ports.byte_port import BytePort

__all__ = ["Tap"]


class Tap:
    """Passes everything on unchanged."""

    def __init__(self, port: BytePort) -> None:
        self.written = bytearray()
        self._port = port

    def now_ns(self) -> int:
        """The present of the port behind."""
        return self._port.now_ns()

    def write(self, data: bytes) -> None:
        """Send, and keep."""
        self.written += data
        self._port.write(data)

    def read(self) -> list[tuple[int, bytes]]:
        """What has come in."""
        return self._port.read()

    def wait(self, duration_ns: int) -> None:
        """Let time pass."""
        self._port.wait(duration_ns)

    def close(self) -> None:
        """Release the port behind."""
        self._port.close()
