"""`kinesics run`: a robot that is alive, and listens."""

import sys
from pathlib import Path
from typing import Any

import click

from kinesics_app.gaze_by import GAZE, GAZES

__all__ = ["run"]

EXAMPLES = """\b
Examples:
  kinesics run                                  (the twin; prints where it listens)
  kinesics run --gaze rules                     (no network decides where it looks)
  kinesics run --web 8765                       (and on ws://127.0.0.1:8765)
  kinesics intent look-at 1 0.2 1.4             (in another terminal)
  kinesics run --device PORT --robot my_robot.toml
"""


@click.command(epilog=EXAMPLES)
@click.option(
    "--device",
    default="twin",
    show_default=True,
    help="`twin`, the port of a robot, or `buses`: the ports that its rig names.",
)
@click.option("--robot", default="humanoid", show_default=True, help="Shipped robot or rig file.")
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
@click.option(
    "--lead-ms",
    default=100.0,
    show_default=True,
    help="How early rows leave: hides host stalls up to 15 ms shorter.",
)
@click.option("--realtime", is_flag=True, help="Go before all ordinary programs (SCHED_FIFO).")
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Of blinks and such."
)
@click.option(
    "--backend",
    default="onnxruntime",
    show_default=True,
    type=click.Choice(["onnxruntime", "litert"]),
    help="Runs the networks.",
)
@click.option(
    "--gaze",
    default=GAZE,
    show_default=True,
    type=click.Choice(GAZES),
    help="Who decides where to look and when to blink.",
)
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
