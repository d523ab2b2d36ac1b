"""The humanoid's head: eyes with lids and brows, jaw, lips and mouth corners.

Frame of the head: at the neck's roll axis. The skull is a capsule of radius 80 mm; what moves sits
on its front, and slides along it.
"""

from math import hypot

from kinesics.rig.description.joints import LIP_LEVER_M, SIDES, Side
from kinesics.rig.description.links import Link, X, Y, Z
from kinesics.rig.description.shapes import Box, Capsule, Cylinder, Lid, Shape, Sphere, Vec

__all__ = ["EYE_M", "LIP_END_M", "LIP_RADIUS_M", "face_links", "head_link"]

LIP_RADIUS_M = 0.0038
LIP_END_M = 0.012
"""Half length of a lip's stiff part; from its ends to the corners it is soft."""

_O: Vec = (0.0, 0.0, 0.0)
EYE_M: Vec = (0.057, 0.034, 0.110)
_BROW: Vec = (0.071, 0.034, 0.146)
_MOUTH: Vec = (0.083, 0.0, 0.056)
"""Where the lips meet."""
_CORNER: Vec = (0.079, 0.026, 0.0575)
_ALONG_CHEEK = (-0.31, 0.95)
"""Direction in x and y in which a corner stretches."""


def head_link() -> Link:
    """The skull with nose, ears, upper teeth and the mouth's dark inside."""
    x, _, z = _MOUTH
    shapes: list[Shape] = [
        Capsule((0.0, 0.0, 0.07), (0.0, 0.0, 0.115), 0.08, "shell", solid=True),
        Capsule((0.080, 0.0, 0.093), (0.085, 0.0, 0.082), 0.0065, "shell"),
        Box((x - 0.0105, 0.0, z - 0.006), (0.006, 0.012, 0.0075), "mouth"),
        Box((x - 0.006, 0.0, z + 0.001), (0.004, 0.012, 0.0045), "eye"),
    ]
    for side in SIDES:
        inner, outer = 0.074 * side.sign, 0.086 * side.sign
        shapes.append(Cylinder((-0.005, inner, 0.095), (-0.005, outer, 0.095), 0.022, "accent"))
    return Link("head", "neck_pitch_link", "neck_roll", (0.0, 0.0, 0.015), X, 0.9, tuple(shapes))


def face_links() -> tuple[Link, ...]:
    """Everything that moves on the head, in rig order."""
    return (
        *(link for side in SIDES for link in _eye(side)),
        *(link for side in SIDES for link in _lids(side)),
        *(link for side in SIDES for link in _brow(side)),
        *_lips(),
        *(link for side in SIDES for link in _corner(side)),
    )


def _on(side: Side, point: Vec) -> Vec:
    return (point[0], point[1] * side.sign, point[2])


def _eye(side: Side) -> tuple[Link, ...]:
    name = side.name
    ball = (
        Sphere(_O, 0.022, "eye"),
        Cylinder((0.018, 0.0, 0.0), (0.0222, 0.0, 0.0), 0.0085, "iris"),
        Cylinder((0.018, 0.0, 0.0), (0.0226, 0.0, 0.0), 0.0045, "pupil"),
        Sphere((0.0222, 0.003, 0.003), 0.0015, "eye"),
    )
    yaw = f"{name}_eye_yaw_link"
    return (
        Link(yaw, "head", f"{name}_eye_yaw", _on(side, EYE_M), Z, 0.01),
        Link(f"{name}_eye_pitch_link", yaw, f"{name}_eye_pitch", _O, Y, 0.02, ball),
    )


def _lids(side: Side) -> tuple[Link, ...]:
    """Closed, the upper lid (0.42 - 0.75 rad) is below the lower one's edge (-0.38 + 0.12 rad)."""
    name, at = side.name, _on(side, EYE_M)
    upper = (Lid(0.0258, 0.42, 2.2),)
    lower = (Lid(0.0248, -0.38, -1.15, "shell"),)
    up: Vec = (0.0, -1.0, 0.0)
    return (
        Link(f"{name}_upper_lid_link", "head", f"{name}_upper_lid", at, Y, 0.004, upper),
        Link(f"{name}_lower_lid_link", "head", f"{name}_lower_lid", at, up, 0.004, lower),
    )


def _brow(side: Side) -> tuple[Link, ...]:
    name = side.name
    hair = Capsule(
        _on(side, (0.0055, -0.016, 0.0)), _on(side, (-0.012, 0.018, 0.0)), 0.0037, "brow"
    )
    lift = f"{name}_brow_lift_link"
    inner_end_up: Vec = (-side.sign, 0.0, 0.0)
    return (
        Link(lift, "head", f"{name}_brow_lift", _on(side, _BROW), Z, 0.006),
        Link(f"{name}_brow_tilt_link", lift, f"{name}_brow_tilt", _O, inner_end_up, 0.004, (hair,)),
    )


def _lips() -> tuple[Link, ...]:
    """The lower lip stands 2 mm behind the upper one, which it passes when the mouth is pressed.

    The skin below it hides the mouth's inside when it is raised over an open jaw.
    """
    x, _, z = _MOUTH
    chin = Capsule((0.015, -0.013, -0.021), (0.015, 0.013, -0.021), 0.0145, "shell")
    lip = Capsule((0.0, -LIP_END_M, 0.0), (0.0, LIP_END_M, 0.0), LIP_RADIUS_M, "lip")
    skin = Box((-0.004, 0.0, -0.0080), (0.005, 0.0135, 0.0065), "shell")
    hinge = (x - LIP_LEVER_M, 0.0, z)
    above, below = (x + 0.002, 0.0, z + LIP_RADIUS_M), (LIP_LEVER_M, 0.0, -LIP_RADIUS_M)
    return (
        Link("jaw_link", "head", "jaw", hinge, Y, 0.04, (chin,)),
        Link("upper_lip_link", "head", "upper_lip", above, Z, 0.005, (lip,)),
        Link("lower_lip_link", "jaw_link", "lower_lip", below, Z, 0.005, (lip, skin)),
    )


def _corner(side: Side) -> tuple[Link, ...]:
    name = side.name
    back, out = _ALONG_CHEEK
    axis: Vec = (back / hypot(back, out), out / hypot(back, out) * side.sign, 0.0)
    lift = f"{name}_corner_lift_link"
    end = (Sphere(_O, LIP_RADIUS_M, "lip"),)
    return (
        Link(lift, "head", f"{name}_corner_lift", _on(side, _CORNER), Z, 0.004),
        Link(f"{name}_corner_stretch_link", lift, f"{name}_corner_stretch", _O, axis, 0.003, end),
    )
