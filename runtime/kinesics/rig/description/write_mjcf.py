"""The humanoid's MJCF: for MuJoCo, with one position servo a joint.

A servo without load behaves as actuators.toml says: its torque gives it twice its acceleration, as
on the twin, which is its armature; natural frequency and damping ratio give stiffness and damping.
Gravity is compensated (the real servos' integral terms do it); the soft ends of the lips are ropes.
`ctrl` is in rig order, `qpos` is not (the lower lip follows the jaw): look joints up by name.
"""

from math import pi
from xml.etree import ElementTree as ET

from kinesics.rig.description.body import BASE_SHAPES
from kinesics.rig.description.face import LIP_END_M, LIP_RADIUS_M
from kinesics.rig.description.joints import JOINTS, Axis
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
from kinesics.rig.description.xml_text import document, element, text

__all__ = ["mjcf"]

_TORQUE_FOR = 2.0  # times the acceleration that a rig may ask of the class
_LID_M = 0.0008
"""Thickness of a lid."""
_FACES_FRONT = "0 1 0 0 0 1"
"""A camera's right and up when it looks the robot in the face."""


def mjcf() -> str:
    """The text of humanoid.xml."""
    model = ET.Element("mujoco", model="humanoid")
    element(model, "compiler", angle="radian", autolimits="true")
    element(model, "option", timestep=0.002, integrator="implicitfast")
    _look(model)
    _assets(element(model, "asset"))
    world = element(model, "worldbody")
    _scene(world)
    bodies = {"base_link": element(world, "body", name="base_link")}
    _geoms(bodies["base_link"], BASE_SHAPES)
    for link in LINKS:
        bodies[link.name] = _body(bodies[link.parent], link)
    _lip_sites(bodies)
    _excludes(element(model, "contact"))
    _lip_ropes(element(model, "tendon"))
    actuators = element(model, "actuator")
    for axis in JOINTS:
        _servo(actuators, axis)
    return document(model)


def _look(model: ET.Element) -> None:
    visual = element(model, "visual")
    element(visual, "global", offwidth=1280, offheight=960)
    element(visual, "headlight", ambient="0.5 0.5 0.5", diffuse="0.4 0.4 0.4", specular="0 0 0")
    element(visual, "map", znear=0.01)


def _assets(asset: ET.Element) -> None:
    for name, rgba in MATERIALS.items():
        element(asset, "material", name=name, rgba=rgba, specular=0.1, shininess=0.3)
    sky = {"type": "skybox", "builtin": "flat", "rgb1": "0.86 0.89 0.91", "rgb2": "0.86 0.89 0.91"}
    element(asset, "texture", **sky, width=16, height=96)
    element(asset, "material", name="floor", rgba="0.55 0.58 0.60 1")
    for name, lid in _lids().items():
        vertices, faces = _shell(lid)
        element(asset, "mesh", name=name, inertia="shell", vertex=vertices, face=faces)


def _scene(world: ET.Element) -> None:
    element(world, "geom", type="plane", size="2 2 0.1", material="floor", contype=0, conaffinity=0)
    element(world, "light", pos="1.2 0.8 2.2", dir="-0.5 -0.3 -0.7", diffuse="0.3 0.3 0.3")
    element(world, "camera", name="face", pos="0.62 0 0.965", xyaxes=_FACES_FRONT, fovy=24)
    element(world, "camera", name="body", pos="2.4 0 0.60", xyaxes=_FACES_FRONT, fovy=32)


def _body(parent: ET.Element, link: Link) -> ET.Element:
    body = element(parent, "body", name=link.name, pos=link.origin, gravcomp=1)
    centre, moments = inertial(link.mass, link.shapes)
    element(body, "inertial", pos=centre, mass=link.mass, diaginertia=moments)
    axis = AXES[link.joint]
    element(
        body,
        "joint",
        name=axis.name,
        type="slide" if axis.unit == "m" else "hinge",
        axis=link.axis,
        range=f"{number(axis.low)} {number(axis.high)}",
        armature=_stiffness(axis) / _natural(axis) ** 2,
    )
    _geoms(body, link.shapes)
    return body


def _geoms(body: ET.Element, shapes: tuple[Shape, ...]) -> None:
    for shape in shapes:
        geom = element(body, "geom", **_geometry(shape), material=shape.material)
        if not shape.solid:
            geom.attrib.update(contype="0", conaffinity="0")


