"""Signals that two recordings of the same moments have in common."""

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import RecordError
from kinesics.measures.curves import Curves

__all__ = ["pairs", "shared", "together"]

F64 = NDArray[np.float64]


def shared(one: Curves, other: Curves) -> tuple[Curves, Curves]:
    """Both with the signals of both alone, as long as the shorter is; their first rows are one.

    Raises:
        RecordError: rates that differ, or no signal in common.
    """
    if one.rate_hz != other.rate_hz:
        raise RecordError(f"rates of {one.rate_hz:g} and {other.rate_hz:g} Hz; wanted the same")
    names = tuple(name for name in one.names if name in other.names)
    if not names:
        raise RecordError("the two have no signal in common; wanted the same kind of file")
    rows = min(len(one.values), len(other.values))
    first, second = (
        Curves(names, both.rate_hz, both.only(names).values[:rows]) for both in (one, other)
    )
    return first, second


def together(one: Curves, other: Curves) -> tuple[Curves, Curves]:
    """Both from when both had begun; their times are of the same clock.

    Raises:
        RecordError: one ends before the other begins.
    """
    begin_s = max(one.begin_s, other.begin_s)
    first, second = (
        Curves(
            both.names,
            both.rate_hz,
            both.values[round((begin_s - both.begin_s) * both.rate_hz) :],
            begin_s,
        )
        for both in (one, other)
    )
    if not (len(first.values) and len(second.values)):
        raise RecordError("one ends before the other begins; wanted the same moments")
    return first, second


def pairs(one: Curves, other: Curves) -> list[tuple[str, F64, F64]]:
    """(name, values, values of the other) of each signal that is `shared`."""
    first, second = shared(one, other)
    return list(zip(first.names, first.values.T, second.values.T, strict=True))
