"""Clocks: the only way in which time enters a run."""

import time
from collections.abc import Callable
from typing import Protocol

__all__ = ["Clock", "MonotonicClock", "VirtualClock"]


class Clock(Protocol):
    """Robot time."""

    def now_ns(self) -> int:
        """Robot time now."""

    def wait_until(self, t_ns: int) -> None:
        """Return at `t_ns`, or at once if it has passed."""


class MonotonicClock:
    """The host's CLOCK_MONOTONIC: a step of the wall clock moves nothing."""

    def now_ns(self) -> int:
        """Robot time now."""
        return time.monotonic_ns()

    def wait_until(self, t_ns: int) -> None:
        """Sleep to the absolute time, so that lateness does not add up."""
        remaining_ns = t_ns - time.monotonic_ns()
        if remaining_ns > 0:
            time.sleep(remaining_ns * 1e-9)


class VirtualClock:
    """Time that passes when somebody waits: whatever lives in it is advanced to that time."""

    def __init__(self, start_ns: int, advance: Callable[[int], None]) -> None:
        self._now_ns = start_ns
        self._advance = advance

    def now_ns(self) -> int:
        """Robot time now."""
        return self._now_ns

    def wait_until(self, t_ns: int) -> None:
        """Advance the world to `t_ns`."""
        if t_ns > self._now_ns:
            self._advance(t_ns)
            self._now_ns = t_ns
