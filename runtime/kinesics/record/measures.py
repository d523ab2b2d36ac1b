"""What a take did, in numbers: shares of the limits as played, and how late the joints were."""

from dataclasses import dataclass

import numpy as np

from kinesics.measures.lag import (
    EXPLAINED,
    FLOOR_SHARE,
    OWN_SHARE,
    WINDOW_S,
    correlation_lag_ms,
    stroke_shifts_s,
)
from kinesics.record.take import F64, Take

__all__ = ["HOW_ERROR", "ActuationError", "Shares", "actuation_error", "as_played"]

HOW_ERROR = (
    "joint as asked against joint as measured; a stroke is the asked motion between successive "
    f"extrema whose excursion is at least {FLOOR_SHARE:.0%} of the joint's range and "
    f"{OWN_SHARE:.0%} of the 90th percentile of its own excursions; error = the shift within "
    f"{WINDOW_S * 1e3:.0f} ms at which the measured joint fits the stroke best (least squares, "
    f"1 kHz); missed = it explains less than {EXPLAINED:.0%} of the stroke's variance at any shift"
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
    errors = 1e3 * stroke_shifts_s(take.t_s, asked, FLOOR_SHARE * span, t_s, measured)
    found = errors[np.isfinite(errors)]
    lag_ms = correlation_lag_ms(take.t_s, asked, t_s, measured)
    missed = len(errors) - len(found)
    if not len(found):
        return ActuationError(len(errors), missed, None, None, None, lag_ms)
    p50, p95 = np.percentile(np.abs(found), [50, 95])
    bias = float(np.median(found))
    return ActuationError(len(errors), missed, float(p50), float(p95), bias, lag_ms)


def _mean(steps: F64, count: int) -> F64:
    """(N - count + 1, 1) the mean of as many `steps` (N, 1) in a row."""
    rows = max(len(steps) - count + 1, 0)
    total: F64 = np.sum([steps[k : k + rows] for k in range(count)], axis=0) / count
    return total


def _largest(values: F64) -> F64:
    largest: F64 = np.maximum(values.max(axis=0, initial=0.0), -values.min(axis=0, initial=0.0))
    return largest
