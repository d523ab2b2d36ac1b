"""`kinesics run`: a robot that is alive, and listens."""

import sys
from pathlib import Path
from typing import Any

import click

from kinesics_app.cli_options import BACKEND, DEVICE, GAZE, LEAD_MS, LOOKAHEAD_MS, LOUDNESS, ROBOT
from kinesics_app.numbers_given import a_number

__all__ = ["run"]

EXAMPLES = """\b
Examples:
  kinesics run                                  (the twin; prints where it listens)
  kinesics run --gaze rules                     (no network decides where it looks)
  kinesics run --web 8765                       (and on ws://127.0.0.1:8765)
  kinesics run --persona extraversion=0.8 --persona warmth=0.7
  kinesics intent look-at 1 0.2 1.4             (in another terminal)
  kinesics run --quiet                          (moves so that a microphone hears others)
  kinesics run --emotion happy:0.5 --affect 0.8 --dial pose=0.7
  kinesics run --device PORT --robot my_robot.toml
"""


@click.command(epilog=EXAMPLES)
@DEVICE
@ROBOT
@click.option(
    "--socket",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where it listens to this user's programs.  [default: kinesics.sock in the user's folder]",
)
@click.option(
    "--web",
    "web_port",
    default=0,
    type=click.IntRange(0, 65535),
    metavar="PORT",
    help="Listen on this port of loopback too: WebSocket with JSON, for every user.",
)
@LOOKAHEAD_MS
@LEAD_MS
@click.option(
    "--persona",
    multiple=True,
    metavar="TRAIT=VALUE",
    help="Who it is: extraversion, warmth, energy, 0..1; see `intent persona`.",
)
@click.option(
    "--quiet",
    is_flag=True,
    help="Hush the servos whenever it does not speak, by [quiet] of its rig: a microphone hears.",
)
@click.option("--realtime", is_flag=True, help="Go before all ordinary programs (SCHED_FIFO).")
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Of blinks and such."
)
@BACKEND
@click.option(
    "--emotion",
    metavar="NAME[:INTENSITY][+...]",
    help="The mood that it begins in, as in `perform`; it wears off in ten minutes.",
)
@click.option(
    "--dial",
    "dials",
    multiple=True,
    metavar="NAME=GAIN",
    help="Scale lips, expression, pose or face, 0..2; `kinesics intent dial` turns them later.",
)
@LOUDNESS
@click.option(
    "--affect",
    default=0.0,
    show_default=True,
    type=click.FloatRange(0.0, 1.0),
    callback=a_number,
    help="How much what it says, voice and text, colours its face.",
)
@GAZE
def run(*, socket: Path | None, **options: Any) -> None:
    """Bring a robot to life: idle until it is asked, in real time, until Ctrl-C or SIGTERM.

    Then it goes to its safe pose and is let go. Other programs ask it by `kinesics intent`, from
    Python, or over the socket (docs/intents.md). What is said is not heard yet: there is no sound
    output here.
    """
    from kinesics_app.run import RunRequest
    from kinesics_app.run import run as live
    from kinesics_app.socket_path import socket_path

    request = RunRequest(socket=socket or socket_path(), **options)
    summary = live(request, lambda path, realtime: _tell(path, request.web_port, realtime))
    told = summary.status
    click.echo(
        f"parked after {told['ticks']} ticks: {told['missed']} missed, {told['late']} rows late, "
        f"{told['reactions']} times queued rows were replaced"
    )
    if summary.trouble:
        click.echo(f"kinesics: the robot was lost: {summary.trouble}", err=True)
    sys.exit(1 if summary.trouble or summary.doors_lost or told["late"] else 0)


def _tell(path: str, web_port: int, realtime: str) -> None:
    web = f" and ws://127.0.0.1:{web_port}" if web_port else ""
    click.echo(f"alive, and listening on {path}{web}")
    if realtime:
        click.echo(f"real time: {realtime}")
