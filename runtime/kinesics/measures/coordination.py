"""How two movers go together: who follows whom, and how closely."""

import numpy as np
from numpy.typing import NDArray

from kinesics.measures.curves import Curves
from kinesics.measures.pairs import pairs
from kinesics.measures.reading import Reading

__all__ = ["agreement", "coordination", "imitation"]

F64 = NDArray[np.float64]

_WIDTH_S, _STEP_S = 1.1, 0.5
_REACH_S = 1.0
_STILL = 1e-9


def coordination(one: Curves, other: Curves) -> list[Reading]:
    """Windowed lagged cross-correlation of signals of one name, as far as 1 s either way.

    Windows of 1.1 s every 0.5 s; of each the greatest correlation and its lag, positive where
    `other` follows `one`. Windows in which one of them is still tell nothing.
    """
    return _compared(one, other, both_ways=True, kind="coordination")


def imitation(one: Curves, other: Curves) -> list[Reading]:
    """As `coordination`, but only what `other` does after `one`."""
    return _compared(one, other, both_ways=False, kind="imitation")


def agreement(one: Curves, other: Curves) -> list[Reading]:
    """RMS difference, and Lin's concordance (1989, Biometrics 45: 255), of signals of one name."""
    readings = []
    for name, first, second in pairs(one, other):
        apart = float(np.sqrt(np.square(first - second).mean()))
        both = np.cov(first, second, bias=True)
        spread = both[0, 0] + both[1, 1] + (first.mean() - second.mean()) ** 2
        ccc = float(2.0 * both[0, 1] / spread) if spread > 0.0 else float("nan")
        readings += [
            Reading("rms_difference", name, apart, "u"),
            Reading("concordance", name, ccc, "1"),
        ]
    return readings


def _compared(one: Curves, other: Curves, *, both_ways: bool, kind: str) -> list[Reading]:
    readings = []
    rate_hz = one.rate_hz
    for name, first, second in pairs(one, other):
        best = np.array(_windows(first, second, rate_hz, both_ways=both_ways)).reshape(-1, 2)
        mean, spread, lag_s = float("nan"), float("nan"), float("nan")
        if len(best):
            mean, spread, lag_s = best[:, 0].mean(), best[:, 0].std(), best[:, 1].mean()
        readings += [
            Reading(kind, name, float(mean), "1"),
            Reading(f"{kind}_deviation", name, float(spread), "1"),
            Reading(f"{kind}_lag", name, float(lag_s), "s"),
        ]
    return readings


def _windows(
    first: F64, second: F64, rate_hz: float, *, both_ways: bool
) -> list[tuple[float, float]]:
    """(correlation, lag [s]) of each window of `first` where `second` resembles it most."""
    width, reach = round(_WIDTH_S * rate_hz), round(_REACH_S * rate_hz)
    before = reach if both_ways else 0
    found = []
    for begin in range(before, len(first) - width - reach + 1, max(round(_STEP_S * rate_hz), 1)):
        window = first[begin : begin + width]
        around = second[begin - before : begin + width + reach]
        views = np.lib.stride_tricks.sliding_window_view(around, width)
        window = window - window.mean()
        views = views - views.mean(axis=1, keepdims=True)
        size = np.sqrt((window @ window) * np.square(views).sum(axis=1))
        if not (window @ window > _STILL * width and size.max() > _STILL * width):
            continue
        alike = np.divide(views @ window, size, out=np.full(len(size), -1.0), where=size > 0.0)
        best = int(alike.argmax())
        found.append((float(alike[best]), (best - before) / rate_hz))
    return found
