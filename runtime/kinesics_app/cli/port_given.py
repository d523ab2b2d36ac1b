"""`a_port`: an option that names a port; an empty name, as of an unset variable, is none."""

import click

__all__ = ["a_port"]


def a_port(_context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """The name, if one is given; BadParameter where it is empty: it must not mean the default."""
    if value is not None and not value.strip():
        raise click.BadParameter(
            "the name of the port is empty; is the variable set that it comes from? Leave "
            f"{parameter.opts[0]} out for the default"
        )
    return value
