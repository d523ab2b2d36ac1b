"""`articulators`: phones with times become lip curves by dominance functions.

Cohen & Massaro (1993), "Modeling coarticulation in synthetic visual speech": each segment s pulls
an articulator towards its target T_s with dominance D_s(t) = a_s exp(-theta_s |tau|), tau the time
from the segment; the curve is sum(D_s T_s) / sum(D_s). Here tau is counted from the segment's core,
not its centre (long vowels hold still), and theta differs before and after the core.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.phones import Phone, parts, table
from kinesics.signals import TimedPhone

__all__ = ["ARTICULATORS", "INNER", "Coarticulation", "articulators", "core"]

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

ARTICULATORS = ("gap", "jaw", "round", "stretch", "labio", "tongue")
INNER = ("forward", "puff")
"""What the lips do not tell: the jaw's way forward, and cheeks full of held breath."""

_REACH_S = {
    "jaw": 0.036, "round": 0.032, "stretch": 0.030, "labio": 0.018, "tongue": 0.020,
    "forward": 0.036, "puff": 0.045,
}  # fmt: skip
"""1 / theta: how far a pull reaches before its core, 0.85 of it after [s]; the gap has its own."""
_AFTER = 0.85
_CORE = {"p": (0.20, 0.60), "b": (0.20, 0.65), "m": (0.20, 0.80), "pau": (0.0, 1.0)}
"""Core as shares of the segment; the release of a stop is not closed."""
_LEAST_PULL = 1e-12  # far from everything the nearest segments still decide
_PUFFED_S = 0.12  # of a closure in which breath fills the cheeks; a shorter one fills its share
_NEAR_S = 0.5
"""A core this far off is not felt: exp(-0.5 / 0.036) is 1e-6."""
_BLOCK = 50


class Coarticulation:
    """The curves of an utterance, asked for stretch by stretch."""

    def __init__(self, spoken: Sequence[TimedPhone], names: Sequence[str] = ARTICULATORS) -> None:
        """`spoken` in order; at least one phone. `names`: K of `ARTICULATORS` and `INNER`."""
        split = parts(spoken)
        rows = [table()[one.phone] for one in split]
        self._first_s, self._last_s = np.array([core(one) for one in split]).T.copy()  # (S,) each
        self._targets = np.array([[getattr(row, name) for name in names] for row in rows])
        if "puff" in names:
            self._targets[:, names.index("puff")] *= [_held(one) for one in split]
        self._strength = np.array([_strength(rows, name) for name in names]).T  # (S, K)
        self._reach_s = np.array(
            [[_REACH_S.get(name, row.reach_ms / 1000) for name in names] for row in rows]
        )

    def at(self, times_s: F64) -> F32:
        """The curves at rising times, (T, K)."""
        last = len(self._first_s) - 1
        begin = min(int(self._last_s.searchsorted(times_s[0] - _NEAR_S)), last)
        end = max(int(self._first_s.searchsorted(times_s[-1] + _NEAR_S)), begin + 1)
        off_s = np.maximum(0.0, self._first_s[begin:end] - times_s[:, None])  # (T, N)
        off_s += np.maximum(0.0, times_s[:, None] - self._last_s[begin:end]) / _AFTER
        pull = np.exp(-off_s[:, :, None] / self._reach_s[begin:end])  # (T, N, K)
        pull = self._strength[begin:end] * pull + _LEAST_PULL
        curves = (pull * self._targets[begin:end]).sum(axis=1) / pull.sum(axis=1)
        return np.asarray(curves, np.float32)


def articulators(spoken: Sequence[TimedPhone], times_s: F64) -> F32:
    """Curves of `ARTICULATORS` at the given rising times, (T, 6)."""
    curves = Coarticulation(spoken)
    blocks = [curves.at(times_s[n : n + _BLOCK]) for n in range(0, len(times_s), _BLOCK)]
    return np.concatenate([np.empty((0, len(ARTICULATORS)), np.float32), *blocks])


def core(one: TimedPhone) -> tuple[float, float]:
    """Where the phone is what it aims at [s]."""
    length_s = one.end_s - one.start_s
    low, high = _CORE.get(one.phone, (0.28, 0.72))
    return one.start_s + low * length_s, one.start_s + high * length_s


def _held(one: TimedPhone) -> float:
    """How far a closure of this length fills the cheeks, 0..1."""
    return min((one.end_s - one.start_s) / _PUFFED_S, 1.0)


def _strength(rows: list[Phone], articulator: str) -> F64:
    """a_s of the dominance functions, (S,)."""
    if articulator in ("gap", "labio"):
        return np.array([row.hold for row in rows])
    if articulator in ("round", "stretch"):
        return np.array([row.shape for row in rows])
    return np.sqrt([row.hold for row in rows])
