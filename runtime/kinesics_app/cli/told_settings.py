"""`told_settings`: what variables and a configuration file tell of a life, and which did."""

import os
from pathlib import Path
from typing import Any, NamedTuple

import click
from click.core import ParameterSource

from kinesics.errors import ConfigError
from kinesics_app.cli.run import CONFIG_FILE, CONFIG_VARIABLE, run

__all__ = ["CONFIG", "ToldSetting", "origin_of", "told_settings"]

CONFIG = "config"
"""Not a setting: where they stand."""


class ToldSetting(NamedTuple):
    """One that is told."""

    value: Any
    by: str
    """The variable, or the path of the file."""
    is_variable: bool


def told_settings(file: Path | None) -> dict[str, ToldSetting]:
    """What `kinesics run FILE` is told but for its options, by setting; traits as `persona`.

    The file that KINESICS_CONFIG names goes before `file`, and is told as `config`.

    Raises:
        ConfigError: a file that cannot be used, a variable that cannot be; what would be right.
    """
    named = os.environ.get(CONFIG_VARIABLE)
    arguments = [] if file is None or named else [str(file)]
    try:
        with run.make_context("run", arguments, **run.context_settings) as context:
            found = {CONFIG: ToldSetting(named, CONFIG_VARIABLE, is_variable=True)} if named else {}
            for name, value in context.params.items():
                if by := origin_of(context, name):
                    source = context.get_parameter_source(name)
                    is_variable = source is ParameterSource.ENVIRONMENT
                    found[name] = ToldSetting(value, by, is_variable)
            return found
    except click.ClickException as error:
        raise ConfigError(error.format_message()) from error


def origin_of(context: click.Context, name: str) -> str:
    """Which variable or file told a setting of `run`; empty: none did."""
    source = context.get_parameter_source(name)
    if source is ParameterSource.ENVIRONMENT:
        return f"{context.auto_envvar_prefix}_{name.upper()}"
    return str(context.meta[CONFIG_FILE]) if source is ParameterSource.DEFAULT_MAP else ""
