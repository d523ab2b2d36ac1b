"""`Conversation`: one question at a time on a half-duplex line, and whose answers came."""

from collections import deque
from collections.abc import Sequence

from kinesics_bridge.ports.byte_port import BytePort

from .packets import Packet, Wire

__all__ = ["Conversation"]

_LATE_NS = (4_000_000, 20_000_000)
"""An answer may be this much later than the line needs: adapter, system, a busy reader."""
_FIRST_NS = 60_000_000  # at first, when neither return delays nor the adapter are known
_EXCUSES = 3  # a host that is away at every turn would wait for ever
_OWED_NS = 100_000_000  # an answer that is later still is not to come any more


class Conversation:
    """Knows how long the line needs, so that nobody is asked while another still answers."""

    def __init__(self, port: BytePort, wire: Wire, baud: int) -> None:
        self.baud = baud
        self.bytes_out = 0
        self.bytes_in = 0
        self._port = port
        self._wire = wire
        self._byte_ns = 10_000_000_000 // baud
        self._decoder = wire.decoder(statuses=True)
        self._line_ns = self._earliest_ns = port.now_ns()
        self._awaited: set[int] = set()
        self._answers: dict[int, tuple[int, Packet]] = {}
        self._size = 0
        self._extra_ns: deque[int] = deque(maxlen=100)
        self._request = b""
        self._give_up_ns = 0
        self._late_ns = _FIRST_NS
        self._owed: dict[int, tuple[int, bytes]] = {}
        self._unheard = 0  # times that nobody listened since it was asked
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

        `delays_ns` is the sum of their return delays. It gives up some time after the line could
        have carried all, or at `until_ns` if the line needs no longer.
        """
        self._write(request, len(servos) * self._wire.status_size(size) * self._byte_ns + delays_ns)
        self._awaited = set(servos)
        self._answers = {}
        self._size = size
        self._request = request
        self._unheard = 0
        least_ns = self._line_ns + _LATE_NS[0] // 4
        self._give_up_ns = max(least_ns, min(self._line_ns + self._late_ns, until_ns))
        self.open = True

    def owes(self, servo: int, request: bytes) -> bool:
        """Whether this servo may still answer an earlier question: its answer would be mistaken."""
        until_ns, earlier = self._owed.get(servo, (0, b""))
        return self._port.now_ns() < until_ns and request != earlier

    @property
    def usual_late_ns(self) -> int:
        """How much later than the line needs answers usually come."""
        return sorted(self._extra_ns)[len(self._extra_ns) // 2] if self._extra_ns else 0

    def forget_times(self) -> None:
        """What answers took so far was in a bad hour."""
        self._extra_ns.clear()

    def adapt(self) -> None:
        """From now on wait as long for answers as the ones so far make wise."""
        self._late_ns = min(max(3 * self.usual_late_ns, _LATE_NS[0]), _LATE_NS[1])

    def was_away(self, now_ns: int, *, hurry: bool) -> None:
        """Nobody listened until `now_ns`: what is open gets as long again, and tells no times.

        In no `hurry`, as long as a first question.
        """
        self._unheard += 1
        if self._unheard > _EXCUSES:
            return
        self._give_up_ns = max(self._give_up_ns, now_ns + (self._late_ns if hurry else _FIRST_NS))

    def pump(self) -> None:
        """Take in what has come."""
        for t_ns, data in self._port.read():
            self.bytes_in += len(data)
            for packet in self._decoder.feed(data):
                self._take(t_ns, packet)

    def finished(self, now_ns: int) -> bool:
        """Whether all have answered, or no more is to be expected."""
        if not self._awaited:
            return True
        if now_ns < self._give_up_ns:
            return False
        for packet in self._decoder.settle():
            self._take(now_ns, packet)
        return True

    def close(self) -> dict[int, tuple[int, Packet]]:
        """(time, status) by servo; those who did not answer are not in it."""
        self.open = False
        until_ns = self._port.now_ns() + _OWED_NS
        self._owed.update((servo, (until_ns, self._request)) for servo in self._awaited)
        self._awaited = set()
        answers, self._answers = self._answers, {}
        return answers

    def _take(self, t_ns: int, packet: Packet) -> None:
        if packet.id in self._awaited and len(packet.params) == self._size:
            self._awaited.discard(packet.id)
            self._answers[packet.id] = (t_ns, packet)
            if t_ns < self._earliest_ns:  # the answer to an earlier question, no less true
                self._wait_longer()
            elif not self._awaited and not self._unheard:
                self._extra_ns.append(t_ns - self._line_ns)
                self._late_ns = max(self._late_ns - self._late_ns // 64, _LATE_NS[0])
        elif self._owed.pop(packet.id, None):
            self._wait_longer()

    def _wait_longer(self) -> None:
        self._late_ns = min(self._late_ns + self._late_ns // 4, _LATE_NS[1])

    def _write(self, request: bytes, answers_ns: int) -> None:
        now_ns = self._port.now_ns()
        self.bytes_out += len(request)
        self._earliest_ns = max(now_ns, self._line_ns) + len(request) * self._byte_ns
        self._line_ns = self._earliest_ns + answers_ns
        self._port.write(request)
