"""`kinesics calibrate`: what only the robot itself can tell its rig file."""

from pathlib import Path
from typing import Any

import click

from kinesics.errors import RigError

__all__ = ["calibrate"]

EXAMPLES = """\b
Examples:
  kinesics calibrate lag jaw                                (on the twin: prints, writes nothing)
  kinesics calibrate lag jaw --port PORT --robot my.toml --write
  kinesics calibrate neutral jaw --port PORT --robot my.toml --write
  kinesics calibrate limits jaw --port PORT --robot my.toml --write
"""

_robot = click.option("--robot", default="humanoid", show_default=True, help="Rig file.")
_port = click.option("--port", help="The robot's serial port.  [default: the twin]")
_write = click.option("--write", is_flag=True, help="Write the result into the rig file.")


@click.group(epilog=EXAMPLES)
def calibrate() -> None:
    """Measure on the robot what its rig file says of a joint."""


@calibrate.command(epilog=EXAMPLES)
@click.argument("joint")
@_port
@_robot
@_write
def lag(*, joint: str, port: str | None, robot: str, write: bool) -> None:
    """How late a joint follows: it swings for 8 s about the middle of its range, slowly."""
    from kinesics.rig.load import load_rig
    from kinesics_app.device import open_device
    from kinesics_app.lag import measure_lag

    rig = load_rig(robot)
    with open_device(port or "twin", rig, live=port is not None) as device:
        found = measure_lag(device, rig, joint)
    believed_ms = rig.joints[rig.index(joint)].lag_s * 1e3
    click.echo(
        f"{joint}: lag {found.lag_s * 1e3:.1f} ms (the rig says {believed_ms:.1f}); "
        f"explains {found.fit:.1%} of a swing of {found.swing:.3g}"
    )
    _keep(robot, joint, "lag_ms", f"{found.lag_s * 1e3:.1f}", write=write)


@calibrate.command(epilog=EXAMPLES)
@click.argument("joint")
@_port
@_robot
@_write
def neutral(*, joint: str, port: str | None, robot: str, write: bool) -> None:
    """Where a joint is at rest: torque is off, you hold it there and press Enter."""
    with _hand_guided(port, robot, joint) as hand:
        click.prompt(f"hold {joint} at its neutral place, then press Enter", "", prompt_suffix="")
        low, high = hand.watch(0.3)
    value = (low + high) / 2
    click.echo(f"{joint}: neutral {value:.4f}")
    _keep(robot, joint, "neutral", f"{value:.4f}", write=write)


@calibrate.command(epilog=EXAMPLES)
@click.argument("joint")
@click.option("--for-s", default=10.0, show_default=True, help="How long you move it.")
@_port
@_robot
@_write
def limits(*, joint: str, for_s: float, port: str | None, robot: str, write: bool) -> None:
    """How far a joint goes: torque is off, you move it to both its ends by hand.

    The firmware reports 2 % more than its own table at most: limits can be narrowed, not widened.
    """
    from kinesics_app.by_hand import inset

    with _hand_guided(port, robot, joint) as hand:
        click.echo(f"move {joint} to both ends of its range, {for_s:g} s")
        low, high = inset(*hand.watch(for_s))
    click.echo(f"{joint}: position [{low:.4f}, {high:.4f}]")
    _keep(robot, joint, "position", f"[{low:.4f}, {high:.4f}]", write=write)


def _hand_guided(port: str | None, robot: str, joint: str) -> Any:
    from kinesics.rig.load import load_rig
    from kinesics_app.by_hand import by_hand

    return by_hand(port, load_rig(robot), joint)


def _keep(robot: str, joint: str, key: str, value: str, *, write: bool) -> None:
    """Write the value into the rig file, if it still loads with it."""
    from kinesics.rig.load import load_rig, shipped_rigs
    from kinesics_app.rig_edit import with_joint_value

    if not write:
        return
    if robot in shipped_rigs():
        raise RigError(f"{robot} is a shipped rig: copy its file, and give the copy with --robot")
    path = Path(robot)
    before = path.read_text()
    path.write_text(with_joint_value(before, joint, key, value))
    try:
        load_rig(robot)
    except RigError:
        path.write_text(before)
        raise
    click.echo(f"{path}: {joint} has {key} = {value} now")
