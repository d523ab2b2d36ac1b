"""`Dial`: a gain that a person or a planner turns; it gets there by a ramp."""

from typing import NamedTuple

from kinesics.errors import TrackError
from kinesics.motion.ramp import smoothstep

__all__ = ["HIGHEST", "LONGEST_S", "RAMP_S", "SHORTEST_S", "Dial"]

HIGHEST = 2.0
RAMP_S = 0.3
"""Slower than a syllable: a turn is not seen as a gesture."""

SHORTEST_S, LONGEST_S = 0.1, 2.0
"""Of a ramp: a mouth that is scaled faster than it closes would be seen to jump."""

_KEPT_NS = 10_000_000_000  # of the past; of the future, all


class _Turn(NamedTuple):
    t_ns: int
    gain: float
    ramp_ns: int

    def share(self, t_ns: int) -> float:
        """How far it is taken up at `t_ns`, 0..1."""
        return smoothstep((t_ns - self.t_ns) / self.ramp_ns)


class Dial:
    """A gain over time, in the past and in the future that is known; 1 until it is turned.

    A turn blends from what the turns before it go on to do, so the gain is continuous in velocity
    too, and never beyond the gains that it was told.
    """

    def __init__(self) -> None:
        self.turned = False
        """Whether it may be other than 1."""
        self._turns: list[_Turn] = []

    @property
    def told(self) -> float:
        """The gain that it was told last."""
        return self._turns[-1].gain if self._turns else 1.0

    def turn(self, gain: float, t_ns: int, asked_ns: int = 0, ramp_s: float = RAMP_S) -> None:
        """Be `gain` `ramp_s` after `t_ns`, from whatever it is then; forgets turns of later dates.

        `asked_ns`: of what lies long before, only the last turn is kept.

        Raises:
            TrackError: a gain that is not 0..2, or a ramp that is not 0.1..2 s.
        """
        if not 0.0 <= gain <= HIGHEST:
            raise TrackError(f"gain is {gain}; wanted 0..{HIGHEST:g}")
        if not SHORTEST_S <= ramp_s <= LONGEST_S:
            raise TrackError(f"ramp_s is {ramp_s}; wanted {SHORTEST_S:g}..{LONGEST_S:g}")
        self.turned = True
        earlier = [one for one in self._turns if one.t_ns < t_ns]
        old = sum(one.t_ns < asked_ns - _KEPT_NS for one in earlier)
        self._turns = [*earlier[max(old - 1, 0) :], _Turn(t_ns, gain, round(ramp_s * 1e9))]

    def at(self, t_ns: int) -> float:
        """The gain at `t_ns`."""
        under_way: list[tuple[float, float]] = []  # gain and share, newest first
        for turn in reversed(self._turns):
            if turn.t_ns <= t_ns:
                share = turn.share(t_ns)
                under_way.append((turn.gain, share))
                if share == 1.0:
                    break
        now = 1.0
        for gain, share in reversed(under_way):
            now = gain if share == 1.0 else now + (gain - now) * share
        return now
