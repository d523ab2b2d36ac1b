"""`kinesics doctor`: is this robot well, and what to do where it is not."""

import sys
from itertools import chain

import click

from kinesics_app.cli.port_given import a_port

__all__ = ["doctor"]

EXAMPLES = """\b
Examples:
  kinesics doctor                                          (the twin: this host alone)
  kinesics doctor --port /dev/serial/by-id/NAME --robot my_robot.toml
  kinesics doctor --port buses --robot my_robot.toml       (every bus that the rig file names)
"""


@click.command(epilog=EXAMPLES)
@click.option(
    "--port",
    callback=a_port,
    help="The robot's serial port, or `buses`: those of its rig.  [default: the twin]",
)
@click.option("--robot", default="humanoid", show_default=True, help="Shipped robot or rig file.")
def doctor(*, port: str | None, robot: str) -> None:
    """Look at a robot for 3 s: port, firmware, joint table, wire, clock, faults. Moves nothing.

    Also which microphones and cameras this computer has. Each line is ok or a warning with what to
    do. Exit code 1 when there is a warning.
    """
    from kinesics.rig.load import load_rig
    from kinesics_app.doctor.devices import device_findings
    from kinesics_app.doctor.ports import findings_of

    warnings = 0
    for finding in chain(findings_of(port, load_rig(robot)), device_findings()):
        click.echo(finding.line())
        warnings += not finding.good
    if warnings:
        sys.exit(1)
