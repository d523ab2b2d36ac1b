"""`Deaths`: who raised while it thought, and when it is asked again: a back-off for each."""

from collections import Counter, deque
from collections.abc import Sequence

from kinesics.ports import Packet
from kinesics.signals import Cease, LetGo
from kinesics_app.tick.standing import Standing

__all__ = ["Deaths"]

_PAUSES_S = (5.0, 10.0, 20.0, 20.0)
"""Before it is asked again, once after each death; after one more it rests for good.

Short enough that a behaviour that makes up for its pause holds up no tick."""
_WELL_NS = 600_000_000_000  # after so long without, the next pause is the shortest again
_MOST_ENDS = 64


class _Missed:
    """What one that rests has to know of later: what holds by then, and what has ended.

    What it was asked to do meanwhile is not done, and of what was said there is a gap.
    """

    def __init__(self) -> None:
        self._standing = Standing()
        self._ends: deque[Packet] = deque(maxlen=_MOST_ENDS)

    def note(self, packets: Sequence[Packet]) -> None:
        for packet in packets:
            self._standing.note(packet)
            if isinstance(packet, Cease | LetGo):
                self._ends.append(packet)

    def at(self, t_ns: int) -> list[Packet]:
        return [*self._ends, *self._standing.at(t_ns)]


class Deaths:
    """Owned by who thinks. In robot time: a run that is repeated has them at the same ticks."""

    def __init__(self) -> None:
        self.died: dict[str, str] = {}
        """Who is asked nothing now, and what it raised."""
        self.counts: Counter[str] = Counter()
        """How often each has died."""
        self.last: dict[str, str] = {}
        """What each raised when it died last, whether it is asked again or not."""
        self._again_ns: dict[str, int] = {}
        self._since: dict[str, tuple[int, int]] = {}  # when it died last, and of how many in a row
        self._missed: dict[str, _Missed] = {}

    def note(self, name: str, error: Exception, now_ns: int) -> str:
        """It has died; what becomes of it, in words."""
        self.died[name] = self.last[name] = f"{type(error).__name__}: {error}"
        self.counts[name] += 1
        died_ns, row = self._since.get(name, (now_ns, 0))
        row = 0 if now_ns - died_ns > _WELL_NS else row
        self._since[name] = (now_ns, row + 1)
        if row >= len(_PAUSES_S):
            self._again_ns.pop(name, None)
            return "and is asked no more"
        self._missed[name] = _Missed()
        self._again_ns[name] = now_ns + round(_PAUSES_S[row] * 1e9)
        return f"and is asked again in {_PAUSES_S[row]:g} s"

    def rests(self, name: str, packets: Sequence[Packet], now_ns: int) -> bool:
        """Whether it is asked nothing of these packets; what will matter of them is kept for it."""
        if name not in self.died:
            return False
        again_ns = self._again_ns.get(name)
        if again_ns is not None and now_ns >= again_ns:
            del self.died[name], self._again_ns[name]
            return False
        if name in self._missed:
            self._missed[name].note(packets)
        return True

    def missed(self, name: str, now_ns: int) -> Sequence[Packet]:
        """What was kept for it, the first time that it is asked again."""
        missed = self._missed.pop(name, None)
        return () if missed is None else missed.at(now_ns)
