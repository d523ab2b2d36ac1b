"""`kinesics disarm`: out of any state that needs a person, and let go."""

import click

__all__ = ["disarm"]

EXAMPLES = """\b
Examples:
  kinesics disarm --port /dev/serial/by-id/NAME --robot my_robot.toml
"""


@click.command(epilog=EXAMPLES)
@click.option("--port", help="The robot's serial port.  [default: the only one]")
@click.option("--robot", default="humanoid", show_default=True, help="Shipped robot or rig file.")
def disarm(*, port: str | None, robot: str) -> None:
    """End STOP, or a stay in or after the safe pose; brake, and let go of the joints.

    Look why the robot was stopped first. Joints whose torque policy says so lose their torque:
    hold what may fall. Afterwards it is as after power-up; `perform` and `joint` arm it again.
    """
    from kinesics.rig.load import load_rig
    from kinesics_app.cli_ports import one_port
    from kinesics_app.letting_go import let_go
    from kinesics_app.provisioning import device_table
    from kinesics_bridge.serial_port import SerialPort

    device = one_port(port)
    table = device_table(load_rig(robot), device)
    wire = SerialPort(device)
    try:
        before = let_go(wire, table)
    finally:
        wire.close()
    click.echo(f"the robot was {before} and is DISARMED now")
