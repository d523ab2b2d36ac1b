"""`kinesics doctor`: is this robot well, and what to do where it is not."""

import sys

import click

__all__ = ["doctor"]

EXAMPLES = """\b
Examples:
  kinesics doctor                                          (the twin: this host alone)
  kinesics doctor --port /dev/serial/by-id/NAME --robot my_robot.toml
"""


@click.command(epilog=EXAMPLES)
@click.option("--port", help="The robot's serial port.  [default: the twin]")
@click.option("--robot", default="humanoid", show_default=True, help="Shipped robot or rig file.")
def doctor(*, port: str | None, robot: str) -> None:
    """Look at a robot for 3 s: port, firmware, joint table, wire, clock, faults. Moves nothing.

    Each line is ok or a warning with what to do. Exit code 1 when there is a warning.
    """
    from kinesics.rig.load import load_rig
    from kinesics_app.diagnosis import diagnose
    from kinesics_app.doctor_ports import doctor_port

    rig = load_rig(robot)
    warnings = 0
    with doctor_port(port, rig) as (wire, findings):
        for source in (findings, diagnose(wire, rig)):
            for finding in source:
                click.echo(finding.line())
                warnings += not finding.good
    if warnings:
        sys.exit(1)
