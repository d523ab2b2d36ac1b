"""The humanoid's URDF: for robot_state_publisher, RViz, Foxglove and Rerun.

URDF knows no capsule, no shell and no rope: capsules become a cylinder and two balls, lids a few
tiles, and the soft ends of the lips are left out. A grip's opening 0..1 is written as 0..1 rad.
"""

from collections.abc import Iterator
from itertools import product
from math import asin, atan2, cos, hypot, sin
from xml.etree import ElementTree as ET

from kinesics.rig.description.body import BASE_SHAPES
from kinesics.rig.description.joints import Axis
from kinesics.rig.description.links import Link, inertial
from kinesics.rig.description.shapes import (
    MATERIALS,
    Box,
    Capsule,
    Cylinder,
    Lid,
    Shape,
    Sphere,
    Vec,
)
from kinesics.rig.description.tree import AXES, LINKS
from kinesics.rig.description.write_rig import number
from kinesics.rig.description.xml_text import document, element

__all__ = ["add_hinge", "add_link", "urdf"]

_ALONG = (1 / 8, 3 / 8, 5 / 8, 7 / 8)
_ACROSS = (-6 / 7, -4 / 7, -2 / 7, 0.0, 2 / 7, 4 / 7, 6 / 7)
_BASE_MASS_KG = 8.0


def urdf() -> str:
    """The text of humanoid.urdf."""
    robot = ET.Element("robot", name="humanoid")
    for name, rgba in MATERIALS.items():
        element(element(robot, "material", name=name), "color", rgba=rgba)
    add_link(robot, "base_link", _BASE_MASS_KG, BASE_SHAPES)
    for link in LINKS:
        add_link(robot, link.name, link.mass, link.shapes)
        add_hinge(robot, AXES[link.joint], link)
    return document(robot)


def add_hinge(robot: ET.Element, axis: Axis, link: Link) -> None:
    """The joint that carries a link."""
    kind = "prismatic" if axis.unit == "m" else "revolute"
    joint = element(robot, "joint", name=axis.name, type=kind)
    element(joint, "parent", link=link.parent)
    element(joint, "child", link=link.name)
    element(joint, "origin", xyz=link.origin, rpy="0 0 0")
    element(joint, "axis", xyz=link.axis)
    limits = {"lower": axis.low, "upper": axis.high, "velocity": axis.velocity}
    element(joint, "limit", effort=axis.effort, **{key: number(to) for key, to in limits.items()})


def add_link(robot: ET.Element, name: str, mass: float, shapes: tuple[Shape, ...]) -> None:
    """A rigid part of the robot."""
    link = element(robot, "link", name=name)
    centre, moments = inertial(mass, shapes)
    inertia = element(link, "inertial")
    element(inertia, "origin", xyz=centre, rpy="0 0 0")
    element(inertia, "mass", value=mass)
    element(inertia, "inertia", ixx=moments[0], iyy=moments[1], izz=moments[2], ixy=0, ixz=0, iyz=0)
    for shape in shapes:
        for center, rpy, tag, size in _primitives(shape):
            for use in ("visual", "collision") if shape.solid else ("visual",):
                part = element(link, use)
                element(part, "origin", xyz=center, rpy=rpy)
                element(element(part, "geometry"), tag, **size)
                if use == "visual":
                    element(part, "material", name=shape.material)


_Primitive = tuple[Vec, Vec, str, dict[str, float | Vec]]
"""Centre, roll-pitch-yaw, tag and size of one of URDF's shapes."""


def _primitives(shape: Shape) -> Iterator[_Primitive]:
    match shape:
        case Sphere(center, radius):
            yield center, (0.0, 0.0, 0.0), "sphere", {"radius": radius}
        case Box(center, half):
            yield center, (0.0, 0.0, 0.0), "box", {"size": _times(2.0, half)}
        case Cylinder(start, end, radius):
            yield _rod(start, end, radius)
        case Capsule(start, end, radius):
            yield _rod(start, end, radius)
            yield start, (0.0, 0.0, 0.0), "sphere", {"radius": radius}
            yield end, (0.0, 0.0, 0.0), "sphere", {"radius": radius}
        case Lid():
            for along, across in product(_ALONG, _ACROSS):
                yield _tile(shape, along, across)


def _rod(start: Vec, end: Vec, radius: float) -> _Primitive:
    """A cylinder; URDF's stands along z."""
    x, y, z = (b - a for a, b in zip(start, end, strict=True))
    centre = _times(0.5, (start[0] + end[0], start[1] + end[1], start[2] + end[2]))
    tilt = (0.0, atan2(hypot(x, y), z), atan2(y, x))
    return centre, tilt, "cylinder", {"radius": radius, "length": hypot(x, y, z)}


def _tile(lid: Lid, along: float, across: float) -> _Primitive:
    """A plate on the lid at `along` and `across`, its thin side towards the eye."""
    elevation, latitude = lid.angles(along, across)
    up, out = sin(elevation), sin(latitude)
    flat, level = cos(elevation), cos(latitude)
    turned = (atan2(-up * out, flat), -asin(up * level), atan2(out, flat * level))
    height = abs(lid.back - lid.edge) * level * lid.radius / len(_ALONG)
    width = lid.angles(0.0, 2.0 / len(_ACROSS))[1] * lid.radius
    return lid.point(lid.radius, along, across), turned, "box", {"size": (0.0008, width, height)}


def _times(factor: float, vec: Vec) -> Vec:
    return (factor * vec[0], factor * vec[1], factor * vec[2])
