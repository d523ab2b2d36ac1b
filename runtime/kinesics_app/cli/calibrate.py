"""`kinesics calibrate`: what only the robot itself can tell its rig file."""

from pathlib import Path
from typing import Any

import click

from kinesics_app.cli.port_given import a_port

__all__ = ["calibrate"]

EXAMPLES = """\b
Examples:
  kinesics calibrate lag jaw                                (on the twin: prints, writes nothing)
  kinesics calibrate lag jaw --port PORT --robot my.toml --write
  kinesics calibrate neutral jaw --port PORT --robot my.toml --write
  kinesics calibrate limits jaw --port PORT --robot my.toml --write
  kinesics calibrate limits neck_yaw --by-current --port PORT --robot my.toml --write
  kinesics calibrate direction jaw --port PORT --robot my.toml --write
  kinesics calibrate audio                                  (clicks, heard by the microphone)
  kinesics calibrate audio --write my_config.toml
"""

_OF_TABLE = ("position", "neutral")
_UNWRITTEN = "nothing was written; --write does that"

_robot = click.option("--robot", default="humanoid", show_default=True, help="Rig file.")
_port = click.option(
    "--port", callback=a_port, help="The robot's serial port.  [default: the twin]"
)
_write = click.option("--write", is_flag=True, help="Write the result into the rig file.")


@click.group(epilog=EXAMPLES)
def calibrate() -> None:
    """Measure on the robot what its rig file says of a joint, and how late its sound is."""


@calibrate.command(epilog=EXAMPLES)
@click.argument("joint")
@_port
@_robot
@_write
def lag(*, joint: str, port: str | None, robot: str, write: bool) -> None:
    """How late a joint follows: it swings for 8 s about the middle of its range, slowly."""
    from kinesics_app.device.opening import open_device
    from kinesics_app.rigging.lag import measure_lag

    rig = _rig(robot, write=write)
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
    from kinesics_app.rigging.by_hand import by_hand

    with by_hand(port, _rig(robot, write=write), joint) as hand:
        _enter(f"hold {joint} at its neutral place, then press Enter")
        low, high = hand.watch(0.3)
    value = (low + high) / 2
    click.echo(f"{joint}: neutral {value:.4f}")
    _keep(robot, joint, "neutral", f"{value:.4f}", write=write)


@calibrate.command(epilog=EXAMPLES)
@click.argument("joint")
@click.option("--for-s", default=10.0, show_default=True, help="How long you move it.")
@click.option("--by-current", is_flag=True, help="It is driven to its ends, not moved by you.")
@click.option("--amps", type=float, help="Current at an end.  [default: 35 % of its stall current]")
@_port
@_robot
@_write
def limits(*, joint: str, for_s: float, by_current: bool, amps: float | None, **where: Any) -> None:
    """How far a joint goes: torque is off, you move it to both its ends by hand.

    With --by-current it is armed instead, and driven slowly to both ends until it pushes against
    something: keep a hand on the power switch. Limits can be narrowed, not widened: the firmware
    goes nowhere beyond its own table, and reports at most 2 % more.
    """
    robot, write = where["robot"], where["write"]
    rig = _rig(robot, write=write)
    if by_current:
        ends = _driven(joint, amps, rig, where["port"])
    elif amps is not None:
        raise click.UsageError("--amps goes with --by-current")
    else:
        ends = _moved(joint, for_s, rig, where["port"])
    had = rig.joints[rig.index(joint)]
    low, high = _place(ends[0], had.position_min), _place(ends[1], had.position_max)
    click.echo(f"{joint}: position [{low}, {high}]")
    _keep(robot, joint, "position", f"[{low}, {high}]", write=write)


def _enter(prompt: str) -> None:
    click.prompt(prompt, "", prompt_suffix="", show_default=False)


def _place(end: float, limit: float) -> str:
    """Four digits; a limit that stays is not rounded: that might widen it."""
    return repr(limit) if end == limit else f"{end:.4f}"


def _moved(joint: str, for_s: float, rig: Any, port: str | None) -> tuple[float, float]:
    from kinesics_app.rigging.by_hand import by_hand, demand_moved, inset

    with by_hand(port, rig, joint) as hand:
        click.echo(f"move {joint} to both ends of its range, {for_s:g} s")
        low, high = hand.watch(for_s)
    demand_moved(rig.joints[rig.index(joint)], low, high)
    return inset(low, high)


