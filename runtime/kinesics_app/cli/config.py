"""`kinesics config`: what a life can be told, and what it is told now."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kinesics_app.settings.persona_given import TRAITS

if TYPE_CHECKING:
    from kinesics_app.settings.setting import Setting

__all__ = ["config"]

EXAMPLES = """\b
Examples:
  kinesics config explain                       (every setting in a line)
  kinesics config explain lead_ms
  kinesics config check robot.toml
  kinesics config save robot.toml               (keep what was changed while it lived)
  kinesics config show robot.toml               (what `kinesics run robot.toml` would do, and why)
"""

_FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.group(epilog=EXAMPLES)
def config() -> None:
    """Settings of `kinesics run`: in a file, in variables, as options.

    An option stands above a variable (KINESICS_ and the setting's name in capitals; for traits
    KINESICS_PERSONA), that above the parameter of a ROS node, that above the configuration file
    (the one that is named, else KINESICS_CONFIG), and that above the default. A variable that tells
    no setting is named, and passed over. What a robot *is* stands in its rig file.
    """


@config.command(epilog=EXAMPLES)
@_FILE
def check(file: Path) -> None:
    """Read FILE as `run` would; every mistake at once, exit code 2."""
    from kinesics.affect.feeling import read_feeling
    from kinesics.rig.load import load_rig
    from kinesics_app.settings.config_file import read_config

    told = read_config(file)
    load_rig(told.get("robot", "humanoid"))
    if told.get("emotion"):
        read_feeling(told["emotion"], 0)
    click.echo(f"{file}: ok, {len(told)} settings")


@config.command(epilog=EXAMPLES)
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
def show(file: Path | None) -> None:
    """Every setting as `run [FILE]` would have it now, and where it comes from."""
    from kinesics_app.cli.run import run
    from kinesics_app.cli.told_settings import origin_of

    arguments = [] if file is None else [str(file)]
    with run.make_context("run", arguments, **run.context_settings) as context:
        for parameter in run.params:
            name = parameter.name or ""
            if name in context.params and name != "help":
                value = context.params[name]
                click.echo(f"{name:14} {_shown(value):24} {origin_of(context, name) or 'default'}")


@config.command(epilog=EXAMPLES)
@click.argument("key", required=False)
def explain(key: str | None) -> None:
    """What KEY does, what it may be, and how it is told; every setting without KEY."""
    from kinesics_app.settings.config_file import ENVIRONMENT, known_setting
    from kinesics_app.settings.setting import SETTINGS

    if key is None:
        for one in SETTINGS.values():
            click.echo(f"{one.name:14} {one.range:24} {one.says}")
        return
    setting = known_setting(key)
    trait = "persona" if key in TRAITS else ""
    option = f"--persona {key}=VALUE" if trait else f"--{key.replace('_', '-')}"
    option = "--dial" if key == "dials" else option
    variable = f"{ENVIRONMENT}_{(trait or key).upper()}"
    click.echo(f"{setting.name}: {setting.says}")
    click.echo(f"  is        {setting.range}; {_shown(setting.default)} unless told")
    click.echo(f"  acts      {_acts(setting)}")
    click.echo(f"  told by   {option}; {variable}; {key} in the configuration file;")
    click.echo(f"            the parameter {key} of a ROS node, where it has it")


@config.command(epilog=EXAMPLES)
@_FILE
@click.option(
    "--socket",
    type=click.Path(path_type=Path),
    help="Of the `kinesics run`.  [default: the usual one]",
)
@click.option("--dry-run", is_flag=True, help="Show the difference, and write nothing.")
def save(file: Path, socket: Path | None, *, dry_run: bool) -> None:
    """Keep in FILE what was changed while the robot lived; shows the difference.

    Persona, dials, behaviours that are off, quiet, av_trim_ms; comments and all other lines stay.
    """
    from difflib import unified_diff

    from kinesics.record.files import save as write
    from kinesics_app.robot import Robot
    from kinesics_app.settings.config_save import kept, told_now

    with Robot.running(socket) as robot:
        now = told_now(robot.status())
    before, after = kept(file, now)
    if before == after:
        state = "as it is" if file.exists() else "not written"
        click.echo(f"{file}: {state}; nothing was changed")
        return
    lines = (before.splitlines(keepends=True), after.splitlines(keepends=True))
    click.echo("".join(unified_diff(*lines, str(file), f"{file} (now)")), nl=False)
    if not dry_run:
        write(file, after.encode())


def _acts(setting: "Setting") -> str:
    if setting.reloads:
        return "at once, also when the file is read again (kill -HUP)"
    return "when a life begins"


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(value) or "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value) or "-"
