"""`GazeShares`: how much of the last while went to the partner, and how much should."""

from math import exp

from kinesics.conversation.gaze_laws import Dwell

__all__ = ["GazeShares"]

_MEMORY_S = 40.0
_SHORTEST_S, _LONGEST_S = 0.5, 9.0
_SPREAD = 0.6
_USUAL = 0.3
_KNOWN_S = 1.0


class GazeShares:
    """Of each state by itself: what a beginning or a pause took from the partner is given back."""

    def __init__(self) -> None:
        self._spent: dict[str, tuple[float, float]] = {}

    def spend(self, state: str, dt_s: float, *, at_partner: bool) -> None:
        """`dt_s` of `state` were spent at the partner, or elsewhere."""
        at, away = self._spent.get(state, (0.0, 0.0))
        keeps = exp(-dt_s / _MEMORY_S)
        at, away = at * keeps, away * keeps
        self._spent[state] = (at + dt_s, away) if at_partner else (at, away + dt_s)

    def recent(self, state: str) -> float:
        """0..1 of the last while in `state` that went to the partner; 0.5 where nobody knows."""
        at, elsewhere = self._spent.get(state, (0.0, 0.0))
        return at / (at + elsewhere) if at + elsewhere > _KNOWN_S else 0.5

    def next_look(self, state: str, share: float, away: Dwell) -> Dwell:
        """How long to look at the partner now, so that `share` of the time is spent there."""
        usual_s = min(max(share / (1.0 - share) * away.mean_s, _SHORTEST_S), _LONGEST_S)
        at, elsewhere = self._spent.get(state, (0.0, 0.0))
        owed_s = (share * (at + elsewhere) - at) / (1.0 - share)
        # In part by what is usual: who pays every debt at once looks now never, now for ever.
        mean_s = min(max(_USUAL * usual_s + (1.0 - _USUAL) * owed_s, _SHORTEST_S), _LONGEST_S)
        return Dwell(mean_s, _SPREAD * mean_s)
