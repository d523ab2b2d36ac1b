"""`RowsAhead`: which rows are wanted of a motion that is given ahead, and which once more."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["RowsAhead"]

Times = NDArray[np.int64]


class RowsAhead:
    """Rows on a grid of times; those that were given may be given anew from where they change."""

    def __init__(self, step_ns: int) -> None:
        self.step_ns = step_ns
        self.first_ns: int | None = None
        """Date of the first row of all; None: none was wanted yet."""
        self.next_ns = 0
        """Date of the first row that was not given."""

    def until(self, horizon_ns: int) -> Times | None:
        """Dates of the rows up to a horizon that were not given; None: all were."""
        if self.first_ns is None:
            self.first_ns = self.next_ns = horizon_ns // self.step_ns * self.step_ns
        begin_ns = self.next_ns
        if begin_ns >= horizon_ns + self.step_ns:
            return None
        times_ns = np.arange(begin_ns, horizon_ns + self.step_ns, self.step_ns)
        self.next_ns = int(times_ns[-1]) + self.step_ns
        return times_ns

    def again(self, t_ns: int) -> Times | None:
        """Dates of the rows from `t_ns` on that were given; None: there are none."""
        first_ns = -(-t_ns // self.step_ns) * self.step_ns
        if self.first_ns is None or first_ns >= self.next_ns:
            return None
        return np.arange(max(first_ns, self.first_ns), self.next_ns, self.step_ns)
