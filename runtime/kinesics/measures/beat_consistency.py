"""How near to what begins in a voice motion pauses or turns round."""

import numpy as np
from numpy.typing import NDArray

from kinesics.measures.curves import Curves
from kinesics.measures.heard import Heard
from kinesics.measures.reading import Reading

__all__ = ["beat_consistency"]

F64 = NDArray[np.float64]

_SIGMA_S = 0.3
_ORDER_S = 7 / 30.0  # seven rows of thirty a second, at which beats are usually looked for
_MOVED = 0.05  # of a signal's highest speed: what is slower is at rest, and rests on no beat
_SHIFTS = 199


def beat_consistency(curves: Curves, heard: Heard) -> list[Reading]:
    """Mean over the onsets of a sound of exp(-dt² / 2 (0.3 s)²), dt to the signal's nearest beat.

    A beat is where the signal's speed is least within 0.23 s either way, and it moved there. By
    chance: the same with onsets that are shifted in a circle, at the mean of many shifts; what
    moves often is near everything, so only their difference tells something.
    """
    if not len(heard.onsets_s):
        return []
    t_s, readings = curves.t_s, []
    speeds = np.abs(curves.derivative(1))
    for name, speed in zip(curves.names, speeds.T, strict=True):
        beats_s = t_s[_beats(speed, max(round(_ORDER_S * curves.rate_hz), 1))]
        own, chance = float("nan"), float("nan")
        if len(beats_s):
            own = _score(heard.onsets_s, beats_s)
            chance = _by_chance(heard.onsets_s, beats_s, (t_s[0], t_s[-1]))
        readings += [
            Reading("beat_consistency", name, own, "1"),
            Reading("beat_consistency_by_chance", name, chance, "1"),
        ]
    return readings


def _beats(speed: F64, order: int) -> NDArray[np.intp]:
    """Rows of (T,) that are slower than the `order` rows on each side."""
    size = 2 * order + 1
    if len(speed) < size or not speed.any():
        return np.empty(0, np.intp)
    views = np.lib.stride_tricks.sliding_window_view(speed, size)
    others = np.delete(views, order, axis=1)
    least = views[:, order] < others.min(axis=1)
    return np.flatnonzero(least & (others.max(axis=1) >= _MOVED * speed.max())) + order


def _score(onsets_s: F64, beats_s: F64) -> float:
    near = np.searchsorted(beats_s, onsets_s)
    before = np.abs(onsets_s - beats_s[np.maximum(near - 1, 0)])
    after = np.abs(onsets_s - beats_s[np.minimum(near, len(beats_s) - 1)])
    return float(np.exp(-0.5 * np.square(np.minimum(before, after) / _SIGMA_S)).mean())


def _by_chance(onsets_s: F64, beats_s: F64, span_s: tuple[float, float]) -> float:
    begin_s, length_s = span_s[0], span_s[1] - span_s[0]
    shifts_s = length_s * np.arange(1, _SHIFTS + 1) / (_SHIFTS + 1)
    shifted_s = begin_s + (onsets_s - begin_s + shifts_s[:, None]) % length_s
    return float(np.mean([_score(one, beats_s) for one in shifted_s]))
