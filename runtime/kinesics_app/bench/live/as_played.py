"""`late_as_played`: how late a firmware played what it was sent, by where its joints were."""

import numpy as np
from numpy.typing import NDArray

from kinesics_bridge.twin import Trace
from kinesics_bridge.twin.native_twin import NativeTwin

__all__ = ["late_as_played", "off_usual", "whole_life"]

F64 = NDArray[np.float64]

_MS = 1_000_000
_AVERAGED_MS = (10, 20)  # the firmware's two moving averages, whose 14 ms it reads ahead
_SETTLE_NS = 2_000 * _MS
_PIECE = 60_000  # ticks of 1 ms
_OVERLAP = 2_600  # of pieces: what settles in the one is seen in the other
_SWIFT = 0.2  # of a joint's fastest: what hardly moves tells nothing of time


def late_as_played(t_ns: NDArray[np.int64], sent: F64, trace: Trace, fastest: F64) -> F64:
    """(N,) [ms], at each millisecond in which a joint moves swiftly.

    Rows are dated `t_ns` (T,) with positions `sent` (T, J); `fastest` (J,) is each joint's limit
    of velocity. What a firmware plays of them is known: straight lines between rows, averaged. By
    how much what it played lags behind that, over its speed, is a time: to first
    order, for what is short beside the motion's own times.
    """
    fine_ns = np.arange(t_ns[0], t_ns[-1], _MS)
    lines = np.stack([np.interp(fine_ns, t_ns, column) for column in sent.T], axis=1)
    kernel = np.ones(1)
    for length in _AVERAGED_MS:
        kernel = np.convolve(kernel, np.full(length, 1.0 / length))
    planned = np.stack([np.convolve(column, kernel, "same") for column in lines.T], axis=1)
    speed = np.gradient(planned, 1e-3, axis=0)
    here = (trace.t_ns > t_ns[0] + _SETTLE_NS) & (trace.t_ns < t_ns[-1] - _SETTLE_NS // 4)
    dates_ns = trace.t_ns[here]
    planned, speed = (
        np.stack([np.interp(dates_ns, fine_ns, column) for column in one.T], axis=1) / fastest
        for one in (planned, speed)
    )
    swift = (speed**2).sum(axis=1) > _SWIFT**2
    behind = planned[swift] - trace.played[here][swift] / fastest
    late_ms: F64 = 1e3 * (behind * speed[swift]).sum(axis=1) / (speed[swift] ** 2).sum(axis=1)
    return late_ms


def off_usual(late_ms: F64) -> tuple[float, float, float]:
    """How far from their median: median, 99th percentile and most; NaN where nothing was seen."""
    if not len(late_ms):
        return (np.nan, np.nan, np.nan)
    off_ms = np.abs(late_ms - np.median(late_ms))
    return (*np.percentile(off_ms, (50, 99)).tolist(), float(off_ms.max()))


def whole_life(robot: NativeTwin, t_ns: NDArray[np.int64], sent: F64, fastest: F64) -> F64:
    """As `late_as_played`, of a life of any length, a minute of its trace at a time."""
    pieces, first = [], 0
    while len((trace := robot.trace(first, _PIECE)).t_ns):
        near = slice(*np.searchsorted(t_ns, [trace.t_ns[0], trace.t_ns[-1]]))
        if near.stop - near.start > 1:
            pieces.append(late_as_played(t_ns[near], sent[near], trace, fastest))
        first += _PIECE - _OVERLAP
    return np.concatenate([*pieces, np.empty(0)])
