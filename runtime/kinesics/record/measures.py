"""What a take did, in numbers: shares of the limits as played, and how late the joints were."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.record.take import F64, Take

__all__ = [
    "FLOOR_SHARE",
    "HOW_ERROR",
    "OWN_SHARE",
    "ActuationError",
    "Shares",
    "actuation_error",
    "as_played",
    "correlation_lag_ms",
    "shift_s",
    "strokes",
]

FLOOR_SHARE = 0.05
"""Least excursion of a stroke, of the joint's range: less is hardly seen."""
OWN_SHARE = 0.25
"""Least excursion of a stroke, of the 90th percentile of the joint's own excursions."""
WINDOW_S = 0.15
"""A stroke is looked for no further from its time than this, either way."""
EXPLAINED = 0.5
"""Least share of a stroke's variance that the measured joint must explain to have followed it."""
HOW_ERROR = (
    "joint as asked against joint as measured; a stroke is the asked motion between successive "
    f"extrema whose excursion is at least {FLOOR_SHARE:.0%} of the joint's range and "
    f"{OWN_SHARE:.0%} of the 90th percentile of its own excursions; error = the shift within "
    f"{WINDOW_S * 1e3:.0f} ms at which the measured joint fits the stroke best (least squares, "
    f"1 kHz); missed = it explains less than {EXPLAINED:.0%} of the stroke's variance at any shift"
)


_STEP_S = 0.001


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Largest use of each limit as played, 1.0 = at the limit; arrays are (J,) in rig order."""

    rate_hz: float
    """Rate of the trace that the differences are of; far below 1000 Hz they are too small."""
    position: F64
    """Distance from the middle of the range, of half the range."""
    velocity: F64
    acceleration: F64
    jerk: F64


@dataclass(frozen=True, slots=True)
class ActuationError:
    """How late one joint was; positive is late. None where there was nothing to measure."""

    strokes: int
    """Strokes of the asked motion."""
    missed: int
    """Strokes that the measured joint did not follow; they are in no percentile."""
    p50_ms: float | None
    """Median of |error|."""
    p95_ms: float | None
    """95th percentile of |error|."""
    bias_ms: float | None
    """Median of the signed error."""
    correlation_lag_ms: float | None
    """Delay at which measured correlates best with asked: a second opinion."""


def as_played(take: Take) -> Shares:
    """Largest position, velocity, acceleration and jerk of the trace, in shares of the limits.

    Divided differences of neighbouring rows, so that exact interpolation gives exact figures, and
    rows at uneven times never more than what there was in between. A trace in
    steps of q adds at most 8 q rate^3 / 2 of jerk: 4 rad/s^3 for nanoradians at 1 kHz.
    """
    limits, trace = take.limits, take.trace_played
    middle = (limits.position_max + limits.position_min) / 2
    half = (limits.position_max - limits.position_min) / 2
    step_s = np.diff(take.trace_t_ns)[:, None] * 1e-9
    speed = np.diff(trace, axis=0) / step_s
    acceleration = np.diff(speed, axis=0) / _mean(step_s, 2)
    jerk = np.diff(acceleration, axis=0) / _mean(step_s, 3)
    return Shares(
        take.trace_rate_hz,
        _largest(trace - middle) / half,
        _largest(speed) / limits.velocity,
        _largest(acceleration) / limits.acceleration,
        _largest(jerk) / limits.jerk,
    )


def actuation_error(take: Take, joint: str) -> ActuationError:
    """Asked against measured of `joint`, stroke by stroke; `HOW_ERROR` is the definition.

    Raises:
        RecordError: the take has no such joint.
    """
    column = take.joint(joint)
    span = float(take.limits.position_max[column] - take.limits.position_min[column])
    asked, measured = take.asked[:, column], take.trace_measured[:, column]
    known = np.isfinite(measured)
    if known.sum() < 2 or len(asked) < 2:
        return ActuationError(0, 0, None, None, None, None)
    t_s, measured = take.trace_t_s[known], measured[known]
    grid_s = np.arange(t_s[0], t_s[-1], _STEP_S)
    ends_s = take.t_s[strokes(asked, FLOOR_SHARE * span)]
    errors = 1e3 * _shifts_s(
        np.searchsorted(grid_s, ends_s),
        np.interp(grid_s, take.t_s, asked),
        np.interp(grid_s, t_s, measured),
    )
    found = errors[np.isfinite(errors)]
    lag_ms = correlation_lag_ms(take.t_s, asked, t_s, measured)
    missed = len(errors) - len(found)
    if not len(found):
        return ActuationError(len(errors), missed, None, None, None, lag_ms)
    p50, p95 = np.percentile(np.abs(found), [50, 95])
    bias = float(np.median(found))
    return ActuationError(len(errors), missed, float(p50), float(p95), bias, lag_ms)


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


def correlation_lag_ms(asked_t_s: F64, asked: F64, t_s: F64, measured: F64) -> float | None:
    """Delay of `measured` (N,) at `t_s` behind `asked` (T,) by the peak of their correlation.

    Within +-200 ms, between steps of the measured series by a parabola; None where one of them
    does not move.
    """
    step_s = float(np.median(np.diff(t_s)))
    grid_s = np.arange(max(t_s[0], asked_t_s[0]), min(t_s[-1], asked_t_s[-1]), step_s)
    reach = round(0.2 / step_s)
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


def _mean(steps: F64, count: int) -> F64:
    """(N - count + 1, 1) the mean of as many `steps` (N, 1) in a row."""
    rows = max(len(steps) - count + 1, 0)
    total: F64 = np.sum([steps[k : k + rows] for k in range(count)], axis=0) / count
    return total


def _largest(values: F64) -> F64:
    largest: F64 = np.maximum(values.max(axis=0, initial=0.0), -values.min(axis=0, initial=0.0))
    return largest


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


def _shifts_s(ends: NDArray[np.intp], asked: F64, measured: F64) -> F64:
    """Delay of `measured` at each stroke, whose `ends` (S, 2) are rows of both (T,) series.

    NaN where it did not follow. Strokes too near the ends of the recording are left out.
    """
    reach = round(WINDOW_S / _STEP_S)
    inside = (ends[:, 0] >= reach) & (ends[:, 1] + reach < len(asked))
    shifts = [shift_s(asked, measured, first, last, reach) for first, last in ends[inside]]
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
