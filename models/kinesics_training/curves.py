"""The teacher: phones with times become lip curves by dominance functions.

Cohen & Massaro (1993), "Modeling coarticulation in synthetic visual speech": each segment s pulls
an articulator towards its target T_s with dominance D_s(t) = a_s exp(-theta_s |tau|), tau the time
from the segment; the curve is sum(D_s T_s) / sum(D_s). Here tau is counted from the segment's core,
not its centre (long vowels hold still), and theta differs before and after the core.
"""

import numpy as np
import numpy.typing as npt

from kinesics_training.phones import Phone, Segment, parts, table

F32 = npt.NDArray[np.float32]
ARTICULATORS = ("gap", "jaw", "round", "stretch", "labio", "tongue")
RATE_HZ = 100
"""Curves have one row per 10 ms."""

_REACH_S = {"jaw": 0.036, "round": 0.032, "stretch": 0.030, "labio": 0.018, "tongue": 0.020}
"""1 / theta: how far a pull reaches before its core, 0.85 of it after [s]; the gap has its own."""
_CORE = {"p": (0.20, 0.60), "b": (0.20, 0.65), "m": (0.20, 0.80), "pau": (0.0, 1.0)}
"""Core as shares of the segment; the release of a stop is not closed."""


def articulators(spoken: list[Segment], times_s: npt.NDArray[np.float64]) -> F32:
    """Curves of `ARTICULATORS` at the given times, (T, 6)."""
    split = parts(spoken)
    before_s, after_s = _distances(split, times_s)
    rows = [table()[segment.name] for segment in split]
    targets = np.array([[getattr(row, name) for name in ARTICULATORS] for row in rows])
    curves = np.empty((times_s.size, len(ARTICULATORS)), np.float32)
    for column, name in enumerate(ARTICULATORS):
        reach_s = np.array([_REACH_S.get(name, row.reach_ms / 1000) for row in rows])
        pull = _strength(rows, name) * np.exp(-(before_s + after_s / 0.85) / reach_s) + 1e-12
        curves[:, column] = (pull @ targets[:, column]) / pull.sum(axis=1)
    return curves


def _strength(rows: list[Phone], articulator: str) -> npt.NDArray[np.float64]:
    """a_s of the dominance functions, (S,)."""
    if articulator in ("gap", "labio"):
        return np.array([row.hold for row in rows])
    if articulator in ("round", "stretch"):
        return np.array([row.shape for row in rows])
    return np.sqrt([row.hold for row in rows])


def _distances(
    split: list[Segment], times_s: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Time still to go to, and passed since, each segment's core, (T, S) each, never negative."""
    edges_s = []
    for segment in split:
        length_s = segment.end_s - segment.start_s
        low, high = _CORE.get(segment.name, (0.28, 0.72))
        edges_s.append((segment.start_s + low * length_s, segment.start_s + high * length_s))
    first_s, last_s = np.array(edges_s).T
    before_s = np.maximum(0.0, first_s - times_s[:, None])
    return before_s, np.maximum(0.0, times_s[:, None] - last_s)
