"""`Turns`: when somebody begins and ends to speak, by how much each hop sounds like a voice."""

__all__ = ["Turns"]

_RISES, _FALLS = 0.18, 0.11
"""Of the way to a hop's likeness that the mean goes, up and down."""
_BEGINS, _ENDS = 0.55, 0.35
_HELD_HOPS = 8
"""For which it stays below before somebody has ended: a stop consonant is shorter."""
_SURE, _UNSURE = 0.6, 0.25
"""Least that is told of who speaks, and most of who does not."""


class Turns:
    """A running mean with two thresholds; both are well apart in what is told."""

    def __init__(self) -> None:
        self.speaks = False
        self._mean = 0.0
        self._below = 0

    def push(self, likeness: float) -> float:
        """0..1: how surely somebody speaks, `likeness` 0..1 of the newest hop."""
        pull = _RISES if likeness > self._mean else _FALLS
        self._mean += pull * (likeness - self._mean)
        self._below = 0 if self._mean >= _ENDS else self._below + 1
        if not self.speaks:
            self.speaks = self._mean >= _BEGINS
        elif self._below > _HELD_HOPS:
            self.speaks = False
        return max(self._mean, _SURE) if self.speaks else min(self._mean, _UNSURE)
