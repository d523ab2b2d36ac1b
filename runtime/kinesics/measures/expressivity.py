"""How often, and how strongly, signals stand out, fast or slowly."""

import numpy as np
from numpy.typing import NDArray

from kinesics.measures.curves import Curves
from kinesics.measures.reading import Reading

__all__ = ["SCALES_S", "expressivity", "peaks"]

F64 = NDArray[np.float64]

SCALES_S = (0.1, 0.88, 1.66, 2.44, 3.22, 4.0)
"""Lengths of an expression, as the toolbox Bitbox has them by default."""

_SEEN = 0.05  # of a signal's own range


def expressivity(curves: Curves, scales_s: tuple[float, ...] = SCALES_S) -> list[Reading]:
    """Peaks of each signal at each scale: how many a second, mean and deviation of their heights.

    A signal is smoothed by a Gaussian whose standard deviation is a quarter of the scale; a peak
    rises above both its neighbouring valleys by 5 % of the signal's own range.
    """
    readings = []
    spans = np.ptp(curves.values, axis=0)
    for scale_s in scales_s:
        smooth = _smoothed(curves.values, scale_s / 4.0 * curves.rate_hz)
        for signal, row, span in zip(curves.names, smooth.T, spans, strict=True):
            heights = row[peaks(row, _SEEN * span)] - row.min() if span else np.empty(0)
            often = len(heights) / curves.length_s if curves.length_s else float("nan")
            at = f"{scale_s:g}s"
            readings += [
                Reading(f"peaks_{at}", signal, often, "1/s"),
                Reading(f"peak_height_{at}", signal, _mean(heights), "u"),
                Reading(f"peak_deviation_{at}", signal, float(heights.std()) if len(heights) else
                        float("nan"), "u"),
            ]  # fmt: skip
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


def _smoothed(values: F64, sigma: float) -> F64:
    """(T, K) by a Gaussian of `sigma` rows, whose window shrinks at the ends."""
    reach = int(4.0 * sigma) + 1
    kernel = np.exp(-0.5 * np.square(np.arange(-reach, reach + 1) / sigma))
    size = 1 << (len(values) + 2 * reach).bit_length()
    shape = np.fft.rfft(kernel, size)
    weighed = np.fft.irfft(np.fft.rfft(values, size, axis=0) * shape[:, None], size, axis=0)
    weight = np.fft.irfft(np.fft.rfft(np.ones(len(values)), size) * shape, size)
    rows = slice(reach, reach + len(values))
    smooth: F64 = weighed[rows] / weight[rows, None]
    return smooth


def _mean(values: F64) -> float:
    return float(values.mean()) if len(values) else float("nan")