def _geometry(shape: Shape) -> dict[str, str]:
    match shape:
        case Sphere(center, radius):
            return {"type": "sphere", "pos": text(center), "size": text(radius)}
        case Box(center, half):
            return {"type": "box", "pos": text(center), "size": text(half)}
        case Capsule(start, end, radius):
            return {"type": "capsule", "fromto": text((*start, *end)), "size": text(radius)}
        case Cylinder(start, end, radius):
            return {"type": "cylinder", "fromto": text((*start, *end)), "size": text(radius)}
        case Lid():
            name = next(name for name, lid in _lids().items() if lid == shape)
            return {"type": "mesh", "mesh": name}


def _lids() -> dict[str, Lid]:
    """Shells by name; left and right eye share them."""
    return {
        link.joint.removeprefix("left_"): shape
        for link in LINKS
        for shape in link.shapes
        if isinstance(shape, Lid) and link.joint.startswith("left_")
    }


def _shell(lid: Lid) -> tuple[str, str]:
    """Vertices and triangles of a lid: two grids, outside and inside, sewn at their rims."""
    rows, columns = 8, 11
    points: list[Vec] = []
    for radius in (lid.radius, lid.radius - _LID_M):
        for row in range(rows):
            for column in range(columns):
                at = (row / (rows - 1), 2 * column / (columns - 1) - 1)
                points.append(lid.point(radius, *at))

    def corner(layer: int, row: int, column: int) -> int:
        return (layer * rows + row) * columns + column

    quads = []
    for row in range(rows - 1):
        for column in range(columns - 1):
            cells = ((row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column))
            quads.append([corner(0, *cell) for cell in cells])
            quads.append([corner(1, *cell) for cell in reversed(cells)])
    ring = [(0, column) for column in range(columns)]
    ring += [(row, columns - 1) for row in range(1, rows)]
    ring += [(rows - 1, column) for column in range(columns - 2, -1, -1)]
    ring += [(row, 0) for row in range(rows - 2, 0, -1)]
    for here, there in zip(ring, ring[1:] + ring[:1], strict=True):
        quads.append([corner(0, *there), corner(0, *here), corner(1, *here), corner(1, *there)])
    upwards = lid.back > lid.edge
    ordered = [quad[::-1] if not upwards else quad for quad in quads]
    triangles = [tri for a, b, c, d in ordered for tri in ((a, b, c), (a, c, d))]
    vertices = " ".join(text(point) for point in points)
    return vertices, " ".join(str(index) for triangle in triangles for index in triangle)


def _lip_sites(bodies: dict[str, ET.Element]) -> None:
    for lip in ("upper", "lower"):
        for side, sign in (("left", 1.0), ("right", -1.0)):
            end = (0.0, sign * LIP_END_M, 0.0)
            element(
                bodies[f"{lip}_lip_link"], "site", name=f"{lip}_lip_{side}", pos=end, size=0.001
            )
    for side in ("left", "right"):
        body = bodies[f"{side}_corner_stretch_link"]
        element(body, "site", name=f"{side}_corner", size=0.001)


def _lip_ropes(tendon: ET.Element) -> None:
    """What is seen of the lips between their stiff middle and the corners; it bears no force."""
    for lip in ("upper", "lower"):
        for side in ("left", "right"):
            name = f"{lip}_lip_{side}"
            rope = element(tendon, "spatial", name=name, width=LIP_RADIUS_M, material="lip")
            element(rope, "site", site=name)
            element(rope, "site", site=f"{side}_corner")


def _excludes(contact: ET.Element) -> None:
    """No contact between a solid link and the next solid one towards the base."""
    links = {link.name: link for link in LINKS}
    for link in LINKS:
        if not any(shape.solid for shape in link.shapes):
            continue
        parent = link.parent
        while parent in links and not any(shape.solid for shape in links[parent].shapes):
            parent = links[parent].parent
        element(contact, "exclude", body1=parent, body2=link.name)


def _servo(actuators: ET.Element, axis: Axis) -> None:
    stiffness = _stiffness(axis)
    element(
        actuators,
        "position",
        name=axis.name,
        joint=axis.name,
        kp=stiffness,
        kv=2.0 * axis.servo.damping * stiffness / _natural(axis),
        ctrlrange=f"{number(axis.low)} {number(axis.high)}",
        forcerange=(-axis.effort, axis.effort),
    )


def _stiffness(axis: Axis) -> float:
    """Of the servo [N m/rad], or [N/m] behind its linkage."""
    full_rad = _TORQUE_FOR * axis.servo.acceleration / _natural(axis) ** 2  # pulls with all it has
    return axis.effort / (full_rad * axis.ratio)


def _natural(axis: Axis) -> float:
    """Of the servo without load [rad/s]."""
    return 2.0 * pi * axis.servo.natural_frequency_hz
