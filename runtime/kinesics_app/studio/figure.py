"""`figure_of`: a robot as a page draws it: links, what turns them, and what they look like."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np

from kinesics.errors import RigError
from kinesics.rig.load import shipped_rigs
from kinesics.rig.rig import Rig
from kinesics.rig.skeleton import BASE, Capsule, Skeleton
from kinesics.rig.urdf import read_root

__all__ = ["figure_of"]

_KINDS = {"revolute": "turns", "continuous": "turns", "prismatic": "slides"}
_GREY = [0.8, 0.8, 0.8]
_ROD_M = 0.012
_STILL = {"joint": -1, "kind": "fixed", "axis": [0.0, 0.0, 1.0]}
_SHAPES = {
    "box": ("size",),
    "cylinder": ("radius", "length"),
    "sphere": ("radius",),
}

Map = Mapping[str, Any]


def figure_of(robot: str, rig: Rig) -> Sequence[Map]:
    """Links, parents first; empty: nobody said how the robot looks.

    Of the URDF beside its rig file its boxes, cylinders and spheres, and rods where it has meshes,
    which are not read; without one, the capsules of its collision guard. A link has `name`,
    `parent` ("": it stands), `origin` (x, y, z, roll, pitch, yaw), `kind` (turns, slides, shines,
    fixed), `axis`, `joint` (its column, or -1), `scale` and `offset` of a link that follows
    another's joint, `shapes`, and `meshes`: how many of it are drawn as rods.
    """
    path = urdf_of(robot)
    if path.is_file():
        try:
            return _with_rods(_sorted(_of_urdf(read_root(path), rig)))
        except (RigError, ValueError):
            pass  # a page without the mesh of one part is worth more than none
    return [] if rig.skeleton is None else [*_of_skeleton(rig.skeleton)]


def urdf_of(robot: str) -> Path:
    """Where the URDF of a robot is, if it has one: beside its rig, by its name."""
    if robot in shipped_rigs():
        import kinesics.rig

        return Path(kinesics.rig.__file__).parent / "robots" / robot / f"{robot}.urdf"
    return Path(robot).with_suffix(".urdf")


def _of_urdf(root: ET.Element, rig: Rig) -> list[Map]:
    colours = {
        one.get("name", ""): _colour(one)
        for one in root.findall("material")
        if one.find("color") is not None
    }
    moved = {_child(one): one for one in root.findall("joint")}
    return [
        {
            "name": (name := link.get("name", "")),
            **_place(moved.get(name), rig),
            "shapes": [*_shapes(link, colours)],
            "meshes": len(link.findall("visual/geometry/mesh")),
        }
        for link in root.findall("link")
    ]


def _place(joint: ET.Element | None, rig: Rig) -> Map:
    """Where a link is in its parent, and what moves it there."""
    if joint is None:
        return {**_STILL, "parent": "", "origin": [0.0] * 6, "scale": 1.0, "offset": 0.0}
    parent = joint.find("parent")
    axis = joint.find("axis")
    mimic = joint.find("mimic")
    source = joint if mimic is None else mimic
    name = joint.get("name", "") if mimic is None else mimic.get("joint", "")
    column = rig.names.index(name) if name in rig.names else -1
    return {
        "parent": "" if parent is None else parent.get("link", ""),
        "origin": _origin(joint),
        "kind": _KINDS.get(joint.get("type", ""), "fixed" if column < 0 else "shines"),
        "axis": [1.0, 0.0, 0.0] if axis is None else _numbers(axis.get("xyz", "1 0 0")),
        "joint": column,
        "scale": float(source.get("multiplier", "1")),
        "offset": float(source.get("offset", "0")),
    }


def _shapes(link: ET.Element, colours: Mapping[str, list[float]]) -> Iterator[Map]:
    for visual in link.findall("visual"):
        for shape, sizes in _SHAPES.items():
            found = visual.find(f"geometry/{shape}")
            if found is None:
                continue
            material = visual.find("material")
            yield {
                "shape": shape,
                "size": [number for size in sizes for number in _numbers(found.get(size, "0"))],
                "origin": _origin(visual),
                "colour": _GREY if material is None else _named(material, colours),
            }


def _named(material: ET.Element, colours: Mapping[str, list[float]]) -> list[float]:
    if material.find("color") is not None:
        return _colour(material)
    return colours.get(material.get("name", ""), _GREY)


def _colour(material: ET.Element) -> list[float]:
    colour = material.find("color")
    return _GREY if colour is None else _numbers(colour.get("rgba", "0.8 0.8 0.8 1"))[:3]


def _child(joint: ET.Element) -> str:
    child = joint.find("child")
    return "" if child is None else child.get("link", "")


def _origin(element: ET.Element) -> list[float]:
    origin = element.find("origin")
    if origin is None:
        return [0.0] * 6
    return [*_numbers(origin.get("xyz", "0 0 0")), *_numbers(origin.get("rpy", "0 0 0"))]


def _numbers(text: str) -> list[float]:
    return [float(word) for word in text.split()]


def _sorted(links: list[Map]) -> list[Map]:
    """Parents first; links that hang on nothing are left out."""
    placed: list[Map] = [link for link in links if not link["parent"]][:1]
    names = {link["name"] for link in placed}
    while ready := [one for one in links if one["parent"] in names and one["name"] not in names]:
        placed += ready
        names |= {link["name"] for link in ready}
    return placed


def _with_rods(links: list[Map]) -> list[Map]:
    """A link of meshes alone as rods from its joint to those of its children; else as it is."""
    drawn: list[Map] = []
    for link in links:
        if link["meshes"] and not link["shapes"]:
            ends = [one["origin"][:3] for one in links if one["parent"] == link["name"]]
            rods = [Capsule((0.0, 0.0, 0.0), (x, y, z), _ROD_M) for x, y, z in ends]
            shapes = _capsules(rods or [Capsule((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), _ROD_M)])
            drawn.append({**link, "shapes": shapes})
        else:
            drawn.append({**link, "meshes": 0})
    return drawn


def _of_skeleton(body: Skeleton) -> Iterator[Map]:
    still = {**_STILL, "scale": 1.0, "offset": 0.0, "meshes": 0}
    origin = [0.0] * 6
    yield {"name": BASE, "parent": "", "origin": origin, **still, "shapes": _capsules(body.base)}
    for link in body.links:
        yield {
            **still,
            "name": link.name,
            "parent": link.parent,
            "origin": [*link.origin, 0.0, 0.0, 0.0],
            "kind": "slides" if link.slides else "turns",
            "axis": [*link.axis],
            "joint": link.joint,
            "shapes": _capsules(link.capsules),
        }


def _capsules(capsules: Sequence[Capsule]) -> list[Map]:
    return [
        shape for capsule in capsules for shape in (_rod(capsule), *_ends(capsule)) if shape["size"]
    ]


def _rod(capsule: Capsule) -> Map:
    start, end = np.array(capsule.start), np.array(capsule.end)
    x, y, z = (end - start).tolist()
    tilt = [0.0, float(np.arctan2(np.hypot(x, y), z)), float(np.arctan2(y, x))]
    length = float(np.linalg.norm(end - start))
    centre = ((start + end) / 2).tolist()
    size = [capsule.radius, length] if length else []
    return {"shape": "cylinder", "size": size, "origin": [*centre, *tilt], "colour": _GREY}


def _ends(capsule: Capsule) -> Iterator[Map]:
    for centre in {capsule.start, capsule.end}:
        origin = [*centre, 0.0, 0.0, 0.0]
        yield {"shape": "sphere", "size": [capsule.radius], "origin": origin, "colour": _GREY}
