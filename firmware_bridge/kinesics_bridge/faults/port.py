"""`FaultyPort`: a `BytePort` through a bad wire, in whatever time that port lives."""

from collections import deque

from kinesics.errors import BridgeError
from kinesics_bridge.ports.byte_port import BytePort

from .line import FaultyLine
from .outages import Outages
from .wire_faults import WireFaults

__all__ = ["FaultyPort"]


class FaultyPort:
    """Harms what passes to and from `port`; while the plug is out every call says so.

    Bytes that leave late do so in `read`, `write` and `wait`; only `wait` is exact to the
    nanosecond, so let time pass by `wait`, or `advance` as a `World`'s clock does.
    """

    def __init__(self, port: BytePort, faults: WireFaults | None = None) -> None:
        faults = faults or WireFaults()
        begin_ns = port.now_ns()
        self.to_device = FaultyLine(faults.to_device, seed=faults.seed, begin_ns=begin_ns)
        self.to_host = FaultyLine(faults.to_host, seed=faults.seed + 1, begin_ns=begin_ns)
        self.unplugs = 0
        """Times the plug was pulled."""
        self._port = port
        self._pulled = False
        self._outages = Outages(faults.unplug_every_s, faults.unplug_s, faults.seed + 2, begin_ns)
        self._away = False  # by the schedule
        self._out: deque[tuple[int, bytes]] = deque()
        self._in: deque[tuple[int, bytes]] = deque()

    @property
    def plugged(self) -> bool:
        """Whether bytes can pass."""
        return not (self._pulled or self._away)

    def unplug(self) -> None:
        """Pull the plug: what is under way is lost."""
        self._drop()
        self._pulled = True

    def plug(self) -> None:
        """Put it back."""
        self._pulled = False

    def now_ns(self) -> int:
        """The present of the port behind."""
        return self._port.now_ns()

    def write(self, data: bytes) -> None:
        """Send what the wire leaves of `data`; BridgeError while the plug is out."""
        self._check()
        self._out.extend(self.to_device.feed(self.now_ns(), data))
        self._deliver()

    def read(self) -> list[tuple[int, bytes]]:
        """What has come through; BridgeError while the plug is out."""
        self._check()
        self._deliver()
        arrived = []
        while self._in and self._in[0][0] <= self.now_ns():
            arrived.append(self._in.popleft())
        return arrived

    def wait(self, duration_ns: int) -> None:
        """Let time pass; late bytes leave on the way, each at its time."""
        self.advance(self.now_ns() + duration_ns)

    def advance(self, t_ns: int) -> None:
        """Let time pass until `t_ns`."""
        while (now_ns := self.now_ns()) < t_ns:
            self._follow_schedule()
            self._deliver()
            due_ns = min(t_ns, self._out[0][0]) if self._out else t_ns
            self._port.wait(max(1, due_ns - now_ns))
            if self.now_ns() <= now_ns:
                return  # time stands still in that port
        self._deliver()

    def close(self) -> None:
        """Release the port behind; twice is fine."""
        self._port.close()

    def _deliver(self) -> None:
        now_ns = self.now_ns()
        while self._out and self._out[0][0] <= now_ns:
            self._port.write(self._out.popleft()[1])
        for t_ns, data in self._port.read():
            if self.plugged:
                self._in.extend(self.to_host.feed(t_ns, data))
            else:
                self.to_host.lose(len(data))

    def _check(self) -> None:
        self._follow_schedule()
        if not self.plugged:
            raise BridgeError("the port is gone: it was unplugged; plug it in, then try again")

    def _follow_schedule(self) -> None:
        away = self._outages.end_ns(self.now_ns()) is not None
        if away and not self._away:
            self._drop()
        self._away = away

    def _drop(self) -> None:
        if not self.plugged:
            return
        self.unplugs += 1
        self.to_device.cut(self._out)
        self.to_host.cut(self._in)
