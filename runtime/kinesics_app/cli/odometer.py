"""`kinesics odometer`: what each joint of a robot has done so far."""

from pathlib import Path
from typing import Any

import click

from kinesics_app.cli.options import ROBOT

__all__ = ["odometer"]

EXAMPLES = """\b
Examples:
  kinesics odometer                              (of the twin)
  kinesics odometer --robot my_robot.toml --device PORT
"""


@click.command(epilog=EXAMPLES)
@ROBOT
@click.option("--device", default="twin", show_default=True, help="As `kinesics run` was told.")
@click.option("--file", type=click.Path(path_type=Path, dir_okay=False), help="Another file.")
def odometer(robot: str, device: str, file: Path | None) -> None:
    """Hours with torque, way, changes of direction, time near an end, and heat, joint by joint.

    `kinesics run` counts them, writes them once a minute, and goes on from them.
    """
    from kinesics.rig.load import load_rig
    from kinesics_app.run.logbook import odometer_path
    from kinesics_app.run.odometer import read_odometer

    told = read_odometer(file or odometer_path(load_rig(robot), device))
    click.echo(f"{'joint':24} {'on':>9} {'way':>14} {'reversals':>10} {'at an end':>10}  heat")
    for name, one in told["joints"].items():
        click.echo(_line(name, one))


def _line(name: str, one: dict[str, Any]) -> str:
    heat = "-"
    if one.get("hottest_c") is not None:
        heat = f"{one['hottest_c']:.0f} °C at most, {one['hot_s'] / 3600:.2f} h hot"
    way = f"{one['travel']:.1f} {one['unit']}"
    ends = f"{one['extreme_s'] / 3600:.2f} h"
    hours = f"{one['on_s'] / 3600:.2f} h"
    return f"{name:24} {hours:>9} {way:>14} {one['reversals']:>10.0f} {ends:>10}  {heat}"
