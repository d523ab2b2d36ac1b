"""`Link`: the way from a program to a robot."""

from collections.abc import Mapping
from typing import Any, Protocol

__all__ = ["Link"]


class Link(Protocol):
    """Carries messages as `kinesics.conversation.message` reads them, and what is answered."""

    def now_ns(self) -> int:
        """Time by which `receive` waits: a robot's own may be virtual."""

    def send(self, message: Mapping[str, Any]) -> None:
        """Hand a message over."""

    def receive(self, timeout_s: float) -> Mapping[str, Any] | None:
        """The next thing that the robot tells, or None if it tells nothing for so long."""

    def close(self) -> None:
        """Leave the robot alone; twice is fine."""
