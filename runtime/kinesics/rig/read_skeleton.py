"""Reading the table [body] of a rig: links, capsules, hands and the cap on their speed."""

from collections.abc import Sequence
from math import hypot, isclose

from kinesics.rig.joint import Joint
from kinesics.rig.skeleton import BASE, Capsule, Hand, Link, Skeleton
from kinesics.table import Table

__all__ = ["read_skeleton"]

Vec = tuple[float, float, float]

_FURTHEST_M = 10.0
_SPEED_M_S = 10.0
_SIDES = ("left", "right")


def read_skeleton(table: Table, joints: Sequence[Joint]) -> Skeleton | None:
    """The table [body] of a rig; None where it has none.

    Raises:
        RigError: a joint or parent that is not there, an axis that is no unit vector.
    """
    if not table.has("body"):
        return None
    body = table.table("body")
    columns = {joint.name: (column, joint.unit == "m") for column, joint in enumerate(joints)}
    links = tuple(_link(row, columns) for row in body.tables("links", "link"))
    names = (BASE, *(link.name for link in links))
    hands = dict(_hand(row, names) for row in body.tables("hands", "hand", "side"))
    speed = body.number("hand_speed") if body.has("hand_speed") else None
    if speed is not None and speed > _SPEED_M_S:
        raise body.wrong("hand_speed", speed, f"at most {_SPEED_M_S:g} m/s")
    base = _capsules(body, "base")
    body.done()
    return Skeleton(links, base, hands, speed)


def _link(row: Table, columns: dict[str, tuple[int, bool]]) -> Link:
    joint, slides = columns[row.choice("joint", columns)]
    link = Link(
        row.text("name"),
        row.text("parent"),
        joint,
        slides,
        _vec(row, "origin"),
        _unit(row, "axis"),
        _capsules(row, "capsules"),
    )
    row.done()
    return link


def _hand(row: Table, names: Sequence[str]) -> tuple[str, Hand]:
    """Its side, and where it is."""
    hand = Hand(row.choice("link", names), _vec(row, "palm"), _vec(row, "tip"), _unit(row, "faces"))
    side = row.choice("side", _SIDES)
    row.done()
    return side, hand


def _capsules(table: Table, key: str) -> tuple[Capsule, ...]:
    capsules = []
    for row in table.tables(key, "capsule"):
        radius = row.number("radius")
        if radius > _FURTHEST_M:
            raise row.wrong("radius", radius, f"at most {_FURTHEST_M:g} m")
        capsules.append(Capsule(_vec(row, "start"), _vec(row, "end"), radius))
        row.done()
    return tuple(capsules)


def _vec(table: Table, key: str) -> Vec:
    x, y, z = table.finites(key, 3, -_FURTHEST_M, _FURTHEST_M)
    return x, y, z


def _unit(table: Table, key: str) -> Vec:
    vec = _vec(table, key)
    if not isclose(hypot(*vec), 1.0, abs_tol=1e-3):
        raise table.wrong(key, list(vec), "a vector of length 1")
    return vec
