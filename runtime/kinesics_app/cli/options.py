"""Options of more than one command: what a robot hears, feels and shows."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from kinesics_app.cli.port_given import a_port
from kinesics_app.settings.numbers_given import a_number
from kinesics_app.settings.setting import SETTINGS

__all__ = [
    "AFFECT",
    "BACKEND",
    "DEFAULT_ROBOT",
    "DEVICE",
    "DIAL",
    "GAZE",
    "GESTURES",
    "LEAD_MS",
    "LOOKAHEAD_MS",
    "LOUDNESS",
    "ROBOT",
    "WHILE",
    "of_setting",
    "own_models",
]

_F = TypeVar("_F", bound=Callable[..., Any])

DEFAULT_ROBOT = SETTINGS["robot"].default
WHILE = click.option(
    "--while",
    "while_pid",
    type=click.IntRange(1),
    metavar="PID",
    help="End when this process has ended, too: in a script `--while $$`.",
)


def of_setting(name: str, *also: str, **changes: Any) -> Callable[[_F], _F]:
    """The option of a setting: `--lead-ms` of `lead_ms`, its range, default and words.

    `also`: other spellings of it.
    """
    setting = SETTINGS[name]
    spelt = (f"--{name.replace('_', '-')}", *also, name)
    if setting.type is bool:
        switch = (f"{spelt[0]}/--no-{spelt[0][2:]}", name) if setting.default else spelt
        usual = {"default": setting.default, "show_default": setting.default}
        return click.option(*switch, is_flag=True, help=setting.says, **{**usual, **changes})
    kind: Any = setting.type
    if setting.choices:
        kind = click.Choice(setting.choices)
    elif setting.type is int:
        kind = click.IntRange(round(setting.low), round(setting.high))
    elif setting.type is float:
        kind = click.FloatRange(setting.low, setting.high)
        changes = {"callback": a_number, **changes}
    usual = {"type": kind, "default": setting.default, "help": setting.says}
    return click.option(*spelt, **{**usual, "show_default": bool(setting.default), **changes})


def own_models(command: _F) -> _F:
    """The options that name networks in the place of the shipped ones."""
    for name in ("mouth_model", "gesture_model", "gaze_model"):
        command = of_setting(name, metavar="FOLDER")(command)
    return command


ROBOT = of_setting("robot")
DEVICE = of_setting("device", callback=a_port)
LOOKAHEAD_MS = of_setting("lookahead_ms")
LEAD_MS = of_setting("lead_ms")
LOUDNESS = of_setting("loudness")
BACKEND = of_setting("backend")
GAZE = of_setting("gaze")
GESTURES = click.option(  # `gestures` of a performance are those with a date
    "--gestures",
    "gesture_folder",
    default=SETTINGS["gestures"].default,
    metavar="FOLDER",
    help=SETTINGS["gestures"].says,
)
DIAL = click.option(
    "--dial",
    "dials",
    multiple=True,
    metavar="NAME=GAIN[@FROM-TO|@WORD]",
    help="Scale lips, expression, pose or face, 0..2; with @ between seconds of the speech, or for "
    "a word of it, or WORD..WORD, where --phones tells of words. "
    "(How far a raised voice opens the lips: --loudness.)",
)
AFFECT = click.option(
    "--affect",
    type=click.FloatRange(0.0, 1.0),
    callback=a_number,
    help="How much voice and words colour the face without --emotion.  [default: 0; --text: 0.8]",
)
