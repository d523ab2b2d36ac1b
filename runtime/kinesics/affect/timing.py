"""`dated`: states of a face that follow one another, with dates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kinesics.affect.blend import DIGITS
from kinesics.affect.plan import LONGEST_S, Step

__all__ = ["Lasting", "dated", "misdated"]


@dataclass(frozen=True, slots=True)
class Lasting:
    """A state, when it begins and how long it lasts."""

    step: Step
    """Its `start_s` counts from the end of the one before."""
    hold_s: float | None = None
    """None: until something else."""
    told: bool = False
    """Whether the text says that it lasts so long; else it goes on until the date of the next."""
    at_s: float | None = None
    """Its date, where the text has one. One that is over by then counts from where it could."""
    until_s: float | None = None
    """The date of its end, where the text has one and it is not over by then."""


def dated(states: Sequence[Lasting]) -> Iterator[Step]:
    """The states one after another; those that would begin too late are left out."""
    free_s = 0.0
    for number, one in enumerate(states):
        start_s = free_s + one.step.start_s if one.at_s is None else max(one.at_s, free_s)
        if start_s >= LONGEST_S:
            return
        after = states[number + 1] if number + 1 < len(states) else None
        end_s = _end_s(one, start_s, None if after is None else after.at_s)
        yield replace(one.step, start_s=start_s, end_s=end_s)
        free_s = start_s if end_s is None else end_s


def misdated(states: Sequence[Lasting], steps: Sequence[Step]) -> Iterator[str]:
    """Dates that could not be kept in `steps`, which `dated` made of the states."""
    for one, step in zip(states, steps, strict=False):
        if one.at_s is not None and step.start_s > one.at_s:
            yield (
                f"what is told for {one.at_s:g} s begins at {step.start_s:g} s, after what is told "
                "before it; wanted dates in order"
            )
        if one.until_s is not None and step.end_s != one.until_s:
            yield (
                f"an end at {one.until_s:g} s is not kept: it begins at {step.start_s:g} s; wanted "
                "a later end"
            )


def _end_s(one: Lasting, start_s: float, next_s: float | None) -> float | None:
    if one.until_s is not None and one.until_s > start_s:
        return one.until_s
    if next_s is not None and next_s > start_s and not one.told:
        return next_s
    if one.hold_s is None:
        return None
    return min(round(start_s + one.step.ease_s + one.hold_s, DIGITS), LONGEST_S)
