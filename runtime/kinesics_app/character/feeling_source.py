"""`FeelingSource`: what the robot feels, told to its behaviours while it changes."""

from dataclasses import replace

from kinesics.affect.feeling import difference
from kinesics.affect.state import STEP_NS, AffectState
from kinesics.signals import Feeling

__all__ = ["FeelingSource", "felt_from"]

_SEEN = 0.005  # of an axis, a share or the intensity: less is not worth telling


class FeelingSource:
    """Asks the state ten times a second, and tells a feeling when it differs from the last."""

    def __init__(self, state: AffectState, ahead_ns: int) -> None:
        """`ahead_ns`: how far ahead feelings are dated, beyond what the mixer is asked for."""
        self._state = state
        self._ahead_ns = ahead_ns
        self._told: Feeling | None = None
        self._next_ns: int | None = None

    def arrived(self, now_ns: int) -> list[Feeling]:
        """The feeling that begins to show `ahead_ns` from now, if it is another; or none."""
        t_ns = now_ns + self._ahead_ns
        if self._next_ns is not None and t_ns < self._next_ns:
            return []
        self._next_ns = t_ns + STEP_NS
        feeling = self._state.at(t_ns)
        if self._told is not None and difference(feeling, self._told) < _SEEN:
            return []
        self._told = feeling
        return [feeling]


def felt_from(begin_ns: int, feeling: Feeling, ahead_ns: int) -> FeelingSource:
    """A state of mind in which `feeling` is commanded from the first tick, at `begin_ns`, on."""
    state = AffectState(begin_ns)
    state.command(replace(feeling, t_ns=begin_ns + ahead_ns))
    return FeelingSource(state, ahead_ns)
