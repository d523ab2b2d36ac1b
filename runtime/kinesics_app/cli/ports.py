"""`kinesics ports`: which serial ports this machine has."""

import click

from kinesics.errors import BridgeError

__all__ = ["one_port", "ports"]

EXAMPLES = """\b
Examples:
  kinesics ports
  kinesics doctor --port /dev/serial/by-id/NAME
"""


@click.command(epilog=EXAMPLES)
def ports() -> None:
    """List serial ports, each by the name that stays with the device when replugged.

    Twins and emulators have pseudo-terminals, which are not listed: each prints its own.
    """
    from kinesics_bridge.ports.serial_name import usb_ports

    found = usb_ports()
    for port in found:
        told = port.what if port.name == port.device else f"{port.what} (now {port.device})"
        click.echo(f"{port.name}  {told}")
    if not found:
        click.echo(
            "no serial port; plug a robot in, or start one, which prints its port: "
            "kinesics twin --pty"
        )


def one_port(named: str | None) -> str:
    """`named`, or the only serial port there is.

    Raises:
        BridgeError: none was named and there is not exactly one.
    """
    from kinesics_bridge.ports.serial_name import usb_ports

    if named is not None:
        return named
    found = [port.name for port in usb_ports()]
    if len(found) != 1:
        told = ", ".join(found) or "there is none"
        raise BridgeError(f"which port? {told}; name it with --port")
    return found[0]
