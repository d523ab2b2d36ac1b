"""`CatchingUp`: how a loop that has fallen behind comes back to the present."""

from collections.abc import Callable, Sequence

from kinesics.ports import Packet
from kinesics_app.loop import Loop
from kinesics_bridge.bridge import MIN_LEAD_NS

__all__ = ["CatchingUp"]


class CatchingUp:
    """Once its rows would come too late to be played, a loop leaves the past alone.

    Rows that nobody could play are left out. Those that can still be played are made, after one
    thought for all of them: thinking is what takes long. So the loop is in time again at once,
    and not only when ticks have become cheaper than their period. What a joint does in between is
    the firmware's: it brakes, holds, and is led back, within its limits.
    """

    def __init__(self, loop: Loop) -> None:
        self.missed = 0
        """Ticks that began more than a tick late."""
        self.left_out = 0
        """Rows that were never made."""
        self.longest_ns = 0
        """How far behind it has been at most, where it was too far."""
        self._loop = loop
        self._bearable_ns = max(loop.ahead_ns - MIN_LEAD_NS, loop.tick_ns)

    def go_on(self, tick_ns: int, now_ns: int, arrived: Callable[[int], Sequence[Packet]]) -> int:
        """The tick to go on with: `tick_ns`, or where that is too long ago, the present one.

        `arrived` gives what has arrived by a time and was not yet taken.
        """
        behind_ns = now_ns - tick_ns
        self.missed += behind_ns > self._loop.tick_ns
        if behind_ns <= self._bearable_ns:
            return tick_ns
        self.longest_ns = max(self.longest_ns, behind_ns)
        step_ns = self._loop.tick_ns
        present_ns = tick_ns + behind_ns // step_ns * step_ns
        past_ns = present_ns - step_ns
        self._loop.think(past_ns, arrived(past_ns))
        while tick_ns < present_ns:
            if now_ns - tick_ns > self._bearable_ns:
                self.left_out += 1
            else:
                self._loop.act(tick_ns)
            tick_ns += step_ns
        return present_ns
