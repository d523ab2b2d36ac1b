"""`Silence`: for how long nothing has been heard."""

import math

__all__ = ["NOTHING", "QUIET", "Silence"]

QUIET = math.log(1e-5)
"""Of every band: 50 dB below full scale, as it is between the words of most who speak."""
NOTHING = math.log(2e-8)
"""Of every band: as quiet as the floor that `LogMel` adds, which no microphone's room is."""


class Silence:
    """Counts hops in which no band of a log-mel spectrum is louder than a level."""

    def __init__(self, level: float) -> None:
        """`level`: the logarithm of a power, a full-scale sine's being 1."""
        self.hops = 0
        """Of silence until now."""
        self._level = level

    def hear(self, loudest: float) -> int:
        """`hops`, with a frame more, whose loudest band is this loud."""
        self.hops = self.hops + 1 if loudest < self._level else 0
        return self.hops

    def reset(self) -> None:
        """Nothing was heard before."""
        self.hops = 0
