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
    "strokes",
]

FLOOR_SHARE = 0.05
"""Least excursion of a stroke, of the joint's range: less is hardly seen."""
OWN_SHARE = 0.25
"""Least excursion of a stroke, of the 90th percentile of the joint's own excursions."""
WINDOW_S = 0.15
"""A crossing later or earlier than this is no longer the same stroke."""
HOW_ERROR = (
    "joint as asked against joint as measured; a stroke is the asked motion between successive "
    f"extrema whose excursion is at least {FLOOR_SHARE:.0%} of the joint's range and "
    f"{OWN_SHARE:.0%} of the 90th percentile of its own excursions; error = time at which the "
    "measured joint crosses the middle of the stroke, less the time at which the asked one does; "
    f"missed = not crossed within {WINDOW_S * 1e3:.0f} ms"
)


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
    """Strokes whose middle the measured joint never crossed; they are in no percentile."""
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

    Differences of neighbouring rows, so that exact interpolation gives exact figures. A trace in
    steps of q adds at most 8 q rate^3 / 2 of jerk: 4 rad/s^3 for nanoradians at 1 kHz.
    """
    limits, trace = take.limits, take.trace_played
    middle = (limits.position_max + limits.position_min) / 2
    half = (limits.position_max - limits.position_min) / 2
    step_s = np.diff(take.trace_t_ns)[:, None] * 1e-9
    speed = np.diff(trace, axis=0) / step_s
    acceleration = np.diff(speed, axis=0) / step_s[1:]
    jerk = np.diff(acceleration, axis=0) / step_s[2:]
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
    wanted = _middles(take.t_s, asked, strokes(asked, FLOOR_SHARE * span))
    errors = _errors_s(wanted, t_s, measured) * 1e3
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


def _middles(t_s: F64, values: F64, ends: NDArray[np.intp]) -> F64:
    """(S, 3) time, level and direction (+1 up) at which `values` (T,) is half way in a stroke."""
    middles = np.empty((len(ends), 3))
    for number, (first, last) in enumerate(ends.tolist()):
        level = (values[first] + values[last]) / 2
        direction = np.sign(values[last] - values[first])
        piece = slice(first, last + 1)
        crossing = _crossings(t_s[piece], values[piece], level, direction)[0]
        middles[number] = crossing, level, direction
    return middles


def _errors_s(middles: F64, t_s: F64, measured: F64) -> F64:
    """Delay of `measured` (N,) at each of `middles` (S, 3); NaN where it never crosses.

    Looks no further than half way to the neighbouring strokes of the same direction, and takes the
    nearest crossing. Strokes too near the ends of the recording to be judged are left out.
    """
    wanted = middles[:, 0]
    early, late = wanted - WINDOW_S, wanted + WINDOW_S
    early[2:] = np.maximum(early[2:], (wanted[2:] + wanted[:-2]) / 2)
    late[:-2] = np.minimum(late[:-2], (wanted[2:] + wanted[:-2]) / 2)
    errors = np.full(len(middles), np.nan)
    pieces = zip(np.searchsorted(t_s, early), np.searchsorted(t_s, late), strict=True)
    for number, (first, last) in enumerate(pieces):
        _, level, direction = middles[number]
        found = _crossings(t_s[first:last], measured[first:last], level, direction)
        if len(found):
            errors[number] = found[np.abs(found - wanted[number]).argmin()] - wanted[number]
    judged: F64 = errors[(wanted - WINDOW_S >= t_s[0]) & (wanted + WINDOW_S <= t_s[-1])]
    return judged


def _crossings(t_s: F64, values: F64, level: float, direction: float) -> F64:
    """Times (K,) at which `values` (T,) passes `level` upwards (+1) or downwards (-1)."""
    above = direction * (values - level)
    rows = np.flatnonzero((above[:-1] < 0) & (above[1:] >= 0))
    share = above[rows] / (above[rows] - above[rows + 1])
    times: F64 = t_s[rows] + share * (t_s[rows + 1] - t_s[rows])
    return times
