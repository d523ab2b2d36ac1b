"""Reading a rig file: every key checked, every mistake named with what would be right."""

import re
from itertools import pairwise
from os.path import isfile
from pathlib import Path
from typing import cast, get_args

from kinesics.errors import RigError, TrackError
from kinesics.motion import channels
from kinesics.rig.acoustics import read_acoustics
from kinesics.rig.actuators import ACTUATORS
from kinesics.rig.bus import check_seats, read_buses, read_seat
from kinesics.rig.camera import read_camera
from kinesics.rig.eyes import read_eyes
from kinesics.rig.joint import Drive, Feedback, Joint
from kinesics.rig.lips import read_lips
from kinesics.rig.read_skeleton import read_skeleton
from kinesics.rig.rig import Rig
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = [
    "MAX_JOINTS",
    "MAX_NAME",
    "SMOOTHING_S",
    "load_rig",
    "read_document",
    "read_drive",
    "read_joint",
    "read_rig",
    "shipped_rigs",
]

SCHEMA = 1
SMOOTHING_S = 0.020
"""The firmware's second moving average: it turns any step of acceleration into a ramp this long."""
MAX_JOINTS = 64
"""The firmware's tables hold no more."""
MAX_NAME = 32
"""Characters of a robot's name on the wire."""

# The firmware counts in integers of nano-units: beyond these it refuses a table (its core/table.c).
_POSITION = 64.0  # also the widest range: 64000 codes of at most 1e-3
_NARROWEST = 50  # servo steps: the firmware arms within 5 % of the range, which noise must not fill
_VELOCITY = (1e-6, 100.0)
_ACCELERATION = (1e-3, 1e5)
_JERK = (1e-3, 1e9)
_BRAKING_S = 100.0
_LAG_MS = (0.0, 500.0)
_GAIN = 1e3  # no linkage is steeper

_ROBOTS = Path(__file__).with_name("robots")
_UNITS = ("rad", "m", "1")
_SLACK = 1.0 + 1e-6
_JOINT_NAME = re.compile("[a-z][a-z0-9_]{0,63}")


def shipped_rigs() -> tuple[str, ...]:
    """Names of the robots that come with kinesics."""
    return tuple(sorted(folder.name for folder in _ROBOTS.iterdir() if folder.is_dir()))


def load_rig(robot: str) -> Rig:
    """The rig of a shipped robot by name, or of a rig file by path.

    Raises:
        RigError: unknown robot, unreadable file, an unknown key, a limit beyond the actuator's.
    """
    return read_rig(read_document(robot))


def read_document(robot: str) -> Table:
    """What the file of a robot holds, by name or path, before any of it is checked.

    Raises:
        RigError: unknown robot, or a file that is not TOML.
    """
    path = _ROBOTS / robot / f"{robot}.toml" if robot in shipped_rigs() else Path(robot)
    if not isfile(path):
        raise RigError(
            f"no robot {robot!r}; shipped: {', '.join(shipped_rigs())}, or give the path of a "
            "rig file (.toml)"
        )
    try:
        document = load_toml(path)
    except (OSError, ValueError, RecursionError) as error:  # not TOML, not text, nested endlessly
        raise RigError(f"{path}: not a readable rig file: {error}") from error
    return Table(f"{path.name}: ", document, RigError)


def read_rig(table: Table) -> Rig:
    """The rig that a document describes; RigError for its first mistake."""
    if table.integer("schema", 1) != SCHEMA:
        raise table.wrong("schema", table.integer("schema", 1), str(SCHEMA))
    name = table.text("name")
    if not (name.isascii() and name.isprintable() and len(name) <= MAX_NAME):
        raise table.wrong("name", name, f"at most {MAX_NAME} printable ASCII characters")
    rows = table.tables("joints", "joint")
    if not rows:
        raise RigError(f"{table.where}no [[joints]]; a robot has at least one")
    if len(rows) > MAX_JOINTS:
        raise RigError(f"{table.where}{len(rows)} joints; the firmware holds {MAX_JOINTS}")
    joints = tuple(read_joint(row) for row in rows)
    rig = Rig(
        name=name,
        summary=table.text("summary"),
        joints=joints,
        view=table.free_table("view"),
        buses=read_buses(table),
        lips=read_lips(table, tuple(joint.name for joint in joints)),
        skeleton=read_skeleton(table, joints),
        eyes=read_eyes(table),
        camera=read_camera(table),
        acoustics=read_acoustics(table, tuple(joint.name for joint in joints)),
    )
    table.done()
    check_seats(table.where, rig.buses, {joint.name: joint.seat for joint in rig.joints})
    return rig


