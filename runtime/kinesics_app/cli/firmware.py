"""`kinesics firmware`: images built and flashed, joint tables given to devices, versions told."""

import sys
from itertools import chain
from pathlib import Path

import click

from kinesics_app.cli.port_given import a_port

__all__ = ["firmware"]

EXAMPLES = """\b
Examples:
  kinesics firmware build stm32f405 --dry-run
  kinesics firmware flash out/firmware/kinesics-stm32f405.elf
  kinesics firmware provision --port /dev/serial/by-id/NAME --robot my_robot.toml --dry-run
  kinesics firmware version --port /dev/serial/by-id/NAME
"""

_IMAGES = Path("out/firmware")
_dry_run = click.option("--dry-run", is_flag=True, help="Show what would be done; change nothing.")


@click.group(epilog=EXAMPLES)
def firmware() -> None:
    """Build and flash a robot's firmware, give it its joint table, tell its version."""


BUILD_EXAMPLES = """\b
Examples:
  kinesics firmware build                                   (all images)
  kinesics firmware build stm32f405 --out images
"""


@firmware.command(epilog=BUILD_EXAMPLES)
@click.argument("ports", nargs=-1)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=_IMAGES,
    show_default=True,
    help="Folder for the images.",
)
@_dry_run
def build(*, ports: tuple[str, ...], out: Path, dry_run: bool) -> None:
    """Compile the firmware for PORTS: wasm, native, stm32f405, lm3s6965.

    Needs kinesics' source tree and its dev extra. The twin's own image is not replaced.
    """
    from kinesics_app.device.images import build_image, planned_image

    for port in ports or ("wasm", "native", "stm32f405", "lm3s6965"):
        lines = planned_image(port, out) if dry_run else build_image(port, out)
        for line in lines:
            click.echo(line)


PROVISION_EXAMPLES = """\b
Examples:
  kinesics firmware provision --port PORT --robot my_robot.toml --dry-run
  kinesics firmware provision --port PORT --robot my_robot.toml
  kinesics firmware provision --port PORT --robot my_robot.toml --erase     (looser limits)
  kinesics firmware provision --port buses --robot my_robot.toml            (all that it names)
"""


@firmware.command(epilog=PROVISION_EXAMPLES)
@click.option(
    "--port", required=True, callback=a_port, help="The device's serial port, or `buses`."
)
@click.option("--robot", help="Shipped robot or rig file; there is no default: it sets limits.")
@click.option(
    "--erase", is_flag=True, help="Forget the table that the device holds, if it differs."
)
@click.option("--verbose", is_flag=True, help="Show every difference and every row.")
@_dry_run
def provision(*, port: str, robot: str | None, erase: bool, verbose: bool, dry_run: bool) -> None:
    """Give a device the joint table of its rig: the limits that no host may exceed from then on.

    `--port buses` is every bus that the rig names; servos without firmware get the settings that
    they keep (position mode, no return delay), which takes their torque.

    The first table stays over resets. A tighter one is taken until the next reset; a looser one
    is refused, naming joint and field, unless --erase. Only while disarmed. Arms nothing.
    """
    from kinesics.errors import RigError
    from kinesics.rig.load import load_rig
    from kinesics_app.device.provisioning import Order, device_table
    from kinesics_app.device.provisioning import provision as run
    from kinesics_app.device.provisioning_buses import provision_buses
    from kinesics_bridge.ports.serial_port import SerialPort

    if robot is None:
        raise RigError(
            "whose limits are these to be? name the rig, as in: "
            f"kinesics firmware provision --port {port} --robot my_robot.toml --dry-run"
        )
    rig, order = load_rig(robot), Order(erase=erase, dry_run=dry_run, verbose=verbose)
    if port == "buses":
        for line in provision_buses(rig, order):
            click.echo(line)
        return
    table = device_table(rig, port)
    wire = SerialPort(port)
    try:
        for line in run(wire, rig, table, order):
            click.echo(line)
    finally:
        wire.close()


FLASH_EXAMPLES = """\b
Examples:
  kinesics firmware flash kinesics-stm32f405.elf --dry-run       (debug probe or USB bootloader)
  kinesics firmware flash kinesics-stm32f405.elf --port PORT     (serial bootloader, BOOT0 high)
"""


@firmware.command(epilog=FLASH_EXAMPLES)
@click.argument("image", type=click.Path(path_type=Path))
@click.option("--board", default="stm32f405", show_default=True, help="What it is flashed to.")
@click.option(
    "--port",
    callback=a_port,
    help="Serial port of the chip's own bootloader.  [default: probe or USB]",
)
@click.option("--tool", help="openocd, st-flash, dfu-util or stm32flash.  [default: what is there]")
@_dry_run
def flash(*, image: Path, board: str, port: str | None, tool: str | None, dry_run: bool) -> None:
    """Write IMAGE into a board with the usual tool for it, and say what that tool reported.

    No board has run this firmware yet: the first time, leave the servos' power off.
    Exit code 1 when the tool fails or does not report that the image was written.
    """
    from kinesics_app.device.flashing import flash as run

    for line, good in run(image, board, port=port, tool=tool, dry_run=dry_run):
        click.echo(line, err=not good)
        if not good:
            sys.exit(1)


VERSION_EXAMPLES = """\b
Examples:
  kinesics firmware version                                (the twin, and images built here)
  kinesics firmware version --port /dev/serial/by-id/NAME
  kinesics firmware version --port buses --robot my_robot.toml       (all that it names)
"""


@firmware.command(epilog=VERSION_EXAMPLES)
@click.option(
    "--port", callback=a_port, help="The device's serial port, or `buses`.  [default: the twin]"
)
@click.option("--robot", default="humanoid", show_default=True, help="Whose `buses` those are.")
@click.option(
    "--images",
    type=click.Path(path_type=Path, file_okay=False),
    default=_IMAGES,
    show_default=True,
    help="Folder of built images, told where no port is given.",
)
def version(*, port: str | None, robot: str, images: Path) -> None:
    """What a device's firmware says of itself: build, protocol, robot, joint table. Moves nothing.

    Without --port, the same of the twin's firmware and of the images built here.
    """
    from kinesics.rig.load import load_rig
    from kinesics_app.device.firmware_version import bus_lines, image_lines, port_lines, twin_lines

    if port == "buses":
        lines = bus_lines(load_rig(robot))
    else:
        lines = port_lines(port) if port else chain(twin_lines(), image_lines(images))
    for line in lines:
        click.echo(line)
