"""`Slip`: motion that is shown later or earlier than it was dated, by a gently changing time."""

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.track import Track, between_rows

__all__ = ["MOST_PACE", "Slip"]

F64 = NDArray[np.float64]

MOST_PACE = 0.3
"""How much slower or faster than it was meant motion is ever shown."""

_ARRIVES_S = 0.06
_GATHERS = 0.05  # of pace, from a row to the next
_THERE_S, _RESTS = 5e-5, 0.01
_NOTICED_S = 1e-3
_NO_TIME = (0, 0)


class Slip:
    """Re-dates the tracks of one source, row by row, on the grid that they came in.

    Rows that were handed on stay as they are; those after them are taken from between the rows that
    came, so that nothing jumps. Until `aim` is called each track is handed on as it is.
    """

    def __init__(self) -> None:
        self._late_s = 0.0
        self._within_ns = _NO_TIME
        self._slip_s = self._pace = 0.0
        self._last: Track | None = None
        self._rows = np.empty((0, 0))
        """(N, K) rows that may still be asked for, the first at `_first_ns`."""
        self._first_ns = 0
        self._next_ns = 0
        """Date of the next row to hand on."""
        self._begun_ns = 0

    @property
    def late_ns(self) -> int:
        """How much later than it was dated motion is shown now."""
        return round(self._slip_s * 1e9)

    def aim(self, late_ns: int, within_ns: tuple[int, int]) -> None:
        """Show what begins `within_ns`, from and until, so much later; what else comes, not.

        A change of less than a millisecond is none: nobody sees it, and rows stay as they came.
        """
        late_s = late_ns * 1e-9
        before_s = self._late_s if within_ns == self._within_ns else 0.0
        self._late_s = late_s if abs(late_s - before_s) >= _NOTICED_S else before_s
        self._within_ns = within_ns

    def take(self, track: Track) -> Track | None:
        """What to show of `track` and of what came before it; None: nothing yet."""
        goes_on = self._last is not None and _follows(track, self._last)
        self._last = track
        if not goes_on:
            self._begin(track)
        still = not (self._slip_s or self._pace or self._wanted_s)
        if still and self._next_ns == track.t_ns:
            self._next_ns = track.end_ns + track.period_ns
            self._first_ns, self._rows = track.end_ns, track.values[-1:]
            return track
        if goes_on:
            self._rows = np.concatenate((self._rows, track.values))
        return self._redated(track)

    @property
    def _wanted_s(self) -> float:
        begin_ns, end_ns = self._within_ns
        return self._late_s if begin_ns <= self._begun_ns < end_ns else 0.0

    def _begin(self, track: Track) -> None:
        self._begun_ns = self._first_ns = track.t_ns
        self._rows = track.values
        if not self._wanted_s:
            self._slip_s = self._pace = 0.0
        self._next_ns = track.t_ns + self.late_ns

    def _redated(self, track: Track) -> Track | None:
        begin_ns, period_ns, made = self._next_ns, track.period_ns, []
        while True:
            slip_s, pace = self._stepped(period_ns * 1e-9)
            at_ns = self._next_ns - round(slip_s * 1e9)
            if at_ns > track.end_ns:
                break
            made.append(max(at_ns, self._first_ns) - self._first_ns)
            self._slip_s, self._pace = slip_s, pace
            self._next_ns += period_ns
        if not made:
            return None
        values = between_rows(self._rows, np.array(made), period_ns)
        gone = min(made[-1] // period_ns, len(self._rows) - 1)
        self._rows, self._first_ns = self._rows[gone:], self._first_ns + gone * period_ns
        return Track(begin_ns, track.rate_hz, track.columns, values, track.weight, track.priority)

    def _stepped(self, period_s: float) -> tuple[float, float]:
        """The slip [s] of the next row, and how it changes by then [s/s]."""
        left_s = self._wanted_s - self._slip_s
        if abs(left_s) < _THERE_S and abs(self._pace) < _RESTS:
            return self._wanted_s, 0.0
        wanted = min(max(left_s / _ARRIVES_S, -MOST_PACE), MOST_PACE)
        pace = self._pace + min(max(wanted - self._pace, -_GATHERS), _GATHERS)
        return self._slip_s + pace * period_s, pace


def _follows(track: Track, last: Track) -> bool:
    """Whether it is the next rows of the same motion."""
    return (
        track.t_ns == last.end_ns + last.period_ns
        and (track.rate_hz, track.weight, track.priority)
        == (last.rate_hz, last.weight, last.priority)
        and (track.columns is last.columns or np.array_equal(track.columns, last.columns))
    )
