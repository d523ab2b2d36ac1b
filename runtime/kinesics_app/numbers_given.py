"""`a_number`: what click's ranges let through: NaN is in no range and below none."""

from math import isnan

import click

__all__ = ["a_number"]


def a_number(
    _context: click.Context, _parameter: click.Parameter, value: float | None
) -> float | None:
    """The value of an option, if any; BadParameter where it is NaN."""
    if value is not None and isnan(value):
        raise click.BadParameter("nan is no number; wanted one within the range")
    return value