def _driven(joint: str, amps: float | None, rig: Any, port: str | None) -> tuple[float, float]:
    from kinesics_app.device.opening import open_device
    from kinesics_app.rigging.stops import find_stops, usual_amps

    told = rig.joints[rig.index(joint)]
    limit_a = usual_amps(told) if amps is None else amps
    with open_device(port or "twin", rig, live=port is not None) as device:
        found = find_stops(device, rig, joint, limit_a)
    for side, end in zip(("lower", "upper"), found, strict=True):
        click.echo(f"{joint}: {side} end at {end.place:.4f} {told.unit}: {end.why}")
    if not (found.low.met and found.high.met):
        click.echo("where the table ended first, its limit stays: it can only be narrowed here")
    low, high = found.limits()
    return low, high


@calibrate.command(epilog=EXAMPLES)
@click.argument("joint")
@_port
@_robot
@_write
def direction(*, joint: str, port: str | None, robot: str, write: bool) -> None:
    """Which way a joint turns: it moves a little to its positive side; you say if that is right.

    A joint that turns the other way is turned around in the rig file: on a bus of servos by the
    sign of `ratio`, behind a firmware by the signs of its positions and drives.
    """
    from kinesics_app.device.opening import open_device
    from kinesics_app.rigging.direction import nudge, nudge_of, positive_side
    from kinesics_app.rigging.turning import how_turned, turn_around

    rig = _rig(robot, write=write)
    told = rig.joints[rig.index(joint)]
    click.echo(f"{joint} is about to move by {nudge_of(told):.3g} {told.unit} to its positive side")
    click.echo(f"positive is {positive_side(told)}")
    _enter("watch it, and press Enter")
    with open_device(port or "twin", rig, live=port is not None) as device:
        went = nudge(device, rig, joint)
    measured = (
        "not known: no feedback" if went.measured != went.measured else f"{went.measured:+.3g}"
    )
    click.echo(f"{joint}: played {went.played:+.3g}, measured {measured}")
    if click.confirm("did it go to that side, at last?", default=None):
        click.echo(f"{joint}: its direction is right; nothing to write")
    else:
        click.echo(f"{joint} turns the other way than the rig says; wanted: {how_turned(told)}")
        for line in turn_around(rig, robot, joint) if write else [_UNWRITTEN]:
            click.echo(line)


@calibrate.command(epilog=EXAMPLES)
@click.option(
    "--write",
    "config",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write av_trim_ms into this configuration file of `kinesics run`.",
)
def audio(*, config: Path | None) -> None:
    """How much later sound is heard than its output says: plays clicks for eight seconds.

    The default output plays, the default input listens, a hand's breadth from the loudspeaker. What
    the input is wrong about itself cannot be told apart, nor 3 ms for a metre of air.
    """
    from kinesics_app.sound.audio_trim import measure_trim
    from kinesics_app.sound.card import SoundCard

    card = SoundCard()
    click.echo("clicks for eight seconds: keep quiet")
    found = measure_trim(card)
    echo = found.echo
    click.echo(
        f"sound is heard {found.trim_ms:.1f} ms later than the output says "
        f"({echo.found} of {echo.played} clicks, within {echo.spread_s * 1e3:.2f} ms of that; "
        f"{echo.above_db:.0f} dB above the noise)"
    )
    click.echo(
        f"from the loudspeaker to the microphone {echo.lag_s * 1e3:.1f} ms, of which the devices "
        f"say {found.said_ms:.1f}"
    )
    _keep_trim(config, round(found.trim_ms, 1))


def _keep_trim(config: Path | None, trim_ms: float) -> None:
    from kinesics.record.files import save
    from kinesics_app.settings.config_save import kept

    if config is None:
        click.echo(_UNWRITTEN.replace("--write", "--write FILE"))
        return
    before, after = kept(config, {"av_trim_ms": trim_ms})
    if before != after:
        save(config, after.encode())
    click.echo(f"{config}: av_trim_ms is {trim_ms:g}")


def _rig(robot: str, *, write: bool) -> Any:
    """The rig; a shipped one is refused before anything moves, if it were to be written."""
    from kinesics.rig.load import load_rig
    from kinesics_app.rigging.edit import refuse_shipped

    if write:
        refuse_shipped(robot)
    return load_rig(robot)


def _keep(robot: str, joint: str, key: str, value: str, *, write: bool) -> None:
    """Write the value into the rig file, if it still loads with it."""
    from kinesics_app.rigging.edit import edit_rig, with_joint_value

    if write:
        path = edit_rig(robot, lambda text: with_joint_value(text, joint, key, value))
        if path is None:
            click.echo(f"{robot}: {joint} has {key} = {value} already; the file is as it was")
            return
        click.echo(f"{path}: {joint} has {key} = {value} now")
        if key in _OF_TABLE:
            click.echo(
                "that is another joint table: give it to the device, kinesics firmware provision"
            )