def read_joint(table: Table) -> Joint:
    """One of a rig's [[joints]]; RigError for its first mistake."""
    name = table.text("name")
    if not _JOINT_NAME.fullmatch(name):
        raise table.wrong("name", name, "a letter, then at most 63 of a-z, 0-9 and _")
    position_min, position_max = _position(table)
    joint = Joint(
        name=name,
        unit=table.choice("unit", _UNITS),
        neutral=table.finite("neutral"),
        safe=table.finite("safe"),
        position_min=position_min,
        position_max=position_max,
        velocity=table.finite("velocity", *_VELOCITY),
        acceleration=table.finite("acceleration", *_ACCELERATION),
        jerk=table.finite("jerk", *_JERK),
        lag_s=table.finite("lag_ms", *_LAG_MS) * 1e-3,
        feedback=cast(Feedback, table.choice("feedback", get_args(Feedback))),
        actuator=table.choice("actuator", ACTUATORS),
        ratio=table.finite("ratio", -_GAIN, _GAIN),
        drives=tuple(
            drive for row in table.tables("drives", "drive", "channel") for drive in read_drive(row)
        ),
        seat=read_seat(table),
    )
    table.done()
    if not joint.ratio:
        raise table.wrong("ratio", joint.ratio, "joint units per radian of the servo, not 0")
    _check_limits(joint, table.where)
    return joint


def _position(table: Table) -> tuple[float, float]:
    low, high = table.finites("position", 2, -_POSITION, _POSITION)
    if not low < high:
        raise table.wrong("position", [low, high], "[lower, higher]")
    if high - low > _POSITION:
        raise table.wrong("position", [low, high], f"a range of at most {_POSITION:g}")
    return low, high


def _check_limits(joint: Joint, where: str) -> None:
    """What the tables promise must hold of the servo and of the firmware's smoothing."""
    actuator = ACTUATORS[joint.actuator]
    narrowest = max(_NARROWEST * actuator.resolution_rad * abs(joint.ratio), 1e-6)
    if joint.position_max - joint.position_min < narrowest:
        raise RigError(
            f"{where}position [{joint.position_min}, {joint.position_max}]; {joint.actuator} needs "
            f"a range of {narrowest:.4g}, {_NARROWEST} of its steps"
        )
    fastest = actuator.velocity * actuator.load_share * abs(joint.ratio)
    if joint.velocity > fastest * _SLACK:
        raise RigError(f"{where}velocity {joint.velocity}; {joint.actuator} allows {fastest:.4g}")
    quickest = actuator.acceleration * abs(joint.ratio)
    if joint.acceleration > quickest * _SLACK:
        raise RigError(
            f"{where}acceleration {joint.acceleration}; {joint.actuator} allows {quickest:.4g}"
        )
    if joint.velocity >= joint.acceleration * _BRAKING_S:
        raise RigError(
            f"{where}acceleration {joint.acceleration} needs {_BRAKING_S:.0f} s or more to stop "
            f"velocity {joint.velocity}; wanted more acceleration, or less velocity"
        )
    least = 2.0 * joint.acceleration / SMOOTHING_S
    if joint.jerk < least * (1.0 - 1e-12):  # the firmware compares integers
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


def read_drive(table: Table) -> tuple[Drive, ...]:
    """One of a joint's `drives`, in straight pieces; RigError for its first mistake."""
    name = table.text("channel")
    try:
        channel = channels.CHANNELS[channels.index(name)]
    except TrackError as error:
        raise RigError(f"{table.where}{error}") from error
    shapes = [key for key in ("by", "gain", "curve") if table.has(key)]
    if len(shapes) != 1:
        raise RigError(
            f"{table.where}wanted exactly one of by, gain, curve; got {shapes or 'none of them'}"
        )
    if shapes == ["gain"]:
        drive = Drive(name, table.finite("gain", -_GAIN, _GAIN), channel.low, channel.high)
        table.done()
        return (drive,)
    knots = _ramp(table) if shapes == ["by"] else table.points("curve", -_GAIN, _GAIN)
    table.done()
    for (x0, y0), (x1, y1) in pairwise(knots):
        if abs(y1 - y0) > _GAIN * (x1 - x0):
            raise RigError(
                f"{table.where}{shapes[0]} goes from {y0:g} to {y1:g} while {name} goes from "
                f"{x0:g} to {x1:g}; wanted a slope of at most {_GAIN:g}"
            )
    return tuple(
        Drive(name, (y1 - y0) / (x1 - x0), x0, x1, reference=min(max(0.0, x0), x1))
        for (x0, y0), (x1, y1) in pairwise(knots)
    )


def _ramp(table: Table) -> list[tuple[float, float]]:
    low, high = table.finites("over", 2, -_GAIN, _GAIN) if table.has("over") else (0.0, 1.0)
    if not low < high:
        raise table.wrong("over", [low, high], "[lower, higher]")
    return [(low, 0.0), (high, table.finite("by", -_GAIN, _GAIN))]
