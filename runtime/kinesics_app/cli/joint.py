"""`kinesics joint`: one joint to one place."""

import sys

import click

from kinesics_app.cli.port_given import a_port

__all__ = ["joint"]

EXAMPLES = """\b
Examples:
  kinesics joint neck_yaw --to 0.3                         (on the twin)
  kinesics joint jaw --to 0.2 --port /dev/serial/by-id/NAME
"""


@click.command(epilog=EXAMPLES)
@click.argument("name")
@click.option("--to", "value", type=float, required=True, help="Where, in the joint's unit.")
@click.option("--port", callback=a_port, help="The robot's serial port.  [default: the twin]")
@click.option("--robot", default="humanoid", show_default=True, help="Shipped robot or rig file.")
def joint(*, name: str, value: float, port: str | None, robot: str) -> None:
    """Move one joint, at a quarter of its speed, and say where it is then.

    The robot is armed for it and disarmed afterwards; the other joints stay where they are. Exit
    code 1 when the joint is not measured to be there, or the robot was out of reach on the way.
    """
    from kinesics.rig.load import load_rig
    from kinesics_app.device.opening import open_device
    from kinesics_app.rigging.moving import checked_target, move_joint

    rig = load_rig(robot)
    unit = rig.joints[checked_target(rig, name, value)].unit
    with open_device(port or "twin", rig, live=port is not None) as device:
        moved = move_joint(device, rig, name, value)
    feels = rig.joints[rig.index(name)].feedback != "none"
    measured = f"{moved.measured:.4f}" if feels else "unknown: the joint has no feedback"
    where = "" if port else "on the twin, no --port: "
    click.echo(
        f"{where}{name} [{unit}]: asked {moved.asked:.4f}, played {moved.played:.4f}, "
        f"measured {measured}; {moved.took_s:.2f} s"
    )
    for trouble in moved.troubles:
        click.echo(f"kinesics: {trouble}", err=True)
    if moved.troubles:
        sys.exit(1)
