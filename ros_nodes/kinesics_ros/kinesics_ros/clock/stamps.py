"""Dates at the edge: ROS stamps and robot time, which is this host's CLOCK_MONOTONIC."""

from dataclasses import dataclass
from typing import Any

from kinesics.errors import IntentError

__all__ = ["Moment"]

_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment on both clocks: read one right after the other, they are 1 us apart."""

    robot_ns: int
    ros_ns: int

    def of(self, t_ns: int) -> int:
        """Robot time `t_ns` by the ROS clock [ns]."""
        return self.ros_ns + t_ns - self.robot_ns

    def stamp_into(self, stamp: Any, t_ns: int) -> None:
        """Set a `builtin_interfaces/Time` to the robot time `t_ns`."""
        stamp.sec, stamp.nanosec = divmod(self.of(t_ns), _NS)

    def seconds(self, t_ns: int) -> float:
        """Robot time `t_ns` as seconds of the ROS clock."""
        return self.of(t_ns) * 1e-9

    def after_s(self, stamp: Any, tolerance_s: float) -> float:
        """How far a stamp is ahead [s], 0 at least; a stamp of 0 is no stamp, and means now.

        Raises:
            IntentError: it is further than `tolerance_s` from now: too late, or of another clock.
        """
        from_ns = self.from_ns(stamp, tolerance_s)
        return 0.0 if from_ns is None else max((from_ns - self.robot_ns) * 1e-9, 0.0)

    def from_ns(self, stamp: Any, tolerance_s: float) -> int | None:
        """Robot time of a stamp; None: it is 0, no stamp.

        Raises:
            IntentError: as `after_s`.
        """
        stamp_ns = int(stamp.sec * _NS + stamp.nanosec)
        if stamp_ns == 0:
            return None
        ahead_s = (stamp_ns - self.ros_ns) * 1e-9
        if abs(ahead_s) > tolerance_s:
            where = f"{ahead_s:.3g} s ahead" if ahead_s > 0 else f"{-ahead_s:.3g} s ago"
            raise IntentError(
                f"its stamp is {where}: too late, or of another clock; wanted 0 or within "
                f"{tolerance_s:g} s of now"
            )
        return self.robot_ns + stamp_ns - self.ros_ns
