"""Lip closures: dips of the gap, matched to the closures that the phones call for."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kinesics_training.lips.phones import BILABIAL, Segment

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
ROW_S = 0.01
WITHIN_S = 0.06
"""A dip this near the middle of a /p b m/ is its closure."""


@dataclass(frozen=True, eq=False)
class Dips:
    """The dips of some files' gaps and the closures that should be there."""

    top: float
    """90th percentile of the gap"""
    minima: F64
    """of all files: (index in its file, level, prominence), (M, 3)"""
    true: int
    """closures that should be there"""
    pairs: list[tuple[float, int, int]]
    """(error in s, row of `minima`, closure) of all that are near enough, nearest first"""

    @classmethod
    def of(cls, gaps: list[F32], spoken: list[list[Segment]]) -> "Dips":
        """From each file's gap (T,) and what was said in it."""
        top = float(np.percentile(np.concatenate(gaps), 90))
        low = [minima(gap) for gap in gaps]
        true_s = [closure_times_s(segments) for segments in spoken]
        pairs = []
        found = true = 0
        for rows, times_s in zip(low, true_s, strict=True):
            near = candidates((rows[:, 0] + 1) * ROW_S, times_s, WITHIN_S)
            pairs += [(error_s, found + i, true + j) for error_s, i, j in near]
            found, true = found + len(rows), true + len(times_s)
        return cls(top or 1e-9, np.concatenate(low), true, sorted(pairs))

    def count(self, prominence: float, level: float) -> F64:
        """(hits, found, true, summed error in s) with thresholds in shares of `top`."""
        keep = (self.minima[:, 2] >= prominence * self.top) & (
            self.minima[:, 1] <= level * self.top
        )
        kept = keep.tolist()
        errors_s = one_to_one(pair for pair in self.pairs if kept[pair[1]])
        return np.array([len(errors_s), keep.sum(), self.true, sum(errors_s)], np.float64)

    def thresholds(self) -> tuple[float, float]:
        """(p, q) with the best F1 here."""
        grid = [(p, q) for p in np.arange(0.05, 0.75, 0.05) for q in np.arange(-0.45, 0.6, 0.05)]
        return max(grid, key=lambda pq: f1(self.count(*pq)))


def f1(counts: F64) -> float:
    """F1 of `Dips.count`."""
    hits, found, true, _ = counts
    return float(2 * hits / max(found + true, 1))


def scores(counts: F64) -> dict[str, float]:
    """Recall, precision, F1 and mean error of `Dips.count`."""
    hits, found, true, error_s = counts
    return {
        "closure_recall": float(hits / max(true, 1)),
        "closure_precision": float(hits / max(found, 1)),
        "closure_f1": f1(counts),
        "closure_error_ms": float(1000 * error_s / max(hits, 1)),
    }


def closure_times_s(spoken: list[Segment]) -> F64:
    """The middle of every /p b m/ with speech on both sides."""
    inner = [
        (s.start_s + s.end_s) / 2
        for before, s, after in zip(spoken, spoken[1:], spoken[2:], strict=False)
        if s.name in BILABIAL and "pau" not in (before.name, after.name)
    ]
    return np.array(inner)


def minima(gap: F32) -> F64:
    """Local minima of a curve: (index, level, prominence), (M, 3); a flat bottom counts once."""
    edges = np.flatnonzero(np.diff(gap)) + 1
    starts = np.concatenate(([0], edges))
    runs = gap[starts].astype(np.float64)
    middles = (starts + np.concatenate((edges, [gap.size])) - 1) / 2
    low = np.flatnonzero((runs[1:-1] < runs[:-2]) & (runs[1:-1] < runs[2:])) + 1
    found = []
    for k in low:
        walls = [_wall(runs[:k][::-1], runs[k]), _wall(runs[k + 1 :], runs[k])]
        found.append((middles[k], runs[k], min(walls) - runs[k]))
    return np.array(found, np.float64).reshape(-1, 3)


def _wall(side: F64, level: float) -> float:
    """The highest value on one side before the curve goes below `level`."""
    below = np.flatnonzero(side < level)
    return float(side[: below[0]].max() if below.size and below[0] else side.max())


def matches(found_s: F64, true_s: F64, within_s: float = WITHIN_S) -> list[float]:
    """Errors of one-to-one matches within `within_s`, nearest first."""
    return one_to_one(candidates(found_s, true_s, within_s))


def candidates(found_s: F64, true_s: F64, within_s: float) -> list[tuple[float, int, int]]:
    """(error in s, found, true) of every two within `within_s`, nearest first."""
    errors_s = np.abs(found_s[:, None] - true_s[None])
    found, true = np.nonzero(errors_s <= within_s)
    near = zip(errors_s[found, true].tolist(), found.tolist(), true.tolist(), strict=True)
    return sorted(near)


def one_to_one(pairs: Iterable[tuple[float, int, int]]) -> list[float]:
    """The errors of the pairs that are taken when each, in turn, must find both sides free."""
    errors_s: list[float] = []
    found_taken: set[int] = set()
    true_taken: set[int] = set()
    for error_s, found, true in pairs:
        if found not in found_taken and true not in true_taken:
            errors_s.append(error_s)
            found_taken.add(found)
            true_taken.add(true)
    return errors_s
