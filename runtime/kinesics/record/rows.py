"""`Rows`: signals as a file tells them, before they are brought to one rate."""

from typing import NamedTuple

from kinesics.record.take import F64

__all__ = ["Rows"]


class Rows(NamedTuple):
    """T rows of K signals."""

    names: tuple[str, ...]
    """(K,)"""
    t_s: F64
    """(T,)"""
    values: F64
    """(T, K); NaN: unknown."""
    begin_s: float = 0.0
    """What the clock of the recording said at `t_s` 0."""
