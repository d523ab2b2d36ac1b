"""How often, and how strongly, signals stand out, fast or slowly."""

import numpy as np
from numpy.typing import NDArray

from kinesics.measures.curves import Curves
from kinesics.measures.reading import Reading
from kinesics.measures.smoothing import smoothed

__all__ = ["SCALES_S", "expressivity", "peaks"]

F64 = NDArray[np.float64]

SCALES_S = (0.1, 0.88, 1.66, 2.44, 3.22, 4.0)
"""Lengths of an expression, as the toolbox Bitbox has them by default."""

_SEEN = 0.05  # of a signal's own range


def expressivity(curves: Curves, scales_s: tuple[float, ...] = SCALES_S) -> list[Reading]:
    """Peaks of each signal at each scale: how many a second, how much of them, and their heights.

    Density is the sum of their heights a second, so many low peaks are as dense as few high ones; a
    height counts from the signal's lowest value. A signal is smoothed by a Gaussian whose standard
    deviation is a quarter of the scale; a peak rises above both its neighbouring valleys by 5 % of
    the signal's own range.
    """
    readings = []
    spans = np.ptp(curves.values, axis=0)
    for scale_s in scales_s:
        smooth = smoothed(curves.values, scale_s / 4.0 * curves.rate_hz)
        for signal, row, span in zip(curves.names, smooth.T, spans, strict=True):
            heights = row[peaks(row, _SEEN * span)] - row.min() if span else np.empty(0)
            often = len(heights) / curves.length_s if curves.length_s else float("nan")
            at = f"{scale_s:g}s"
            dense = float(heights.sum()) / curves.length_s if curves.length_s else float("nan")
            readings += [
                Reading(f"peaks_{at}", signal, often, "1/s"),
                Reading(f"peak_density_{at}", signal, dense, "u/s"),
                *(
                    Reading(f"peak_{name}_{at}", signal, value, "u")
                    for name, value in _heights(heights).items()
                ),
            ]
    return readings


def peaks(values: F64, least: float) -> NDArray[np.intp]:
    """Rows of the maxima of (T,) that rise by `least` or more above the valleys on both sides."""
    found: list[int] = []
    low, high, rising = 0, 0, False
    for row, value in enumerate(values.tolist()):
        if rising and value > values[high]:
            high = row
        elif rising and value <= values[high] - least:
            found.append(high)
            rising, low = False, row
        elif not rising and value < values[low]:
            low = row
        elif not rising and value >= values[low] + least and value > values[low]:
            rising, high = True, row
    return np.array(found, np.intp)


def _heights(heights: F64) -> dict[str, float]:
    """What there is to say of them; NaN without any."""
    names = ("height", "deviation", "least", "greatest")
    if not len(heights):
        return dict.fromkeys(names, float("nan"))
    figures = (heights.mean(), heights.std(), heights.min(), heights.max())
    return {name: float(value) for name, value in zip(names, figures, strict=True)}
