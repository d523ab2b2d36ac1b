"""`kinesics stop`: brake a robot now, whoever is driving it."""

import click

from kinesics_app.cli_ports import one_port

__all__ = ["stop"]

EXAMPLES = """\b
Examples:
  kinesics stop                                  (the only serial port there is)
  kinesics stop --port /dev/serial/by-id/NAME
"""


@click.command(epilog=EXAMPLES)
@click.option("--port", help="The robot's serial port.  [default: the only one]")
def stop(*, port: str | None) -> None:
    """Brake at the limits and stay, whatever is queued, also while another program has the port.

    It works when that program is frozen. The robot moves again only after STOP was cleared and
    it was armed. For a robot behind kinesics firmware; no substitute for an emergency switch.
    """
    from kinesics.errors import BridgeError
    from kinesics_bridge.outside_stop import outside_stop

    device = one_port(port)
    state = outside_stop(device)
    if state is None:
        click.echo(
            f"STOP was written to {device}; another program has that port and hears the answer"
        )
    elif state == "STOPPED":
        click.echo(f"the robot on {device} says that it is STOPPED")
    else:
        raise BridgeError(f"the robot on {device} got STOP and says {state}; cut its power")
