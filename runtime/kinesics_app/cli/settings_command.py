"""`SettingsCommand`: a command whose options are settings, which variables may tell too."""

import os
from collections.abc import Iterable
from difflib import get_close_matches

import click
from click.core import ParameterSource

from kinesics_app.settings.config_file import ENVIRONMENT
from kinesics_app.settings.persona_given import TRAITS
from kinesics_app.settings.setting import SETTINGS

__all__ = ["SettingsCommand", "strange_variables"]

_PREFIX = f"{ENVIRONMENT}_"
_KNOWN = ({*SETTINGS} - {*TRAITS}) | {"config", "persona", "venv", "ros_venv"}
"""With those of the repository's scripts."""


class SettingsCommand(click.Command):
    """Names the variable that tells what cannot be, and those that tell nothing."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As of any command; a mistake is told as of where it was made."""
        for complaint in strange_variables(os.environ):
            click.echo(f"kinesics: {complaint}", err=True)
        try:
            return super().parse_args(ctx, args)
        except click.BadParameter as error:
            name = error.param.name if error.param else None
            if name and ctx.get_parameter_source(name) is ParameterSource.ENVIRONMENT:
                error.param_hint = f"'{_PREFIX}{name.upper()}'"
            raise


def strange_variables(names: Iterable[str]) -> list[str]:
    """What is to be said of variables that are called as if they told a setting, and do not."""
    found = []
    for name in sorted(names):
        key = name.removeprefix(_PREFIX).lower()
        if not name.startswith(_PREFIX) or key in _KNOWN:
            continue
        near = get_close_matches(key, _KNOWN, n=1, cutoff=0.5)
        wanted = f"; nearest: {_PREFIX}{near[0].upper()}" if near else ""
        if key in TRAITS:
            wanted = f"; wanted {_PREFIX}PERSONA={key}=VALUE"
        found.append(f"the variable {name} tells no setting{wanted}")
    return found
