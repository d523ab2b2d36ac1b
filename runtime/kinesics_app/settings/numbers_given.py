"""What click lets through: NaN, which is in no range and below none; points that are nowhere."""

from math import isfinite, isnan

import click

__all__ = ["a_number", "a_point", "a_span", "numbers_or_text"]


def a_number(
    _context: click.Context, _parameter: click.Parameter, value: float | None
) -> float | None:
    """The value of an option, if any; BadParameter where it is NaN."""
    if value is not None and isnan(value):
        raise click.BadParameter("nan is no number; wanted one within the range")
    return value


def a_point(
    _context: click.Context, _parameter: click.Parameter, value: tuple[float, ...] | None
) -> tuple[float, ...] | None:
    """The numbers of an option, if any; BadParameter where one is NaN or infinite."""
    if value is not None and not all(map(isfinite, value)):
        raise click.BadParameter(f"{' '.join(map(str, value))} is no point; wanted finite numbers")
    return value


def a_span(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> tuple[float, float] | None:
    """The two numbers of `A:B`, if any; BadParameter where they are none, or the second is less."""
    if value is None:
        return None
    ends = tuple(map(_number, value.split(":")))
    if len(ends) != 2 or not all(isinstance(one, float) and isfinite(one) for one in ends):
        raise click.BadParameter(
            f"{value!r} is no stretch of time; wanted A:B in seconds, as 0:1.5"
        )
    first, last = map(float, ends)
    if last < first:
        raise click.BadParameter(f"{value!r} ends before it begins; wanted A:B with A before B")
    return first, last


def numbers_or_text(
    context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[float | str, ...]:
    """Numbers, or what may be a name; NoSuchOption for what is neither."""
    read = tuple(map(_number, given))
    for one in read:
        if isinstance(one, str) and one.startswith("-"):
            raise click.NoSuchOption(one, ctx=context)
    return read


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
