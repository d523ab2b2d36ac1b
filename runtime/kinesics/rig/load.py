"""Reading a rig file: every key checked, every mistake named with what would be right."""

from collections.abc import Mapping
from difflib import get_close_matches
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any

from kinesics.errors import RigError
from kinesics.motion import channels
from kinesics.rig.actuators import ACTUATORS
from kinesics.rig.joint import Drive, Joint
from kinesics.rig.rig import Rig
from kinesics.toml import TomlError, load_toml

__all__ = ["SMOOTHING_S", "load_rig", "shipped_rigs"]

SCHEMA = 1
SMOOTHING_S = 0.020
"""The firmware's second moving average: it turns any step of acceleration into a ramp this long."""

_ROBOTS = Path(__file__).with_name("robots")
_JOINT_KEYS = (
    "name", "unit", "actuator", "ratio", "neutral", "safe", "position", "velocity",
    "acceleration", "jerk", "lag_ms", "feedback", "drives",
)  # fmt: skip
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
    return _rig(document, path.name)


def _rig(document: Mapping[str, Any], where: str) -> Rig:
    _check_keys(document, ("schema", "name", "summary", "joints", "view"), where)
    if document.get("schema") != SCHEMA:
        raise RigError(f"{where}: schema is {document.get('schema')!r}; wanted {SCHEMA}")
    joints = document.get("joints")
    if not joints:
        raise RigError(f"{where}: no [[joints]]; a robot has at least one")
    return Rig(
        name=str(_need(document, "name", where)),
        summary=str(document.get("summary", "")),
        joints=tuple(_joint(row, where) for row in joints),
        view=document.get("view", {}),
    )


def _joint(row: Mapping[str, Any], file: str) -> Joint:
    where = f"{file}, joint {row.get('name', '?')!r}"
    _check_keys(row, _JOINT_KEYS, where)
    position = _need(row, "position", where)
    if not (isinstance(position, list) and len(position) == 2):
        raise RigError(f"{where}: position is {position!r}; wanted [lowest, highest]")
    joint = Joint(
        name=str(_need(row, "name", where)),
        unit=_choice(row, "unit", _UNITS, where),
        neutral=_number(row, "neutral", where),
        safe=_number(row, "safe", where),
        position_min=float(position[0]),
        position_max=float(position[1]),
        velocity=_number(row, "velocity", where),
        acceleration=_number(row, "acceleration", where),
        jerk=_number(row, "jerk", where),
        lag_s=_number(row, "lag_ms", where) * 1e-3,
        feedback=_choice(row, "feedback", ("none", "position", "current"), where),  # type: ignore[arg-type]  # checked against the literals
        actuator=_choice(row, "actuator", tuple(ACTUATORS), where),
        ratio=_number(row, "ratio", where),
        drives=tuple(d for drive in row.get("drives", []) for d in _drives(drive, where)),
    )
    _check_limits(joint, where)
    return joint


def _check_limits(joint: Joint, where: str) -> None:
    """What the tables promise must hold of the servo and of the firmware's smoothing."""
    actuator = ACTUATORS[joint.actuator]
    fastest = actuator.velocity * actuator.load_share * abs(joint.ratio)
    if not 0.0 < joint.velocity <= fastest * _SLACK:
        raise RigError(f"{where}: velocity {joint.velocity}; {joint.actuator} allows {fastest:.4g}")
    quickest = actuator.acceleration * abs(joint.ratio)
    if not 0.0 < joint.acceleration <= quickest * _SLACK:
        raise RigError(
            f"{where}: acceleration {joint.acceleration}; {joint.actuator} allows {quickest:.4g}"
        )
    least = 2.0 * joint.acceleration / SMOOTHING_S
    if joint.jerk * _SLACK < least:
        raise RigError(
            f"{where}: jerk {joint.jerk}; the firmware's {SMOOTHING_S * 1e3:.0f} ms average can "
            f"only promise 2·acceleration/{SMOOTHING_S} = {least:.6g} or more"
        )
    for name in ("neutral", "safe"):
        if not joint.position_min <= getattr(joint, name) <= joint.position_max:
            raise RigError(
                f"{where}: {name} {getattr(joint, name)} is outside position "
                f"[{joint.position_min}, {joint.position_max}]"
            )


def _drives(row: Mapping[str, Any], joint: str) -> tuple[Drive, ...]:
    where = f"{joint}, drive {row.get('channel', '?')!r}"
    _check_keys(row, ("channel", "by", "over", "gain", "curve"), where)
    name = str(_need(row, "channel", where))
    channel = channels.CHANNELS[channels.index(name)]
    shape = [key for key in ("by", "gain", "curve") if key in row]
    if len(shape) != 1:
        raise RigError(f"{where}: wanted exactly one of by, gain, curve; got {shape or 'none'}")
    if "gain" in row:
        return (Drive(name, _number(row, "gain", where), channel.low, channel.high),)
    low, high = row.get("over", (0.0, 1.0))
    knots = row.get("curve") or [[low, 0.0], [high, row.get("by")]]
    return tuple(
        Drive(name, (y1 - y0) / (x1 - x0), x0, x1, reference=min(max(0.0, x0), x1))
        for (x0, y0), (x1, y1) in pairwise(knots)
    )


def _check_keys(row: Mapping[str, Any], allowed: tuple[str, ...], where: str) -> None:
    for key in row:
        if key not in allowed:
            near = get_close_matches(key, allowed, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(allowed)}"
            raise RigError(f"{where}: unknown key {key!r}; {hint}")


def _need(row: Mapping[str, Any], key: str, where: str) -> Any:
    if key not in row:
        raise RigError(f"{where}: {key} is missing")
    return row[key]


def _number(row: Mapping[str, Any], key: str, where: str) -> float:
    value = _need(row, key, where)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RigError(f"{where}: {key} is {value!r}; wanted a number")
    if not isfinite(value):
        raise RigError(f"{where}: {key} is {value!r}; wanted a finite number")
    return float(value)


def _choice(row: Mapping[str, Any], key: str, choices: tuple[str, ...], where: str) -> str:
    value = _need(row, key, where)
    if value not in choices:
        raise RigError(f"{where}: {key} is {value!r}; wanted one of {', '.join(choices)}")
    return str(value)
