"""Reading a rig file: every key checked, every mistake named with what would be right."""

from itertools import pairwise
from pathlib import Path
from typing import cast, get_args

from kinesics.errors import RigError
from kinesics.motion import channels
from kinesics.rig.actuators import ACTUATORS
from kinesics.rig.joint import Drive, Feedback, Joint
from kinesics.rig.rig import Rig
from kinesics.table import Table
from kinesics.toml import TomlError, load_toml

__all__ = ["SMOOTHING_S", "load_rig", "shipped_rigs"]

SCHEMA = 1
SMOOTHING_S = 0.020
"""The firmware's second moving average: it turns any step of acceleration into a ramp this long."""

_ROBOTS = Path(__file__).with_name("robots")
_UNITS = ("rad", "m", "1")
_SLACK = 1.0 + 1e-6


def shipped_rigs() -> tuple[str, ...]:
    """Names of the robots that come with kinesics."""
    return tuple(sorted(folder.name for folder in _ROBOTS.iterdir() if folder.is_dir()))


def load_rig(robot: str) -> Rig:
    """The rig of a shipped robot by name, or of a rig file by path.

    Raises:
        RigError: unknown robot, unreadable file, an unknown key, a limit beyond the actuator's.
    """
    path = _ROBOTS / robot / f"{robot}.toml" if robot in shipped_rigs() else Path(robot)
    if not path.is_file():
        raise RigError(
            f"no robot {robot!r}; shipped: {', '.join(shipped_rigs())}, or give the path of a "
            "rig file (.toml)"
        )
    try:
        document = load_toml(path)
    except (OSError, TomlError, UnicodeDecodeError) as error:
        raise RigError(f"{path}: not a readable rig file: {error}") from error
    return _rig(Table(f"{path.name}: ", document, RigError))


def _rig(table: Table) -> Rig:
    if table.integer("schema", 1) != SCHEMA:
        raise table.wrong("schema", table.integer("schema", 1), str(SCHEMA))
    rows = table.tables("joints")
    if not rows:
        raise RigError(f"{table.where}no [[joints]]; a robot has at least one")
    rig = Rig(
        name=table.text("name"),
        summary=table.text("summary"),
        joints=tuple(_joint(row) for row in rows),
        view=table.free_table("view"),
    )
    table.done()
    return rig


def _joint(table: Table) -> Joint:
    position_min, position_max = table.finites("position", 2)
    joint = Joint(
        name=table.text("name"),
        unit=table.choice("unit", _UNITS),
        neutral=table.finite("neutral"),
        safe=table.finite("safe"),
        position_min=position_min,
        position_max=position_max,
        velocity=table.number("velocity"),
        acceleration=table.number("acceleration"),
        jerk=table.number("jerk"),
        lag_s=table.not_negative("lag_ms") * 1e-3,
        feedback=cast(Feedback, table.choice("feedback", get_args(Feedback))),
        actuator=table.choice("actuator", ACTUATORS),
        ratio=table.finite("ratio"),
        drives=tuple(drive for row in table.tables("drives") for drive in _drives(row)),
    )
    table.done()
    _check_limits(joint, table.where)
    return joint


def _check_limits(joint: Joint, where: str) -> None:
    """What the tables promise must hold of the servo and of the firmware's smoothing."""
    actuator = ACTUATORS[joint.actuator]
    fastest = actuator.velocity * actuator.load_share * abs(joint.ratio)
    if not 0.0 < joint.velocity <= fastest * _SLACK:
        raise RigError(f"{where}velocity {joint.velocity}; {joint.actuator} allows {fastest:.4g}")
    quickest = actuator.acceleration * abs(joint.ratio)
    if not 0.0 < joint.acceleration <= quickest * _SLACK:
        raise RigError(
            f"{where}acceleration {joint.acceleration}; {joint.actuator} allows {quickest:.4g}"
        )
    least = 2.0 * joint.acceleration / SMOOTHING_S
    if joint.jerk * _SLACK < least:
        raise RigError(
            f"{where}jerk {joint.jerk}; the firmware's {SMOOTHING_S * 1e3:.0f} ms average can "
            f"only promise 2·acceleration/{SMOOTHING_S} = {least:.6g} or more"
        )
    for name in ("neutral", "safe"):
        if not joint.position_min <= getattr(joint, name) <= joint.position_max:
            raise RigError(
                f"{where}{name} {getattr(joint, name)} is outside position "
                f"[{joint.position_min}, {joint.position_max}]"
            )


def _drives(table: Table) -> tuple[Drive, ...]:
    name = table.text("channel")
    channel = channels.CHANNELS[channels.index(name)]
    shapes = [key for key in ("by", "gain", "curve") if table.has(key)]
    if len(shapes) != 1:
        raise RigError(
            f"{table.where}wanted exactly one of by, gain, curve; got {shapes or 'none of them'}"
        )
    if shapes == ["gain"]:
        drive = Drive(name, table.finite("gain"), channel.low, channel.high)
        table.done()
        return (drive,)
    knots = table.points("curve") if shapes == ["curve"] else _ramp(table)
    table.done()
    return tuple(
        Drive(name, (y1 - y0) / (x1 - x0), x0, x1, reference=min(max(0.0, x0), x1))
        for (x0, y0), (x1, y1) in pairwise(knots)
    )


def _ramp(table: Table) -> list[tuple[float, float]]:
    low, high = table.finites("over", 2) if table.has("over") else (0.0, 1.0)
    if not low < high:
        raise table.wrong("over", [low, high], "[lower, higher]")
    return [(low, 0.0), (high, table.finite("by"))]
