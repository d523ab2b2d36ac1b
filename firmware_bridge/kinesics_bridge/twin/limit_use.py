"""`LimitUse`: how much of each limit a trace of played motion used, exactly."""

from dataclasses import fields
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics_bridge.joints.joint_table import JointTable

from .machine import Trace

__all__ = ["LimitUse", "LimitWatch", "limit_use"]

_ROUNDING = (1, 2, 4)
"""The played position is rounded down by less than 1 pico-unit: its differences by 1, 2 and 4."""


_SEAM = 3  # ticks that the third difference reaches back


class LimitUse(NamedTuple):
    """Most that was used of each limit, of all joints and ticks: 1 is the limit."""

    position: float
    """Of half the range, from its middle."""
    velocity: float
    acceleration: float
    jerk: float

    @property
    def kept(self) -> bool:
        """Whether all limits held."""
        return max(self) <= 1.0


def limit_use(table: JointTable, trace: Trace) -> LimitUse:
    """Of an unbroken 1 kHz trace, wherever a joint has torque.

    Where it has none the firmware only notes where the joint is; nothing is played.
    """
    limits, played = table.fields, trace.played_pico
    driven = (trace.torque[:, np.newaxis] >> np.arange(table.count)) & 1 == 1  # (T, J)
    low, high = limits["position_min"] * 1000, limits["position_max"] * 1000
    middle, half = (low + high) // 2, (high - low) // 2
    used = [_largest(np.abs(played - middle) / half, driven)]
    scales = (limits["velocity"], limits["acceleration"] / 1e3, limits["jerk"] / 1e6)
    steps = played
    for rounding, scale in zip(_ROUNDING, scales, strict=True):
        steps, driven = np.diff(steps, axis=0), driven[1:] & driven[:-1]
        used.append(_largest(np.maximum(np.abs(steps) - rounding, 0) / scale, driven))
    return LimitUse(*used)


class LimitWatch:
    """The most that was used since the beginning, of a trace that comes in pieces."""

    def __init__(self, table: JointTable) -> None:
        self.worst = LimitUse(0.0, 0.0, 0.0, 0.0)
        self._table = table
        self._tail: Trace | None = None

    def feed(self, trace: Trace) -> None:
        """The next piece, without a gap to the last."""
        if self._tail is not None:
            trace = Trace(
                *(
                    np.concatenate((getattr(self._tail, field.name), getattr(trace, field.name)))
                    for field in fields(Trace)
                )
            )
        used = limit_use(self._table, trace)
        self.worst = LimitUse(*map(max, self.worst, used))
        self._tail = Trace(*(getattr(trace, field.name)[-_SEAM:] for field in fields(Trace)))


def _largest(shares: NDArray[np.float64], driven: NDArray[np.bool_]) -> float:
    return float(shares.max(initial=0.0, where=driven))
