"""`Dates`: some times of interest, as a tuple, as an array, and from when to when."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Dates", "dates_of"]


class Dates(NamedTuple):
    """Made once a tick, asked by every stream."""

    times_ns: tuple[int, ...]
    """N, in any order."""
    array_ns: NDArray[np.int64]
    """(N,) the same."""
    first_ns: int
    last_ns: int

    def first(self, count: int) -> "Dates":
        """The first few of the times."""
        if count == len(self.times_ns):
            return self
        times_ns = self.times_ns[:count]
        return Dates(times_ns, self.array_ns[:count], min(times_ns), max(times_ns))


def dates_of(times_ns: tuple[int, ...]) -> Dates:
    """Of at least one time."""
    return Dates(times_ns, np.array(times_ns), min(times_ns), max(times_ns))
