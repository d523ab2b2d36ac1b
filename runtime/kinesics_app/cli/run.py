"""`kinesics run`: a robot that is alive, and listens."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from kinesics_app.cli.left_late import left_late
from kinesics_app.cli.options import DEVICE, of_setting, own_models
from kinesics_app.cli.settings_command import SettingsCommand
from kinesics_app.processes.interrupts import note_hangups
from kinesics_app.settings.config_file import ENVIRONMENT, read_config
from kinesics_app.settings.persona_given import TRAITS

if TYPE_CHECKING:
    from kinesics_app.run.run import Summary
    from kinesics_app.settings.run_request import RunRequest

__all__ = ["CONFIG_FILE", "CONFIG_VARIABLE", "configured", "finish", "run", "tell_page"]

CONFIG_VARIABLE = f"{ENVIRONMENT}_CONFIG"
"""Names the configuration file where the command line names none."""
CONFIG_FILE = "kinesics.file"
"""Key of a context's `meta`: the configuration file, if there is one."""
_TYPED = "kinesics.typed"

EXAMPLES = """\b
Examples:
  kinesics run                                  (the twin; prints where it listens)
  kinesics run my_robot_config.toml             (see `kinesics config explain`)
  kinesics run --gaze rules                     (no network decides where it looks)
  kinesics run --web 8765                       (and on ws://127.0.0.1:8765)
  kinesics run --studio                         (seen and steered on http://127.0.0.1:8765)
  kinesics run --persona extraversion=0.8 --persona warmth=0.7
  kinesics intent look-at 1 0.2 1.4             (in another terminal)
  kinesics run --record out/lives                (for `kinesics replay`)
  kinesics run --quiet                          (moves so that a microphone hears others)
  kinesics run --camera 0                       (looks at the faces that it sees)
  kinesics run --microphone default             (hears whether somebody else speaks)
  kinesics run --emotion happy:0.5 --affect 0.8 --dial pose=0.7
  kinesics run --gestures my_gestures           (its own, and imported motion)
  kinesics run --late speech=hold --budget-ms 2  (what a busy computer does to the mouth)
  kinesics run --device PORT --robot my_robot.toml
"""


def configured(
    context: click.Context, _parameter: click.Parameter, path: Path | None
) -> Path | None:
    """What the file says stands below variables and options; ConfigError as `read_config`."""
    if path is not None:
        context.meta[CONFIG_FILE] = path
        context.default_map = _by_parameter(read_config(path))
    return path


