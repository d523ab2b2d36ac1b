"""Head and torso over a long time: never frozen, never the same twice, never off their place."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics_app.life_measures.figure import Figure
from kinesics_app.life_measures.lived import Lived

__all__ = ["variety"]

F64 = NDArray[np.float64]

_HZ = 10
_CLIP_S = 4.0
_STILL_DEG = 0.1
_LONGEST_S = 3.0
_LAGS_S = (5.0, 300.0)
_FORGETS_S = 2.0  # about the time in which the slowest of it is another
_BLOCK_S, _ERRORS = 20.0, 4.0
_BODY = ("torso_yaw", "torso_pitch", "torso_roll", "head_yaw", "head_pitch", "head_roll")


def variety(lived: Lived) -> Sequence[Figure]:
    """Of the mix, all that life does to head and torso together."""
    every = round(len(lived.t_ns) / ((lived.t_ns[-1] - lived.t_ns[0]) * 1e-9) / _HZ)
    body = np.degrees(np.stack([lived.channels[name] for name in _BODY], axis=1))[::every]
    return [_frozen(body), _alike(body), _repeats(body), _drift(body)]


def _frozen(body: F64) -> Figure:
    """The longest time in which nothing moves by a tenth of a degree."""
    longest, first = 0, 0
    low = high = body[0]
    for row, values in enumerate(body):
        low, high = np.minimum(low, values), np.maximum(high, values)
        if (high - low > _STILL_DEG).any():
            longest, first = max(longest, row - first), row
            low = high = values
    longest_s = max(longest, len(body) - first) / _HZ
    return Figure(
        "longest stillness of head and torso (0.1 deg), as mixed",
        f"{longest_s:.1f} s",
        "people are never still",
        "ours",
        f"< {_LONGEST_S:g} s",
        longest_s < _LONGEST_S,
        gate=True,
    )


def _alike(body: F64) -> Figure:
    """Clips of 4 s, each from its own mean: how far they are apart, and the nearest two."""
    rows = round(_CLIP_S * _HZ)
    clips = body[: len(body) // rows * rows].reshape(-1, rows, body.shape[1])
    clips = (clips - clips.mean(axis=1, keepdims=True)).reshape(len(clips), -1)
    square = (clips * clips).sum(axis=1)
    apart = np.sqrt(np.maximum(square[:, None] + square - 2.0 * clips @ clips.T, 0.0) / rows)
    pairs = apart[np.triu_indices(len(clips), 1)]
    nearest, mean = float(pairs.min()), float(pairs.mean())
    return Figure(
        f"clips of {_CLIP_S:g} s of head and torso, distance: mean, nearest two of {len(clips)}",
        f"{mean:.2f}, {nearest:.2f} deg rms",
        "no two alike",
        "diversity, ours",
        "nearest > 0.1 deg",
        nearest > 0.1,
        gate=True,
    )


def _repeats(body: F64) -> Figure:
    """The largest autocorrelation of the torso's velocity."""
    speed = np.diff(body[:, :3], axis=0)
    speed -= speed.mean(axis=0)
    size = 2 * len(speed)
    power = (np.abs(np.fft.rfft(speed, size, axis=0)) ** 2).sum(axis=1)
    alike = np.fft.irfft(power, size)
    first, last = (round(one * _HZ) for one in _LAGS_S)
    worst = float(np.abs(alike[first : min(last, len(speed) // 2)]).max() / alike[0])
    bar = 5.0 / np.sqrt(len(speed) / _HZ / _FORGETS_S)
    return Figure(
        "autocorrelation of the torso's velocity, 5 s to 5 min, largest",
        f"{worst:.3f}",
        "none repeats",
        "ours",
        f"< {bar:.3f} (5 / sqrt n)",
        worst < bar,
        gate=True,
    )


def _drift(body: F64) -> Figure:
    """The last third against the first, in yaw and roll, by what means of 20 s differ anyway.

    Weight rests on a side for longer than that, so means of 20 s are alike: the fewer are free, by
    how alike neighbours are (Bayley & Hammersley 1946, Suppl. J. R. Stat. Soc. 8:184). Pitch is
    left out: a listener leans, so its mean goes with who says how much.
    """
    rows = round(_BLOCK_S * _HZ)
    sides = body[: len(body) // rows * rows, [0, 2]].reshape(-1, rows, 2).mean(axis=1)
    third = max(len(sides) // 3, 2)
    first, last = sides[:third], sides[-third:]
    moved = np.abs(last.mean(axis=0) - first.mean(axis=0))
    alike = np.array([_neighbours(sides[:, side]) for side in range(2)])
    free = third * (1.0 - alike) / (1.0 + alike)
    errors = np.sqrt((first.var(axis=0, ddof=1) + last.var(axis=0, ddof=1)) / free)
    worst = int(np.argmax(moved / errors))
    return Figure(
        "drift of the torso to a side, last third against first, as mixed",
        f"{moved[worst]:.1f} deg, {moved[worst] / errors[worst]:.1f} standard errors",
        "none",
        "ours",
        f"< {_ERRORS:g} standard errors",
        bool(moved[worst] < _ERRORS * errors[worst]),
        gate=True,
    )


def _neighbours(means: F64) -> float:
    """0..0.9: the correlation of each with the next, what drifts in a line taken out."""
    rows = np.arange(len(means))
    rest = means - np.polyval(np.polyfit(rows, means, 1), rows)
    square = float(rest @ rest)
    return min(max(float(rest[1:] @ rest[:-1]) / square, 0.0), 0.9) if square else 0.0
