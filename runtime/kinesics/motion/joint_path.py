"""`JointPath`: where some joints are to be when, as somebody outside planned it."""

from dataclasses import dataclass
from itertools import pairwise
from math import exp

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import TrackError

__all__ = ["FURTHEST", "MOST_POINTS", "JointMotion", "JointPath", "make_joint_path"]

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

FURTHEST = 1e4
"""rad or m, and per second: whatever is beyond is no plan for a joint."""

MOST_POINTS = 2000

_COAST_S = 0.1  # in which a motion that was still fast at its last point runs out


@dataclass(frozen=True, slots=True, eq=False)
class JointPath:
    """Continuous in position and velocity at all times; through every point at its date."""

    t_ns: I64
    """(T,) rising: when the joints are to be *seen* at each point."""
    columns: NDArray[np.intp]
    """(K,) joint columns."""
    positions: F64
    """(T, K) [rad or m]"""
    slopes: F64
    """(T, K) [unit/s]"""

    def at(self, t_ns: int) -> F64:
        """(K,) at a robot time: before the first point coming to it, after the last run out."""
        row = int(np.searchsorted(self.t_ns, t_ns, side="right")) - 1
        inside = 0 <= row < len(self.t_ns) - 1
        end = max(row, 0)
        since_s = (t_ns - int(self.t_ns[end])) * 1e-9
        if inside:
            return self._between(row, since_s)
        if row >= 0:
            since_s = _COAST_S * (1.0 - exp(-since_s / _COAST_S))
        made: F64 = self.positions[end] + since_s * self.slopes[end]
        return made

    def _between(self, row: int, since_s: float) -> F64:
        """The cubic that has the positions and slopes of both its ends."""
        length_s = int(self.t_ns[row + 1] - self.t_ns[row]) * 1e-9
        x = since_s / length_s
        start, end = self.positions[row], self.positions[row + 1]
        share = x * x * (3.0 - 2.0 * x)
        leaving = x * (1.0 - x) ** 2 * length_s
        coming = x * x * (x - 1.0) * length_s
        made: F64 = start + share * (end - start)
        made += leaving * self.slopes[row] + coming * self.slopes[row + 1]
        return made


@dataclass(frozen=True, slots=True, eq=False)
class JointMotion:
    """Somebody outside moves joints, as they are seen from `t_ns` until `until_ns`.

    A newer one of the same intent is its motion from then on: joints that are not in its path are
    given back. Without a path all are.
    """

    t_ns: int
    until_ns: int
    intent: str
    path: JointPath | None


def make_joint_path(
    t_ns: I64, columns: NDArray[np.intp], positions: F64, slopes: F64 | None
) -> JointPath:
    """The path through `positions` (T, K) at `t_ns` (T,); without `slopes` no point is overshot.

    Raises:
        TrackError: no points or too many, times that do not rise, values that are no numbers.
    """
    if not 1 <= len(t_ns) <= MOST_POINTS:
        raise TrackError(f"{len(t_ns)} points; wanted 1 to {MOST_POINTS}")
    if not (np.diff(t_ns) > 0).all():
        late = int(np.argmin(np.diff(t_ns) > 0)) + 1
        raise TrackError(f"point {late} is not later than the one before; wanted rising times")
    given = (
        {"positions": positions}
        if slopes is None
        else {"positions": positions, "velocities": slopes}
    )
    for name, values in given.items():
        if values.shape != (len(t_ns), len(columns)):
            raise TrackError(
                f"{name} are {values.shape}; wanted {(len(t_ns), len(columns))}: a row a point, "
                "a number a joint"
            )
        if not (np.abs(values) <= FURTHEST).all():
            raise TrackError(f"{name} have NaN or a number beyond {FURTHEST:g}; wanted positions")
    return JointPath(
        t_ns, columns, positions, _slopes(t_ns, positions) if slopes is None else slopes
    )


def _slopes(t_ns: I64, positions: F64) -> F64:
    """(T, K) slopes that keep a path between its points (Fritsch and Butland 1984); 0 at its ends.

    Harmonic means of the slopes on both sides, 0 where it turns round.
    """
    slopes = np.zeros_like(positions)
    lengths_s = np.diff(t_ns) * 1e-9
    ways = np.diff(positions, axis=0) / lengths_s[:, None]
    for row, (one, two) in enumerate(pairwise(ways), 1):
        before_s, after_s = lengths_s[row - 1], lengths_s[row]
        onward = one * two > 0.0
        first, second = np.where(onward, one, 1.0), np.where(onward, two, 1.0)
        weights = (2.0 * after_s + before_s) / first + (after_s + 2.0 * before_s) / second
        slopes[row] = np.where(onward, 3.0 * (before_s + after_s) / weights, 0.0)
    return slopes