def _by_parameter(told: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as the parameters of `run`: traits make one persona."""
    traits = [f"{name}={told[name]:g}" for name in TRAITS if name in told]
    rest = {name: value for name, value in told.items() if name not in TRAITS}
    return {**rest, "persona": traits} if traits else rest


class _Run(SettingsCommand):
    """Remembers what was typed: read again, options still stand above the file."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_TYPED] = [*args]
        return super().parse_args(ctx, args)


@click.command(cls=_Run, epilog=EXAMPLES, context_settings={"auto_envvar_prefix": ENVIRONMENT})
@click.argument(
    "config",
    required=False,
    is_eager=True,
    expose_value=False,
    callback=configured,
    envvar=CONFIG_VARIABLE,
    type=click.Path(path_type=Path, dir_okay=False),
)
@DEVICE
@of_setting("robot")
@of_setting("socket")
@of_setting("web_port", "--web")
@of_setting("studio")
@of_setting("studio_port")
@of_setting("studio_host")
@of_setting("studio_token")
@of_setting("say_command")
@of_setting("record", metavar="FILE|FOLDER")
@of_setting("recording_mb")
@of_setting("recording_days")
@of_setting("lookahead_ms")
@of_setting("lead_ms")
@click.option(
    "--persona",
    multiple=True,
    metavar="TRAIT=VALUE",
    help="Who it is: extraversion, warmth, energy, 0..1; see `intent persona`.",
)
@of_setting("sound")
@of_setting("av_trim_ms")
@of_setting("reference", metavar="FILE")
@of_setting("camera")
@of_setting("camera_rate_hz")
@of_setting("camera_delay_ms")
@of_setting("face_model", metavar="FILE")
@of_setting("microphone", metavar="DEVICE|FILE")
@of_setting("microphone_delay_ms")
@of_setting("barge_in")
@of_setting("quiet")
@of_setting("realtime")
@of_setting("cpu")
@of_setting("budget_ms")
@click.option(
    "--late",
    multiple=True,
    metavar="NETWORK=POLICY",
    help="If it misses 3 of 10 budgets: speech=skip|hold|degrade, attention=degrade, "
    "gesture-sense or voice-affect=skip|degrade.",
)
@of_setting("black_box")
@of_setting("black_box_mb")
@of_setting("black_box_days")
@of_setting("odometer")
@of_setting("seed")
@of_setting("backend")
@of_setting("emotion", metavar="NAME[:INTENSITY][+...]")
@click.option(
    "--dial",
    "dials",
    multiple=True,
    metavar="NAME=GAIN",
    help="Scale lips, expression, pose or face, 0..2; `kinesics intent dial` turns them later.",
)
@click.option(
    "--off",
    multiple=True,
    metavar="BEHAVIOUR",
    help="Have a behaviour show nothing; `kinesics intent behaviour` switches it later.",
)
@of_setting("loudness")
@of_setting("affect")
@of_setting("gaze")
@own_models
@of_setting("gestures", metavar="FOLDER")
@of_setting("level")
@click.pass_context
def run(context: click.Context, /, **options: Any) -> None:
    """Bring a robot to life: idle until it is asked, in real time, until Ctrl-C or SIGTERM.

    CONFIG is a TOML file of settings (`kinesics config explain`), else the one that the variable
    KINESICS_CONFIG names; above it stand variables such as KINESICS_LEAD_MS, above these options.

    SIGHUP (kill -HUP) has CONFIG read again: what can change while it lives does, gently.

    At the end it goes to its safe pose and is let go. Other programs ask it by `kinesics intent`,
    from Python, or over the socket (docs/intents.md).
    """
    from kinesics_app.run.run import run as live

    request, again = _request(**options), None
    if CONFIG_FILE in context.meta:
        typed = context.meta[_TYPED]
        note_hangups()  # as it begins, too
        again = lambda: _read_again(typed)  # noqa: E731  # a name for what two callers take
    if request.studio:
        from kinesics_app.studio.hosting import run_with_studio

        finish(run_with_studio(request, tell_page, again))
    finish(live(request, lambda path, *told: _tell(path, request.web_port, *told), again))


def _request(*, socket: str, emotion: str, **options: Any) -> "RunRequest":
    from kinesics_app.settings.run_request import RunRequest
    from kinesics_app.settings.socket_path import socket_path

    where = Path(socket) if socket else socket_path()
    return RunRequest(socket=where, emotion=emotion or None, **options)


def _read_again(typed: list[str]) -> "RunRequest":
    """What the file, the variables and the options say now.

    Raises:
        ConfigError: a file that cannot be used.
    """
    from kinesics.errors import ConfigError

    try:
        with run.make_context("run", [*typed], **run.context_settings) as context:
            return _request(**context.params)
    except click.ClickException as error:
        raise ConfigError(error.format_message()) from error


def finish(summary: "Summary") -> NoReturn:
    """Tell how a run went, and end: 1 if something went wrong."""
    told = summary.status
    click.echo(
        f"parked after {told['ticks']} ticks: {told['missed']} missed, {told['late']} rows late, "
        f"{told['reactions']} times queued rows were replaced"
    )
    if late := left_late(told):
        click.echo(late)
    recorded = told.get("recording", {})
    if recorded.get("file"):
        click.echo(
            f"recorded: {recorded['file']}: {recorded['rows']} rows, {recorded['lost']} lost"
        )
    if summary.trouble:
        click.echo(f"kinesics: the robot was lost: {summary.trouble}", err=True)
    sys.exit(1 if summary.trouble or summary.doors_lost or told["late"] else 0)


def tell_page(path: str, page: str, *told: str) -> None:
    """Tell where a robot listens, and where its page is."""
    _tell(path, 0, *told)
    click.echo(f"its page: {page}")


def _tell(path: str, web_port: int, backend: str, realtime: str) -> None:
    web = f" and ws://127.0.0.1:{web_port}" if web_port else ""
    click.echo(f"alive, its networks on {backend}, and listening on {path}{web}")
    if realtime:
        click.echo(f"real time: {realtime}")
