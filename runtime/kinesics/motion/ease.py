"""`Course`: values that go from one place to another now and then, and rest in between."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Course", "Ease"]

F64 = NDArray[np.float64]
Times = NDArray[np.int64]

_COAST_S = 0.06
"""In which what is turned round stops: as long as a jump of velocity must not be seen."""

_SLOPE_NS = 1_000_000


class Ease(NamedTuple):
    """On the way from a state to rest elsewhere."""

    t_ns: int
    length_s: float
    start: F64
    """(K,) where it begins."""
    slope: F64
    """(K,) how fast that changed [1/s]."""
    to: F64
    """(K,) where it ends."""

    @property
    def end_ns(self) -> int:
        """When it is there."""
        return self.t_ns + round(self.length_s * 1e9)

    def at(self, times_ns: Times) -> F64:
        """(N, K) at robot times (N,); at rest after the end, as at the beginning before it."""
        since_s = np.maximum((times_ns - self.t_ns) * 1e-9, 0.0)[:, None]
        x = np.minimum(since_s / self.length_s, 1.0)
        share = x * x * (3.0 - 2.0 * x)
        values: F64 = self.start + share * (self.to - self.start)
        if self.slope.any():
            coasted = _COAST_S * (1.0 - np.exp(-since_s / _COAST_S)) * self.slope
            values += (1.0 - share) * coasted
        return values


class Course:
    """Eases one after another: each replaces what was to come, from its date on.

    Where it is at a time is a function of what was told, not of when it was asked.
    """

    def __init__(self, start: ArrayLike) -> None:
        """`start` (K,): where it rests until told otherwise."""
        self.eases: list[Ease] = []
        """In order."""
        self._start: F64 = np.array(start, dtype=np.float64)

    def turn(self, t_ns: int, length_s: float, to: ArrayLike) -> None:
        """From `t_ns` on, go to `to` (K,), from whatever it does then."""
        now, slope = self.state(t_ns)
        self.drop(t_ns)
        self.eases.append(Ease(t_ns, length_s, now, slope, np.array(to, dtype=np.float64)))

    def drop(self, t_ns: int) -> bool:
        """Forget what begins from `t_ns` on; whether there was something."""
        kept = [ease for ease in self.eases if ease.t_ns < t_ns]
        dropped = len(kept) < len(self.eases)
        self.eases = kept
        return dropped

    def at(self, times_ns: Times) -> F64:
        """(N, K) at robot times (N,), rising."""
        values = np.tile(self._start if not self.eases else self.eases[0].start, (len(times_ns), 1))
        for ease in self.eases:
            first = int(np.searchsorted(times_ns, ease.t_ns))
            if first < len(times_ns):
                values[first:] = ease.at(times_ns[first:])
        return values

    def state(self, t_ns: int) -> tuple[F64, F64]:
        """Values and how fast they change [1/s] at `t_ns`, (K,) each."""
        now, soon = self.at(np.array([t_ns, t_ns + _SLOPE_NS], np.int64))
        return now, (soon - now) * (1e9 / _SLOPE_NS)

    def forget(self, t_ns: int) -> None:
        """Drop what is over before `t_ns`."""
        while len(self.eases) > 1 and self.eases[1].t_ns <= t_ns:
            del self.eases[0]
