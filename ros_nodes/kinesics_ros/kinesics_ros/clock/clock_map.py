"""`ClockMap`: robot time and the ROS clock, by an offset that is held while it is true."""

import time
from collections.abc import Callable
from pathlib import Path

__all__ = ["ClockMap", "clock_ident"]

_READINGS = 5  # the narrowest counts: between the others somebody else had the processor
_HELD_NS = 2_000_000
"""An offset that moved by less stays as it was: evenly dated motion stays evenly dated."""


class ClockMap:
    """`look` now and then; any thread may ask."""

    def __init__(self, ros_ns: Callable[[], int]) -> None:
        """`ros_ns` reads the ROS clock."""
        self.ident = clock_ident()
        self.error_ns = 0
        """Half of the time that the last reading took: the offset is no better known."""
        self.steps = 0
        """Times that the offset was another: the ROS clock was set, or has drifted away."""
        self._ros_ns = ros_ns
        self._offset_ns: int | None = None
        self.look()

    def look(self) -> None:
        """Compare the clocks anew."""
        took_ns, offset_ns = min(self._reading() for _ in range(_READINGS))
        self.error_ns = took_ns // 2
        if self._offset_ns is None or abs(offset_ns - self._offset_ns) > _HELD_NS:
            self.steps += self._offset_ns is not None
            self._offset_ns = offset_ns

    def now_ns(self) -> int:
        """Robot time now."""
        return time.monotonic_ns()

    def of_robot(self, t_ns: int) -> int:
        """Robot time as a time of the ROS clock."""
        return t_ns + (self._offset_ns or 0)

    def of_ros(self, ros_ns: int) -> int:
        """A time of the ROS clock as robot time."""
        return ros_ns - (self._offset_ns or 0)

    def _reading(self) -> tuple[int, int]:
        before_ns = time.monotonic_ns()
        ros_ns = self._ros_ns()
        after_ns = time.monotonic_ns()
        return after_ns - before_ns, ros_ns - (before_ns + after_ns) // 2


def clock_ident() -> str:
    """Whose CLOCK_MONOTONIC this is: equal where two processes read the same; else empty."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{Path('/proc/self/ns/time').readlink().name}"
    except OSError:
        return ""
