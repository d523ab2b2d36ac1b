"""`TwinPort`: the wire to a twin, with its delay and, for tests, its damage."""

import random
from dataclasses import dataclass

from .machine import Twin

__all__ = ["LinkFaults", "TwinPort"]


@dataclass(frozen=True, slots=True)
class LinkFaults:
    """What a bad wire does to each byte, either way, repeatably."""

    seed: int = 0
    drop: float = 0.0
    """Share of bytes lost."""
    flip: float = 0.0
    """Share of bytes with one bit turned."""
    jitter_ns: int = 0
    """Writes are up to this much later."""


class TwinPort:
    """A `BytePort` in the twin's virtual time; bytes take `latency_ns` each way."""

    def __init__(
        self, twin: Twin, *, latency_ns: int = 200_000, faults: LinkFaults | None = None
    ) -> None:
        self._twin = twin
        self._latency_ns = latency_ns
        self.faults = faults
        self._random = random.Random(faults.seed if faults else 0)
        self._coming: list[tuple[int, bytes]] = []

    def now_ns(self) -> int:
        """Up to where the twin has run."""
        return self._twin.now_ns

    def write(self, data: bytes) -> None:
        """Send; the firmware has it `latency_ns` later."""
        self._twin.receive(self._twin.now_ns + self._delay_ns(), self._damage(data))

    def read(self) -> list[tuple[int, bytes]]:
        """Frames that have arrived by now."""
        for t_ns, data in self._twin.sent():
            self._coming.append((t_ns + self._delay_ns(), self._damage(data)))
        now_ns = self._twin.now_ns
        arrived = [piece for piece in self._coming if piece[0] <= now_ns]
        self._coming = [piece for piece in self._coming if piece[0] > now_ns]
        return arrived

    def wait(self, duration_ns: int) -> None:
        """Run the twin on."""
        self._twin.advance(self._twin.now_ns + duration_ns)

    def close(self) -> None:
        """Nothing to release."""

    def _delay_ns(self) -> int:
        jitter_ns = self.faults.jitter_ns if self.faults else 0
        return self._latency_ns + (self._random.randrange(jitter_ns) if jitter_ns else 0)

    def _damage(self, data: bytes) -> bytes:
        faults = self.faults
        if faults is None or not (faults.drop or faults.flip):
            return data
        out = bytearray()
        for byte in data:
            if self._random.random() < faults.drop:
                continue
            turned = self._random.random() < faults.flip
            out.append(byte ^ (1 << self._random.randrange(8)) if turned else byte)
        return bytes(out)
