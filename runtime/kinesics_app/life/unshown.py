"""`Unshown`: whether what an intent asked for could be seen."""

from dataclasses import replace

from kinesics.conversation.event import Event

__all__ = ["Unshown"]

_ROWS = 30
"""Fewer are hidden by the rows around them, or by the firmware's braking."""


class Unshown:
    """Rows that no joint played are news to whoever asked for the motion."""

    def __init__(self, period_s: float) -> None:
        """`period_s`: of rows."""
        self._period_s = period_s
        self._before: dict[str, int] = {}

    def tell(self, event: Event, lost: int) -> Event:
        """`event`, which says how much was not shown, if it was much.

        `lost`: rows of this life that came too late, or were not made since they would have.
        """
        if event.state == "started":
            self._before[event.intent] = lost
        if not event.is_last:
            return event
        seconds = (lost - self._before.pop(event.intent, lost)) * self._period_s
        if event.state != "finished" or seconds < _ROWS * self._period_s:
            return event
        return replace(
            event, reason=f"{seconds:.1f} s of its motion were not shown: this host was behind"
        )
