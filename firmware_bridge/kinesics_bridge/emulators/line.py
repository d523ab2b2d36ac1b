"""`Line`: a half-duplex wire with its bit rate: when bytes have passed, and who talks over whom."""

import random
from collections import deque

from .faults import ServoFaults

__all__ = ["Line"]


class Line:
    """Times of bytes at a baud rate (8N1: ten bits each), in robot time."""

    def __init__(self, baud: int, seed: int = 0) -> None:
        self.byte_ns = 10_000_000_000 // baud
        self.collisions = 0
        """Times the host spoke while servos answered: both were lost."""
        self._free_ns = -(1 << 62)
        self._answers: deque[tuple[int, bytes]] = deque()
        self._random = random.Random(seed)

    def hear(self, t_ns: int, data: bytes) -> tuple[int, bool]:
        """Host bytes given to the line at `t_ns`: when they begin, and whether it was free."""
        free = not self._answers or t_ns >= self._free_ns
        if not free:
            self.collisions += 1
            self._answers = deque(answer for answer in self._answers if answer[0] <= t_ns)
            self._free_ns = t_ns
        begin_ns = max(t_ns, self._free_ns)
        self._free_ns = begin_ns + len(data) * self.byte_ns
        return begin_ns, free

    def answer(self, t_ns: int, data: bytes, faults: ServoFaults) -> None:
        """Bytes of a servo that are ready to go at `t_ns`."""
        begin_ns = max(t_ns, self._free_ns)
        self._free_ns = begin_ns + len(data) * self.byte_ns
        if faults.corrupt and self._random.random() < faults.corrupt:
            damaged = bytearray(data)
            bit = self._random.randrange(8 * len(data))
            damaged[bit // 8] ^= 1 << bit % 8
            data = bytes(damaged)
        self._answers.append((self._free_ns, data))

    @property
    def free_ns(self) -> int:
        """When the last byte has passed."""
        return self._free_ns

    def passed(self, t_ns: int) -> list[tuple[int, bytes]]:
        """Answers whose last byte has passed by `t_ns`, each with its time."""
        passed = []
        while self._answers and self._answers[0][0] <= t_ns:
            passed.append(self._answers.popleft())
        return passed
