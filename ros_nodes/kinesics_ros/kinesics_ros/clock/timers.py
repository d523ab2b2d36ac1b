"""`every`: timers by the host's own clock: a /clock that stands still stops no diagnosis."""

from collections.abc import Callable
from typing import Any

from rclpy.clock import Clock, ClockType

__all__ = ["every"]


def every(node: Any, period_s: float, call: Callable[[], None], group: Any = None) -> Any:
    """The timer that has `call` called; `group`: a callback group, or the node's own."""
    return node.create_timer(period_s, call, group, clock=Clock(clock_type=ClockType.STEADY_TIME))
