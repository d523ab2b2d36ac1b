"""`Crossing`: of whom a message between our nodes is, which one it is, and by what clock."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kinesics.errors import TrackError
from kinesics_ros.clock.clock_map import ClockMap

__all__ = ["Crossing", "read_json"]

_MOST = 1_000_000  # characters


@dataclass(frozen=True, slots=True)
class Crossing:
    """The head of tracks and packets, as JSON."""

    origin: str
    """`DEPARTMENT:MARK`, as `kinesics_app.afar.parcel` has it."""
    sequence: int
    clock: str
    """Whose CLOCK_MONOTONIC dates everything; empty: that of the sender alone."""
    t_ns: int
    """A time of that clock,"""
    stamp_ns: int
    """and the same time by the sender's ROS clock."""

    @classmethod
    def now(cls, origin: str, sequence: int, clocks: ClockMap) -> "Crossing":
        """The head of what is sent now."""
        now_ns = clocks.now_ns()
        return cls(origin, sequence, clocks.ident, now_ns, clocks.of_robot(now_ns))

    def as_map(self) -> dict[str, Any]:
        """For JSON."""
        names = ("origin", "sequence", "clock", "t_ns", "stamp_ns")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def of_map(cls, read: Mapping[str, Any]) -> "Crossing":
        """What `as_map` told.

        Raises:
            TrackError: a field is not there, or of another type.
        """
        texts: dict[str, Any] = {name: read.get(name) for name in ("origin", "clock")}
        numbers: dict[str, Any] = {
            name: read.get(name) for name in ("sequence", "t_ns", "stamp_ns")
        }
        for name, value in texts.items():
            if type(value) is not str:
                raise TrackError(f"{name} is {str(value)[:40]!r}; wanted a text")
        for name, value in numbers.items():
            if type(value) is not int or abs(value) > 2**62:
                raise TrackError(f"{name} is {str(value)[:40]!r}; wanted an integer, within 2^62")
        return cls(**texts, **numbers)

    def ahead_ns(self, clocks: ClockMap) -> int:
        """What is to be added to the sender's dates; 0 where both read the same clock."""
        if self.clock and self.clock == clocks.ident:
            return 0
        return clocks.of_ros(self.stamp_ns) - self.t_ns


def read_json(text: str) -> dict[str, Any]:
    """The map in a text of a stranger; TrackError: it holds none."""
    if len(text) > _MOST:
        raise TrackError(f"{len(text)} characters; wanted {_MOST} at most")
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TrackError(f"{text[:40]!r} is no JSON ({error})") from None
    if not isinstance(read, dict):
        raise TrackError(f"JSON of a {type(read).__name__}; wanted a map")
    return read
