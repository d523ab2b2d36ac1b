"""`EmulatorPort`: a `BytePort` to an emulated bus in the bus's own virtual time."""

from kinesics.errors import BridgeError

from .emulated_bus import EmulatedBus

__all__ = ["EmulatorPort"]


class EmulatorPort:
    """Bytes take `latency_ns` each way, as through an adapter."""

    def __init__(self, bus: EmulatedBus, *, latency_ns: int = 200_000) -> None:
        self.unplugged = False
        """Set it: from then on every read and write fails, as of an adapter pulled out."""
        self._bus = bus
        self.latency_ns = latency_ns
        """Of every byte from now on."""
        self._coming: list[tuple[int, bytes]] = []
        self._closed = False

    def now_ns(self) -> int:
        """Up to where the bus has run."""
        return self._bus.now_ns

    def write(self, data: bytes) -> None:
        """Send; on the line it is `latency_ns` later."""
        self._check()
        self._bus.receive(self._bus.now_ns + self.latency_ns, data)

    def read(self) -> list[tuple[int, bytes]]:
        """What has arrived by now, with its time."""
        self._check()
        self._coming += [(t_ns + self.latency_ns, data) for t_ns, data in self._bus.sent()]
        now_ns = self._bus.now_ns
        arrived = [piece for piece in self._coming if piece[0] <= now_ns]
        self._coming = [piece for piece in self._coming if piece[0] > now_ns]
        return arrived

    def wait(self, duration_ns: int) -> None:
        """Run the bus on."""
        self._bus.advance(self._bus.now_ns + duration_ns)

    def close(self) -> None:
        """Nothing to release."""
        self._closed = True

    def _check(self) -> None:
        if self._closed:
            raise BridgeError("the emulated port was closed")
        if self.unplugged:
            raise BridgeError("the emulated port is gone: it was unplugged; plug it in again")
