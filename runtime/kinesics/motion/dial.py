"""`Dial`: a gain that a person or a planner turns; it gets there by a ramp."""

from typing import NamedTuple

from kinesics.errors import TrackError
from kinesics.motion.ramp import smoothstep

__all__ = ["HIGHEST", "Dial"]

HIGHEST = 2.0
_RAMP_NS = 300_000_000  # slower than a syllable: a turn is not seen as a gesture
_KEPT_NS = 10_000_000_000  # of the past; of the future, all


class _Turn(NamedTuple):
    t_ns: int
    before: float
    after: float

    def at(self, t_ns: int) -> float:
        """The gain at `t_ns`, which is not before the turn."""
        if self.before == self.after:
            return self.after
        share = smoothstep((t_ns - self.t_ns) / _RAMP_NS)
        return self.before + (self.after - self.before) * share


class Dial:
    """A gain over time, in the past and in the future that is known; 1 until it is turned."""

    def __init__(self) -> None:
        self.turned = False
        """Whether it may be other than 1."""
        self._turns = [_Turn(-(2**63), 1.0, 1.0)]

    def turn(self, gain: float, t_ns: int, asked_ns: int = 0) -> None:
        """Be `gain` 300 ms after `t_ns`, from whatever it is then; forgets turns of later dates.

        `asked_ns`: of what lies long before, only the last turn is kept.

        Raises:
            TrackError: a gain that is not 0..2.
        """
        if not 0.0 <= gain <= HIGHEST:
            raise TrackError(f"gain is {gain}; wanted 0..{HIGHEST:g}")
        self.turned = True
        turn = _Turn(t_ns, self.at(t_ns), gain)
        earlier = [one for one in self._turns if one.t_ns < t_ns]
        old = sum(one.t_ns < asked_ns - _KEPT_NS for one in earlier)
        self._turns = [*earlier[max(old - 1, 0) :], turn]

    def at(self, t_ns: int) -> float:
        """The gain at `t_ns`."""
        for turn in reversed(self._turns):
            if turn.t_ns <= t_ns:
                return turn.at(t_ns)
        return self._turns[0].before
