"""`checked`: times that can be, or an error that names the first that cannot; order and unit."""

import math
from collections.abc import Sequence
from statistics import median
from typing import Protocol

from kinesics.errors import AudioError

__all__ = ["check_order", "check_unit", "checked"]

_SLACK_S = 0.002
"""Neighbours may overlap, and the first may begin early, by what rounding to milliseconds does."""

_BEYOND_S = 0.1
"""Synthesisers count a little silence that they then cut off."""


_SHORTEST_S = 0.005
"""Half of what is said lasts longer: the shortest phones, flaps, last 20 ms."""

_MANY = 3
"""Times from which on that can be said."""


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


def check_order(starts_s: Sequence[float], untold: Sequence[bool], names: Sequence[str]) -> None:
    """Check that what lasts until the next begins before it; `untold`: whose end is not told.

    Raises:
        AudioError: the first that begins before the one that it ends.
    """
    for n, start_s in enumerate(starts_s[1:], 1):
        if untold[n - 1] and 0.0 <= start_s < starts_s[n - 1]:
            raise AudioError(
                f"{names[n]}: begins at {start_s:.3f} s, the one before it at "
                f"{starts_s[n - 1]:.3f} s; wanted times in order"
            )


def check_unit(timed: Sequence[Timed], unit: str) -> None:
    """Check that times may be of speech, told in `unit`; the last may last until the sound ends.

    Raises:
        AudioError: most are far too short.
    """
    lengths_s = [one.end_s - one.start_s for one in timed[:-1] if one.end_s > one.start_s]
    if len(lengths_s) + 1 >= _MANY and median(lengths_s) < _SHORTEST_S:
        raise AudioError(
            f"half of its {len(timed)} entries last {1000 * median(lengths_s):.2g} ms or less, and "
            f"no phone is so short; wanted times in {unit}"
        )


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
