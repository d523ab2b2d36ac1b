"""`kinesics stop`: brake a robot now, whoever is driving it."""

import click

from kinesics_app.cli.command_group import CommandGroup
from kinesics_app.cli.port_given import a_port
from kinesics_app.cli.ports import one_port
from kinesics_app.processes.interrupts import end_alike

__all__ = ["main", "stop"]

EXAMPLES = """\b
Examples:
  kinesics stop                                  (the only serial port there is)
  kinesics stop --port /dev/serial/by-id/NAME
  kinesics stop --port buses --robot my_robot.toml    (every firmware that the rig file names)
"""


@click.command(epilog=EXAMPLES)
@click.option(
    "--port",
    callback=a_port,
    help="The robot's serial port, or `buses`.  [default: the only one]",
)
@click.option("--robot", default="humanoid", show_default=True, help="Whose `buses` those are.")
def stop(*, port: str | None, robot: str) -> None:
    """Brake at the limits and stay, whatever is queued, also while another program has the port.

    It works when that program is frozen. The robot moves again only after `kinesics disarm`
    (or `clear_stop()` and `arm()` in Python). For robots behind kinesics firmware: servos without
    one obey the program that drives them; end it, and those with a watchdog stop by themselves.
    No substitute for an emergency switch.
    """
    from kinesics.errors import BridgeError

    devices, beyond = _firmwares(robot) if port == "buses" else ([one_port(port)], [])
    troubles = [*(trouble for trouble in map(_stop, devices) if trouble), *beyond]
    if troubles:
        raise BridgeError("; ".join(troubles))


@click.group(
    cls=CommandGroup, commands=[stop], context_settings={"help_option_names": ["-h", "--help"]}
)
def main() -> None:
    """The command line with nothing but `stop` in it: all of it would take longer to load."""
    end_alike()


def _stop(device: str) -> str:
    """Stop one and say so; what went wrong, or nothing: others are stopped all the same."""
    from kinesics.errors import BridgeError
    from kinesics_bridge.link.outside_stop import outside_stop

    try:
        state = outside_stop(device)
    except BridgeError as error:
        return str(error)
    if state not in (None, "STOPPED"):
        return f"the robot on {device} got STOP and says {state}; cut its power"
    click.echo(
        f"the robot on {device} says that it is STOPPED"
        if state
        else f"STOP was written to {device}; another program has that port and hears the answer"
    )
    return ""


def _firmwares(robot: str) -> tuple[list[str], list[str]]:
    """Ports of the firmwares of a rig, and complaints about its buses that have none."""
    from kinesics.errors import BridgeError
    from kinesics.rig.load import load_rig

    buses = load_rig(robot).buses
    beyond = [
        f"bus {bus.name!r} ({bus.kind}) cannot be stopped from outside: end the program that has "
        f"{bus.port}, or cut its power"
        for bus in buses
        if bus.kind != "firmware"
    ]
    ports = [bus.port for bus in buses if bus.kind == "firmware"]
    if not ports:
        told = "; ".join(beyond) or "it has no [[buses]]: name a port with --port"
        raise BridgeError(f"rig {robot!r} names no firmware that could be stopped: {told}")
    return ports, beyond
