"""`read_urdf`: the actuated joints of a URDF, with their limits and axes."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree as ET
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import RigError

__all__ = ["Urdf", "UrdfJoint", "read_root", "read_urdf"]

F64 = NDArray[np.float64]

_MOVES = ("revolute", "continuous", "prismatic")
_MOST_BYTES = 64 << 20


@dataclass(frozen=True, eq=False)
class UrdfJoint:
    """One joint that something has to move [rad or m]."""

    name: str
    """As the file spells it."""
    unit: str
    """`rad`, or `m` where it is prismatic."""
    low: float | None
    """None: a continuous joint, which has no ends."""
    high: float | None
    velocity: float | None
    """None: a continuous joint whose file gives none."""
    effort: float | None
    """Most torque [N m] or force [N]; None: the file gives none."""
    axis: F64
    """(3,) direction in the frame of the base link, with every joint at 0."""


@dataclass(frozen=True, slots=True)
class Urdf:
    """What a URDF says of a robot's actuators."""

    name: str
    joints: tuple[UrdfJoint, ...]
    """In the order of the file."""
    left_out: Mapping[str, str]
    """What moves and has no servo of its own: why, by name."""


def read_urdf(path: Path) -> Urdf:
    """The URDF at `path`; a fixed joint is passed over in silence.

    Raises:
        RigError: not XML, not a URDF, a document type or entities, no joint that moves, a joint
            without limits or of a name that another has.
    """
    robot = read_root(path)
    where = f"{path.name}: "
    elements = robot.findall("joint")
    _check_names(where, [element.get("name", "") for element in elements])
    turns = _turns(where, elements)
    joints: list[UrdfJoint] = []
    left_out: dict[str, str] = {}
    for element in elements:
        name, kind = element.get("name", ""), element.get("type", "")
        reason = _why_not(name, kind, element)
        if reason:
            left_out[name] = reason
        elif kind != "fixed":
            joints.append(_joint(f"{where}joint {name!r}: ", element, turns[name]))
    if not joints:
        raise RigError(f"{where}no joint that moves; wanted some of type {', '.join(_MOVES)}")
    return Urdf(robot.get("name") or path.stem, tuple(joints), left_out)


def _why_not(name: str, kind: str, element: ET.Element) -> str:
    """Why a joint that moves has no servo; empty: it has one, or it is fixed."""
    if kind not in (*_MOVES, "fixed"):
        return f"no servo is {kind}"
    if element.find("mimic") is not None:
        return "it follows another joint (mimic)"
    return "it is passive by its name" if name.lower().startswith("passive") else ""


def read_root(path: Path) -> ET.Element:
    """The element <robot> of a URDF.

    Raises:
        RigError: not XML, not a URDF, a document type or entities, or macros.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise RigError(f"cannot read {path}: {error.strerror}; wanted a URDF file") from error
    if len(text) > _MOST_BYTES:
        raise RigError(f"{path.name}: {len(text)} bytes; no robot's description is that long")
    _refuse_entities(path.name, text)
    root = ET.fromstring(text)
    if root.tag != "robot":
        raise RigError(f"{path.name}: it begins with <{root.tag}>; wanted a URDF's <robot>")
    if any("xacro" in element.tag for element in root.iter()):
        raise RigError(f"{path.name}: it holds xacro macros; expand it: xacro FILE > robot.urdf")
    return root


def _refuse_entities(name: str, text: bytes) -> None:
    """No URDF needs a document type, and its entities could grow without end."""

    def refuse(*_: object) -> NoReturn:
        raise RigError(f"{name}: it declares a document type or entities; remove the <!DOCTYPE>")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise RigError(f"{name}: not XML: {error}; wanted a URDF file") from error


def _check_names(where: str, names: Sequence[str]) -> None:
    if "" in names:
        raise RigError(f"{where}a joint has no name; wanted different ones")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise RigError(f"{where}two joints are named {twice!r}; wanted different names")


def _joint(where: str, element: ET.Element, turn: F64) -> UrdfJoint:
    endless = element.get("type") == "continuous"
    limit = element.find("limit")
    if limit is None and not endless:
        raise RigError(f'{where}no limits; wanted <limit lower="" upper="" velocity="" effort="">')
    given = dict(limit.attrib) if limit is not None else {}
    axis = element.find("axis")
    direction = _vector(where, axis.get("xyz", "1 0 0") if axis is not None else "1 0 0")
    length = float(np.linalg.norm(direction))
    if length < 1e-9:
        raise RigError(f"{where}its axis is zero; wanted a direction")
    velocity = _number(where, given, "velocity")
    low, high = (None, None) if endless else _ends(where, given)
    if (velocity is None and not endless) or (velocity is not None and velocity <= 0):
        raise RigError(f"{where}velocity is {given.get('velocity')!r}; wanted what it may turn at")
    return UrdfJoint(
        name=element.get("name", ""),
        unit="m" if element.get("type") == "prismatic" else "rad",
        low=low,
        high=high,
        velocity=velocity,
        effort=_number(where, given, "effort"),
        axis=turn @ direction / length,
    )


def _ends(where: str, given: Mapping[str, str]) -> tuple[float, float]:
    low, high = _number(where, given, "lower") or 0.0, _number(where, given, "upper") or 0.0
    if not low < high:
        raise RigError(f"{where}limits lower={low:g} upper={high:g}; wanted lower below upper")
    return low, high


def _number(where: str, given: Mapping[str, str], key: str) -> float | None:
    if key not in given:
        return None
    try:
        value = float(given[key])
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise RigError(f"{where}{key} is {given[key]!r}; wanted a finite number")
    return value


def _vector(where: str, text: str) -> F64:
    try:
        vector = np.array([float(word) for word in text.split()])
    except ValueError:
        vector = np.zeros(0)
    if vector.shape != (3,) or not np.isfinite(vector).all():
        raise RigError(f"{where}{text!r}; wanted three numbers")
    return vector


def _turns(where: str, elements: Sequence[ET.Element]) -> dict[str, F64]:
    """By joint: (3, 3), its frame in that of the base link."""
    above = {_link(element, "child"): element for element in elements}
    return {
        element.get("name", ""): _chain(where, list(_upwards(where, element, above)))
        for element in elements
    }


def _upwards(
    where: str, element: ET.Element, above: Mapping[str, ET.Element]
) -> Iterator[ET.Element]:
    at: ET.Element | None = element
    for _ in range(len(above) + 1):
        if at is None:
            return
        yield at
        at = above.get(_link(at, "parent"))
    raise RigError(f"{where}its links go round in a circle; wanted a tree")


def _link(element: ET.Element, end: str) -> str:
    found = element.find(end)
    return "" if found is None else found.get("link", "")


def _chain(where: str, upwards: Sequence[ET.Element]) -> F64:
    turn: F64 = np.eye(3)
    for element in upwards:
        origin = element.find("origin")
        rpy = "0 0 0" if origin is None else origin.get("rpy", "0 0 0")
        turn = _rotation(_vector(where, rpy)) @ turn
    return turn


def _rotation(rpy: F64) -> F64:
    """(3, 3) of roll, pitch, yaw about fixed axes, as URDF has them."""
    (a, b, c), (x, y, z) = np.cos(rpy), np.sin(rpy)
    return np.array(
        [
            [c * b, c * y * x - z * a, c * y * a + z * x],
            [z * b, z * y * x + c * a, z * y * a - c * x],
            [-y, b * x, b * a],
        ]
    )
