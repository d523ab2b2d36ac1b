"""`checked_tilt`: what a life takes of what it is told about its base."""

from kinesics.errors import IntentError
from kinesics.signals import BaseTilt

__all__ = ["checked_tilt"]

_LATE_S, _EARLY_S = 0.5, 0.05  # clocks of other hosts are known to some milliseconds


def checked_tilt(told: BaseTilt, t_ns: int, *, level: bool) -> BaseTilt:
    """What is told at robot time `t_ns`, if it is of about now and anything comes of it.

    Raises:
        IntentError: the robot is not to be level, or it is dated otherwise.
    """
    if not level:
        raise IntentError("base: this robot is not to keep level; wanted the setting `level` on")
    late_s = (t_ns - told.t_ns) * 1e-9
    if not -_EARLY_S <= late_s <= _LATE_S:
        raise IntentError(
            f"base: t_ns is {late_s:.3g} s ago by this computer's CLOCK_MONOTONIC; wanted "
            f"{_LATE_S:g} at most, and none to come"
        )
    return told
