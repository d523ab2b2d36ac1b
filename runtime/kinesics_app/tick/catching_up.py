"""`CatchingUp`: how a loop that has fallen behind comes back to the present."""

from collections.abc import Callable, Mapping
from typing import Any

from kinesics_app.tick.costs import Costs
from kinesics_app.tick.loop import Loop
from kinesics_bridge.bridges.firmware_bridge import MIN_LEAD_NS

__all__ = ["CatchingUp"]


class CatchingUp:
    """Once its rows would come too late to be played, a loop leaves the past alone.

    Rows that nobody could play are left out. Those that can still be played are made, after one
    thought for all of them: thinking is what takes long. So the loop is in time again at once,
    and not only when ticks have become cheaper than their period. What a joint does in between is
    the firmware's: it brakes, holds, and is led back, within its limits.
    """

    def __init__(self, loop: Loop) -> None:
        self.tick_late = Costs()
        """How late each tick began."""
        self.missed = 0
        """Ticks that began more than a tick late."""
        self.left_out = 0
        """Rows that were never made."""
        self.longest_ns = 0
        """How far behind it has been at most, where it was too far."""
        self._loop = loop
        self._bearable_ns = max(loop.ahead_ns - MIN_LEAD_NS, loop.tick_ns)

    def go_on(self, tick_ns: int, clock: Callable[[], int], think: Callable[[int], object]) -> int:
        """The tick to go on with: `tick_ns`, or where that is too long ago, the present one.

        `clock` says what time it is; `think` has the loop think of all that has come by a time,
        and of what was thought of before no more.
        """
        now_ns = clock()
        behind_ns = now_ns - tick_ns
        self.tick_late.book(max(behind_ns, 0))
        self.missed += behind_ns > self._loop.tick_ns
        if behind_ns <= self._bearable_ns:
            return tick_ns
        self.longest_ns = max(self.longest_ns, behind_ns)
        self._leave_out(tick_ns, now_ns)
        think(self._present_ns(tick_ns, now_ns) - self._loop.tick_ns)
        now_ns = clock()
        self._leave_out(tick_ns, now_ns)
        present_ns = self._present_ns(tick_ns, now_ns)
        self._loop.catch_up(present_ns - self._loop.tick_ns)
        return present_ns

    def lost(self, counters: Mapping[str, int]) -> int:
        """Rows that came too late to be played, or were not made since they would have.

        `counters`: the bridge's.
        """
        return counters.get("rows_late", 0) + self.left_out

    def status(self, counters: Mapping[str, int]) -> Mapping[str, Any]:
        """How late ticks began and rows came, and what came of it: plain values by name."""
        return {
            "missed": self.missed,
            "left_out": self.left_out,
            "tick_late": {
                **self.tick_late.summary(),
                "largest_us": self.tick_late.largest_ns * 1e-3,
                "histogram": self.tick_late.buckets,
            },
            "late": self.lost(counters),
            "left_late": counters.get("rows_left_late", 0) + self.left_out,
            "underruns": counters.get("underruns", 0),
            "clamped": counters.get("clamped_ticks", 0),
        }

    def _present_ns(self, tick_ns: int, now_ns: int) -> int:
        return now_ns - (now_ns - tick_ns) % self._loop.tick_ns

    def _leave_out(self, tick_ns: int, now_ns: int) -> None:
        """The rows that could not be played any more."""
        playable_ns = now_ns + self._loop.ahead_ns - self._bearable_ns
        self.left_out += self._loop.leave_out(tick_ns, playable_ns)
