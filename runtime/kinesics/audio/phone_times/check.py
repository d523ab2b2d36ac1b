"""`checked`: times that can be, or an error that names the first that cannot."""

import math
from collections.abc import Sequence
from typing import Protocol

from kinesics.errors import AudioError

__all__ = ["checked"]

_SLACK_S = 0.002
"""Neighbours may overlap, and the first may begin early, by what rounding to milliseconds does."""

_BEYOND_S = 0.1
"""Synthesisers count a little silence that they then cut off."""


class Timed(Protocol):
    """What begins and ends, in seconds from the first sample."""

    @property
    def start_s(self) -> float:
        """When it begins."""

    @property
    def end_s(self) -> float:
        """When it ends."""


def checked(timed: Sequence[Timed], names: Sequence[str], length_s: float | None = None) -> None:
    """Check that times are finite, rise, do not overlap, and lie within the sound.

    `names` says what each is, for the message; `length_s` is the sound's, None if nobody knows.

    Raises:
        AudioError: the first that cannot be, and what would be right.
    """
    for one, name in zip(timed, names, strict=True):
        if one.start_s < -_SLACK_S:  # before any end: the one before may last until here
            raise AudioError(f"{name}: begins at {one.start_s:.3g} s; wanted times from 0 on")
    before_s = 0.0
    for one, name in zip(timed, names, strict=True):
        wrong = _wrong(one, before_s, length_s)
        if wrong:
            raise AudioError(f"{name}: {wrong}")
        before_s = one.end_s


def _wrong(one: Timed, before_s: float, length_s: float | None) -> str:
    """What cannot be about its times, or nothing."""
    span = f"{one.start_s:.3f} to {one.end_s:.3f} s"
    if not (math.isfinite(one.start_s) and math.isfinite(one.end_s)):
        return f"lasts from {span}; wanted numbers"
    if one.end_s < one.start_s:
        return f"lasts from {span}; wanted an end after the start"
    if one.start_s < before_s - _SLACK_S:
        return f"lasts from {span}, the one before it until {before_s:.3f} s; wanted no overlap"
    if length_s is not None and one.end_s > length_s + _BEYOND_S:
        return (
            f"lasts from {span}; the sound is {length_s:.3f} s long; wanted times within it: "
            "these are of a longer sound, or it was cut"
        )
    return ""
