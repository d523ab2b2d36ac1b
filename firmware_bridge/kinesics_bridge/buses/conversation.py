"""`Conversation`: one question at a time on a half-duplex line, and whose answers came."""

from collections.abc import Sequence

from kinesics_bridge.byte_port import BytePort

from .packets import Packet, Wire

__all__ = ["Conversation"]

_LATE_NS = 4_000_000
"""An answer may be this much later than the line needs: adapter, system, a busy reader."""


class Conversation:
    """Knows how long the line needs, so that nobody is asked while another still answers."""

    def __init__(self, port: BytePort, wire: Wire, baud: int) -> None:
        self.bytes_out = 0
        self.bytes_in = 0
        self.round_trip_ns = 0
        """Of the last question that was answered in full."""
        self._port = port
        self._wire = wire
        self._byte_ns = 10_000_000_000 // baud
        self._decoder = wire.decoder(statuses=True)
        self._line_ns = port.now_ns()
        self._asked_ns = 0
        self._awaited: set[int] = set()
        self._answers: dict[int, tuple[int, Packet]] = {}
        self._size = 0
        self._give_up_ns = 0
        self.open = False
        """Whether a question waits for answers."""

    @property
    def bad(self) -> int:
        """Damaged packets seen."""
        return self._decoder.bad

    def cost_ns(self, request: int, answers: int, size: int, delay_ns: int) -> int:
        """What the line needs for `request` bytes and answers of `size` bytes each."""
        return request * self._byte_ns + answers * (
            delay_ns + self._wire.status_size(size) * self._byte_ns
        )

    def tell(self, request: bytes) -> None:
        """Send what nobody answers."""
        self._write(request, 0)

    def ask(
        self, request: bytes, servos: Sequence[int], size: int, delays_ns: int, until_ns: int
    ) -> None:
        """Send, and wait for answers of `size` bytes from all `servos`.

        `delays_ns` is the sum of their return delays. It gives up a little after the line could
        have carried all, as soon as `until_ns` if that is later than what the line needs.
        """
        self._write(request, len(servos) * self._wire.status_size(size) * self._byte_ns + delays_ns)
        self._awaited = set(servos)
        self._answers = {}
        self._size = size
        least_ns = self._line_ns + _LATE_NS // 4
        self._give_up_ns = max(least_ns, min(self._line_ns + _LATE_NS, until_ns))
        self.open = True

    def pump(self) -> None:
        """Take in what has come."""
        for t_ns, data in self._port.read():
            self.bytes_in += len(data)
            for packet in self._decoder.feed(data):
                self._take(t_ns, packet)

    def finished(self, now_ns: int) -> bool:
        """Whether all have answered, or no more is to be expected."""
        if not self._awaited:
            self.round_trip_ns = now_ns - self._asked_ns
            return True
        if now_ns < self._give_up_ns:
            return False
        for packet in self._decoder.settle():
            self._take(now_ns, packet)
        return True

    def close(self) -> dict[int, tuple[int, Packet]]:
        """(time, status) by servo; those who did not answer are not in it."""
        self.open = False
        answers, self._answers = self._answers, {}
        return answers

    def _take(self, t_ns: int, packet: Packet) -> None:
        if packet.id in self._awaited and len(packet.params) == self._size:
            self._awaited.discard(packet.id)
            self._answers[packet.id] = (t_ns, packet)

    def _write(self, request: bytes, answers_ns: int) -> None:
        now_ns = self._port.now_ns()
        self._asked_ns = now_ns
        self.bytes_out += len(request)
        self._line_ns = max(now_ns, self._line_ns) + len(request) * self._byte_ns + answers_ns
        self._port.write(request)
