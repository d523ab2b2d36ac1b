"""`Dial`: a gain that a person or a planner turns; it gets there by a ramp."""

from kinesics.errors import TrackError
from kinesics.motion.ramp import smoothstep

__all__ = ["HIGHEST", "Dial"]

HIGHEST = 2.0
_RAMP_NS = 300_000_000  # slower than a syllable: a turn is not seen as a gesture


class Dial:
    """A gain over time; 1 until it is turned."""

    def __init__(self) -> None:
        self._t_ns = 0
        self._from = self._to = 1.0

    def turn(self, gain: float, t_ns: int) -> None:
        """Be `gain` soon after `t_ns`, from whatever it is then.

        Raises:
            TrackError: a gain that is not 0..2.
        """
        if not 0.0 <= gain <= HIGHEST:
            raise TrackError(f"gain is {gain}; wanted 0..{HIGHEST:g}")
        self._from, self._to, self._t_ns = self.at(t_ns), gain, t_ns

    def at(self, t_ns: int) -> float:
        """The gain at `t_ns`."""
        if self._from == self._to:
            return self._to
        return self._from + (self._to - self._from) * smoothstep((t_ns - self._t_ns) / _RAMP_NS)
