"""`kinesics disarm`: out of any state that needs a person, and let go."""

from typing import Any

import click

from kinesics_app.cli.port_given import a_port

__all__ = ["disarm"]

EXAMPLES = """\b
Examples:
  kinesics disarm --port /dev/serial/by-id/NAME --robot my_robot.toml
  kinesics disarm --port buses --robot my_robot.toml    (every firmware that the rig file names)
"""


@click.command(epilog=EXAMPLES)
@click.option(
    "--port",
    callback=a_port,
    help="The robot's serial port, or `buses`.  [default: the only one]",
)
@click.option("--robot", default="humanoid", show_default=True, help="Shipped robot or rig file.")
def disarm(*, port: str | None, robot: str) -> None:
    """End STOP, or a stay in or after the safe pose; brake, and let go of the joints.

    Look why the robot was stopped first. Joints whose torque policy says so lose their torque:
    hold what may fall. Afterwards it is as after power-up; `perform` and `joint` arm it again.
    """
    from kinesics.errors import BridgeError
    from kinesics.rig.load import load_rig
    from kinesics_app.cli.ports import one_port

    rig = load_rig(robot)
    bauds = {bus.port: bus.baud for bus in rig.buses if bus.kind == "firmware"}
    if port == "buses" and not bauds:
        raise BridgeError(
            f"rig {robot!r} names no firmware; bare servos are let go by the program that has them"
        )
    for device in bauds if port == "buses" else [one_port(port)]:
        before = _let_go(rig, device, bauds.get(device, 1_000_000))
        click.echo(f"the robot on {device} was {before} and is DISARMED now")


def _let_go(rig: Any, device: str, baud: int) -> str:
    """The state that the firmware behind `device` was in."""
    from kinesics.errors import BridgeError
    from kinesics_app.device.letting_go import let_go
    from kinesics_app.device.provisioning import device_table
    from kinesics_bridge.link.errors import with_port
    from kinesics_bridge.ports.serial_port import SerialPort

    table = device_table(rig, device)
    wire = SerialPort(device, baud=baud)
    try:
        return let_go(wire, table)
    except BridgeError as error:
        raise with_port(error, device) from error
    finally:
        wire.close()
