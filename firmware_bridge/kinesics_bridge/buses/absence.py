"""`Absence`: how long this process had no turn: its own stalls are nobody else's silence."""

from collections import deque

__all__ = ["Absence"]

_USUAL_NS = 15_000_000  # between turns: more than that, and nobody was listening
_RECENT_NS = 5_000_000_000
_KEPT = 400  # all that fit into that time


class Absence:
    """Told of every turn; knows the gaps between turns that came too late."""

    def __init__(self) -> None:
        self.longest_ns = 0
        """The longest gap so far."""
        self._gaps: deque[tuple[int, int]] = deque(maxlen=_KEPT)
        self._turned_ns: int | None = None

    def turn(self, now_ns: int) -> int:
        """How long nobody listened before this turn [ns]; 0 where it came as usual."""
        before_ns, self._turned_ns = self._turned_ns, now_ns
        away_ns = 0 if before_ns is None else now_ns - before_ns
        if away_ns <= _USUAL_NS:
            return 0
        self.longest_ns = max(self.longest_ns, away_ns)
        self._gaps.append((now_ns, away_ns))
        return away_ns

    def rest(self) -> None:
        """No turn is expected until the next one."""
        self._turned_ns = None

    def told(self, now_ns: int) -> str:
        """A clause for people, after what went wrong in the last 5 s; empty: this host was there.

        So that nobody looks for a fault in a cable when it is a process that had no turn.
        """
        recent = [away_ns for t_ns, away_ns in self._gaps if t_ns > now_ns - _RECENT_NS]
        if not recent:
            return ""
        return (
            f"; but this host itself was busy with other things for {sum(recent) / 1e6:.0f} ms of "
            f"the last 5 s, {max(recent) / 1e6:.0f} ms at once: let it do less beside this"
        )
