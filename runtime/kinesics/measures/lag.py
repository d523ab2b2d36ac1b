"""How late one signal is behind another: as a whole by correlation, and stroke by stroke."""

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "EXPLAINED",
    "FLOOR_SHARE",
    "OWN_SHARE",
    "WINDOW_S",
    "correlation_lag_ms",
    "likest_lag",
    "shift_s",
    "stroke_shifts_s",
    "strokes",
]

F64 = NDArray[np.float64]

FLOOR_SHARE = 0.05
"""Least excursion of a stroke, of the signal's range: less is hardly seen."""
OWN_SHARE = 0.25
"""Least excursion of a stroke, of the 90th percentile of the signal's own excursions."""
WINDOW_S = 0.15
"""A stroke is looked for no further from its time than this, either way."""
EXPLAINED = 0.5
"""Least share of a stroke's variance that the other signal must explain to have followed it."""

_STEP_S = 0.001
_REACH_S = 0.2
_LAG_STEP_S = 0.005
_STILL = 1e-12


def strokes(values: F64, floor: float) -> NDArray[np.intp]:
    """Rows (S, 2) between which `values` (T,) makes a stroke, in order of time.

    Extrema that stand out by `floor` are found first; then those by `OWN_SHARE` of the 90th
    percentile of the excursions between them, if that is more.
    """
    turns = _turns(values, floor)
    if len(turns) < 2:
        return np.empty((0, 2), np.intp)
    usual = float(np.percentile(np.abs(np.diff(values[turns])), 90))
    if OWN_SHARE * usual > floor:
        turns = _turns(values, OWN_SHARE * usual)
    return np.stack((turns[:-1], turns[1:]), axis=1)


def stroke_shifts_s(t_s: F64, values: F64, floor: float, other_t_s: F64, other: F64) -> F64:
    """Delay (S,) of `other` (N,) at `other_t_s` behind each stroke of `values` (T,) at `t_s`.

    By the best fit within `WINDOW_S` on a grid of 1 ms; NaN where it did not follow. Strokes too
    near the ends of `other` are left out.
    """
    grid_s = np.arange(other_t_s[0], other_t_s[-1], _STEP_S)
    ends = np.searchsorted(grid_s, t_s[strokes(values, floor)])
    asked, found = np.interp(grid_s, t_s, values), np.interp(grid_s, other_t_s, other)
    reach = round(WINDOW_S / _STEP_S)
    inside = (ends[:, 0] >= reach) & (ends[:, 1] + reach < len(asked))
    shifts = [shift_s(asked, found, first, last, reach) for first, last in ends[inside]]
    return np.array(shifts, np.float64)


def shift_s(asked: F64, measured: F64, first: int, last: int, reach: int) -> float:
    """Delay [s] of `measured` at the stroke in rows `first` to `last` of `asked`; NaN: none fits.

    Both are (T,) at 1 kHz; it is looked for `reach` rows either way.
    """
    stroke = asked[first : last + 1]
    level, length = stroke.mean(), len(stroke)
    stroke = stroke - level
    around = measured[first - reach : last + 1 + reach] - level
    power = np.concatenate(([0.0], np.cumsum(np.square(around))))
    variance = float(stroke @ stroke)
    # |view - stroke|² of the 2 reach + 1 views of `around`, multiplied out
    misfit = power[length:] - power[:-length] - 2.0 * np.correlate(around, stroke) + variance
    best = int(np.argmin(misfit))
    if misfit[best] > (1.0 - EXPLAINED) * variance:
        return float("nan")
    before, low, after = misfit[np.clip([best - 1, best, best + 1], 0, 2 * reach)]
    bend = before - 2.0 * low + after
    offset = 0.5 * (before - after) / bend if bend > 0.0 else 0.0
    return float((best + offset - reach) * _STEP_S)


def correlation_lag_ms(asked_t_s: F64, asked: F64, t_s: F64, measured: F64) -> float | None:
    """Delay of `measured` (N,) at `t_s` behind `asked` (T,) by the peak of their correlation.

    Within +-200 ms, between steps of the measured series by a parabola; None where one of them
    does not move.
    """
    step_s = float(np.median(np.diff(t_s)))
    grid_s = np.arange(max(t_s[0], asked_t_s[0]), min(t_s[-1], asked_t_s[-1]), step_s)
    reach = round(_REACH_S / step_s)
    if len(grid_s) <= 2 * reach:
        return None
    one = np.interp(grid_s, asked_t_s, asked)
    other = np.interp(grid_s, t_s, measured)
    one, other = one - one.mean(), other - other.mean()
    if not (one.any() and other.any()):
        return None
    length = 1 << (len(grid_s) + reach).bit_length()
    product = np.conj(np.fft.rfft(one, length)) * np.fft.rfft(other, length)
    around = np.roll(np.fft.irfft(product, length), reach)[: 2 * reach + 1]
    peak = int(np.clip(around.argmax(), 1, 2 * reach - 1))
    before, top, after = around[peak - 1 : peak + 2]
    bend = before - 2 * top + after
    offset = 0.5 * (before - after) / bend if bend else 0.0
    return float((peak + offset - reach) * step_s * 1e3)


def likest_lag(asked: tuple[F64, F64], moved: tuple[F64, F64]) -> tuple[float, float]:
    """Delay [ms] of a signal behind another at which they correlate best, and how well then.

    Each is (times, values). Within +-200 ms, while the other lasts and 200 ms around it, with its
    ends held; Pearson's correlation, so that neither is better for being longer or larger. NaN
    where one of them does not move.
    """
    (asked_s, wanted), (t_s, values) = asked, moved
    while_ = (t_s >= asked_s[0] - _REACH_S) & (t_s <= asked_s[-1] + _REACH_S)
    t_s, values = t_s[while_], values[while_]
    steps = round(_REACH_S / _LAG_STEP_S)
    lags_s = np.arange(-steps, steps + 1) * _LAG_STEP_S
    if len(t_s) < 2:
        return float("nan"), float("nan")
    alike = np.array(
        [_correlation(np.interp(t_s - lag_s, asked_s, wanted), values) for lag_s in lags_s]
    )
    if np.isnan(alike).any():
        return float("nan"), float("nan")
    peak = int(alike.argmax())
    return (float(lags_s[peak]) + _summit(alike, peak) * _LAG_STEP_S) * 1e3, float(alike[peak])


def _correlation(one: F64, other: F64) -> float:
    """Pearson's; NaN where one of them does not move."""
    first, second = one - one.mean(), other - other.mean()
    size = float(np.sqrt((first @ first) * (second @ second)))
    return float(first @ second) / size if size > _STILL else float("nan")


def _summit(values: F64, peak: int) -> float:
    """Where a parabola through the highest row and its neighbours is highest, in rows from it."""
    if not 0 < peak < len(values) - 1:
        return 0.0
    before, top, after = values[peak - 1 : peak + 2]
    bend = before - 2.0 * top + after
    return float(0.5 * (before - after) / bend) if bend else 0.0


def _turns(values: F64, least: float) -> NDArray[np.intp]:
    """Rows of the extrema of `values` (T,) that differ from their neighbours by `least` or more."""
    turns: list[int] = []
    low = high = 0
    rising: bool | None = None
    for row, value in enumerate(values.tolist()):
        if value > values[high]:
            high = row
        if value < values[low]:
            low = row
        if rising is not False and value <= values[high] - least:
            turns.append(high)
            rising, low = False, row
        elif rising is not True and value >= values[low] + least:
            turns.append(low)
            rising, high = True, row
    if rising is not None:
        turns.append(high if rising else low)
    return np.array(turns, np.intp)
