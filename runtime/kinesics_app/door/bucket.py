"""`Bucket`: how many messages a program may send, over time."""

__all__ = ["Bucket"]


class Bucket:
    """Holds `burst` at most and gains `rate_hz` a second; a message takes one."""

    def __init__(self, rate_hz: float, burst: int) -> None:
        self.rate_hz = rate_hz
        self._burst = burst
        self._left = float(burst)
        self._since_s: float | None = None

    def take(self, now_s: float) -> bool:
        """Whether a message that comes now is within the rate."""
        since_s = now_s if self._since_s is None else self._since_s
        self._left = min(self._left + (now_s - since_s) * self.rate_hz, self._burst)
        self._since_s = now_s
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True

    def borrow(self) -> None:
        """Take one that is not there: what comes in next pays for it."""
        self._left -= 1.0
