"""`Dated`: rows that go out, and when each does."""

from collections import deque
from collections.abc import Callable

from kinesics.motion.frame import Frame

__all__ = ["Dated", "Sent"]

Sent = tuple[int, int, bytes]
"""A row: its date, when it went out, and (J,) float64 of its positions."""


class Dated(deque[Frame]):
    """Put where a loop keeps what it sends."""

    def __init__(self, clock: Callable[[], int]) -> None:
        super().__init__()
        self._clock, self._at = clock, deque[int]()

    def append(self, frame: Frame, /) -> None:
        """It goes out now."""
        super().append(frame)
        self._at.append(self._clock())

    def taken(self) -> list[Sent]:
        """What went out since this was asked last."""
        return [
            (frame.t_ns, self._at.popleft(), frame.values.tobytes())
            for frame in (self.popleft() for _ in range(len(self)))
        ]
