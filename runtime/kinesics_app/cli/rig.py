"""`kinesics rig`: a robot's file drafted, checked, and told what it can show."""

import os
import sys
import tempfile
from pathlib import Path

import click

from kinesics.counted import counted
from kinesics.errors import RigError
from kinesics_app.cli.options import DEFAULT_ROBOT

__all__ = ["rig"]

EXAMPLES = """\b
Examples:
  kinesics rig new --from-urdf robot.urdf --out my_robot.toml
  kinesics rig check my_robot.toml
  kinesics rig report my_robot.toml
"""


@click.group(epilog=EXAMPLES)
def rig() -> None:
    """Draft, check and describe a rig: the one file that a robot is."""


NEW_EXAMPLES = """\b
Examples:
  kinesics rig new --from-urdf robot.urdf                      (writes NAME_OF_URDF.toml)
  kinesics rig new --from-urdf robot.urdf --out my_robot.toml --force
"""


@rig.command(epilog=NEW_EXAMPLES)
@click.option(
    "--from-urdf", "urdf", type=click.Path(path_type=Path), required=True, help="The robot's URDF."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The rig file.  [default: NAME_OF_URDF.toml]",
)
@click.option("--force", is_flag=True, help="Overwrite it.")
def new(*, urdf: Path, out: Path | None, force: bool) -> None:
    """Draft a rig from a URDF: its joints and limits, and guesses that the file marks as such.

    Servos are guessed from speed and effort, channels from the names of joints.
    """
    from kinesics.rig.draft import draft_of
    from kinesics.rig.urdf import read_urdf

    path = out or Path(f"{urdf.stem}.toml")
    if path.exists() and not force:
        raise RigError(f"{path} is there already; name another --out, or overwrite it with --force")
    draft = draft_of(read_urdf(urdf), urdf.name)
    _write_sound(path, draft.text)
    joints = counted(draft.joints, "joint")
    click.echo(f"{path}: {joints}, {draft.driven} of them moved by a guessed channel")
    for note in draft.notes:
        click.echo(f"look at  {note}")
    click.echo(f"next     look at every line marked as guessed, then: kinesics rig check {path}")


def _write_sound(path: Path, text: str) -> None:
    """Write a rig file that loads, or none."""
    from kinesics.rig.load import load_rig

    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            unfinished = Path(folder) / path.name
            unfinished.write_text(text, encoding="utf-8")
            load_rig(str(unfinished))
            os.replace(unfinished, path)
    except OSError as error:
        raise RigError(f"cannot write {path}: {error.strerror}; name another --out") from error


CHECK_EXAMPLES = """\b
Examples:
  kinesics rig check my_robot.toml
  kinesics rig check humanoid
"""


@rig.command(epilog=CHECK_EXAMPLES)
@click.argument("robot", metavar="RIG")
def check(*, robot: str) -> None:
    """Say everything that is wrong or unwise in RIG, a rig file or a shipped robot.

    Each line is ok, a warning or an error, with what would be right. Exit code 1 when there is a
    warning, 2 when there is an error.
    """
    from kinesics_app.rigging.check import check_file

    levels = set()
    for finding in check_file(robot):
        click.echo(finding.line())
        levels.add(finding.level)
    sys.exit(2 if "error" in levels else 1 if "warning" in levels else 0)


REPORT_EXAMPLES = """\b
Examples:
  kinesics rig report my_robot.toml
  kinesics rig report humanoid
"""


@rig.command(epilog=REPORT_EXAMPLES)
@click.argument("robot", metavar="[RIG]", default=None, required=False)
def report(*, robot: str | None) -> None:
    """Say what RIG can show: joints, channels it reaches or not, emotions, mouth, delays, wires.

    Without RIG, of the robot that `perform` takes by default; the shipped ones are named. Exit code
    1 where its drawing names what it has not.
    """
    from kinesics.rig.load import load_rig, shipped_rigs
    from kinesics_app.rigging.report import rig_report

    if robot is None:
        shipped = ", ".join(shipped_rigs())
        click.echo(f"of {DEFAULT_ROBOT}, as no RIG was named; shipped: {shipped}", err=True)
    lines = list(rig_report(load_rig(robot or DEFAULT_ROBOT)))
    for line in lines:
        click.echo(line)
    sys.exit(1 if any(line.startswith("error") for line in lines) else 0)
