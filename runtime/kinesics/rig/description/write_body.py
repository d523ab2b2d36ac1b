"""The humanoid's table [body]: the capsules that the guard keeps apart, and the hands.

Each capsule encloses what `body.py` and `face.py` draw: a few thick ones cost less than many.
"""

from kinesics.rig.description.body import BASE_SHAPES
from kinesics.rig.description.joints import SIDES, Side
from kinesics.rig.description.links import Link
from kinesics.rig.description.shapes import Capsule, Cylinder, Vec
from kinesics.rig.description.tree import LINKS

__all__ = ["GUARD", "HAND_SPEED_M_S", "body_toml"]

HAND_SPEED_M_S = 1.5
"""Hands of people who talk seldom exceed it; with 0.5 kg of forearm it is 0.6 J. No certified
limit: ISO/TS 15066 is about whole systems."""


def _rod(start: Vec, end: Vec, radius: float) -> Capsule:
    return Capsule(start, end, radius, "shell", solid=True)


def _hand(side: Side) -> Capsule:
    """Palm, thumb and fingers, from closed to open."""
    return _rod((0.0, 0.0, -0.03), (0.0, -0.018 * side.sign, -0.100), 0.046)


GUARD: dict[str, tuple[Capsule, ...]] = {
    "chest": (
        *(_rod((0.0, -0.05, z), (0.0, 0.05, z), 0.066) for z in (0.115, 0.165, 0.215)),
        _rod((0.0, 0.0, 0.02), (0.0, 0.0, 0.10), 0.052),
        _rod((0.0, -0.165, 0.255), (0.0, 0.165, 0.255), 0.040),
    ),
    "head": (_rod((0.0, 0.0, 0.070), (0.0, 0.0, 0.115), 0.092),),
    **{
        f"{side.name}_{name}_link": (rod,)
        for side in SIDES
        for name, rod in (
            ("shoulder_yaw", _rod((0.0, 0.0, -0.035), (0.0, 0.0, -0.160), 0.032)),
            ("elbow", _rod((0.0, 0.0, -0.015), (0.0, 0.0, -0.165), 0.030)),
            ("wrist_roll", _hand(side)),
        )
    },
}
"""By link. The shoulders are a bar of the chest: what hangs on its ends is not held against it."""


def body_toml() -> str:
    """The tables [body] of humanoid.toml."""
    stand = next(shape for shape in BASE_SHAPES if isinstance(shape, Cylinder) and shape.solid)
    base = _capsules((_rod(stand.start, stand.end, stand.radius),))
    rows = [f"[body]\nhand_speed = {HAND_SPEED_M_S}\nbase = {base}\n"]
    rows += [_link(link) for link in LINKS if any(part in link.joint for part in _PARTS)]
    rows += [_hand_row(side) for side in SIDES]
    return "\n".join(rows)


_PARTS = ("waist_", "neck_", "_eye_", "shoulder", "elbow", "wrist")


def _link(link: Link) -> str:
    text = (
        f'[[body.links]]\nname = "{link.name}"\nparent = "{link.parent}"\njoint = "{link.joint}"\n'
        f"origin = {_vec(link.origin)}\naxis = {_vec(link.axis)}\n"
    )
    rods = GUARD.get(link.name)
    return text + (f"capsules = {_capsules(rods)}\n" if rods else "")


def _hand_row(side: Side) -> str:
    return (
        f'[[body.hands]]\nside = "{side.name}"\nlink = "{side.name}_wrist_roll_link"\n'
        f"palm = [0.0, 0.0, -0.042]\ntip = [0.0, 0.0, -0.135]\n"
        f"faces = {_vec((0.0, -side.sign, 0.0))}\n"
    )


def _capsules(rods: tuple[Capsule, ...]) -> str:
    rows = (
        f"    {{ start = {_vec(rod.start)}, end = {_vec(rod.end)}, radius = {rod.radius} }},\n"
        for rod in rods
    )
    return "[\n" + "".join(rows) + "]"


def _vec(vec: Vec) -> str:
    return "[" + ", ".join(repr(round(value, 6) + 0.0) for value in vec) + "]"
