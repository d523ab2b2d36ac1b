"""The humanoid's spine and arms, on a pedestal: sized like a seven-year-old child.

All joints are 0 here: upright, arms hanging. Every joint's positive turn follows REP-103, but
`grip`, which opens the fingers outwards.
"""

from math import cos, sin

from kinesics.rig.description.joints import SIDES, Side
from kinesics.rig.description.links import Link, X, Y, Z
from kinesics.rig.description.shapes import Box, Capsule, Cylinder, Shape, Sphere, Vec

__all__ = ["BASE_SHAPES", "arm_links", "spine_links"]

_O: Vec = (0.0, 0.0, 0.0)

BASE_SHAPES: tuple[Shape, ...] = (
    Cylinder(_O, (0.0, 0.0, 0.03), 0.15, "trim"),
    Cylinder((0.0, 0.0, 0.03), (0.0, 0.0, 0.47), 0.04, "trim", solid=True),
)
"""The pedestal, which is fixed to the floor."""


def spine_links() -> tuple[Link, ...]:
    """From waist to neck; the last one, the head, is drawn by `face.py`.

    The neck's pitch axis is 0.325 m above the waist's, its roll axis 0.340 m above the waist's:
    `drives.NECK_ABOVE_WAIST_M`.
    """
    chest: tuple[Shape, ...] = (
        Capsule((0.0, 0.0, 0.02), (0.0, 0.0, 0.10), 0.052, "trim", solid=True),
        Box((0.0, 0.0, 0.165), (0.060, 0.05, 0.05), "shell", solid=True),
        *(
            Capsule((0.0, -0.05, z), (0.0, 0.05, z), 0.060, "shell", solid=True)
            for z in (0.115, 0.215)
        ),
        *(
            Capsule((0.0, y, 0.115), (0.0, y, 0.215), 0.060, "shell", solid=True)
            for y in (-0.05, 0.05)
        ),
        Cylinder((0.056, 0.0, 0.205), (0.063, 0.0, 0.205), 0.016, "accent"),
        Capsule((0.0, -0.150, 0.255), (0.0, 0.150, 0.255), 0.024, "trim"),
    )
    return (
        Link(
            "waist_yaw_link",
            "base_link",
            "waist_yaw",
            (0.0, 0.0, 0.485),
            Z,
            0.4,
            (Cylinder((0.0, 0.0, -0.015), (0.0, 0.0, 0.02), 0.055, "accent"),),
        ),
        Link("waist_pitch_link", "waist_yaw_link", "waist_pitch", (0.0, 0.0, 0.04), Y, 0.3),
        Link("chest", "waist_pitch_link", "waist_roll", _O, X, 1.9, chest),
        Link(
            "neck_yaw_link",
            "chest",
            "neck_yaw",
            (0.0, 0.0, 0.305),
            Z,
            0.12,
            (Cylinder((0.0, 0.0, -0.03), (0.0, 0.0, 0.03), 0.027, "trim"),),
        ),
        Link("neck_pitch_link", "neck_yaw_link", "neck_pitch", (0.0, 0.0, 0.02), Y, 0.1),
    )


def arm_links() -> tuple[Link, ...]:
    """Both arms, left first, from shoulder to fingers."""
    return tuple(link for side in SIDES for link in (*_upper(side), *_lower(side)))


def _upper(side: Side) -> tuple[Link, ...]:
    name = side.name
    shoulder = (Sphere(_O, 0.040, "accent"),)
    upper_arm = (Capsule((0.0, 0.0, -0.035), (0.0, 0.0, -0.160), 0.032, "shell", solid=True),)
    forearm = (
        Sphere(_O, 0.030, "accent"),
        Capsule((0.0, 0.0, -0.03), (0.0, 0.0, -0.085), 0.029, "shell", solid=True),
    )
    at = (0.0, 0.165 * side.sign, 0.255)
    return (
        _link(name, "shoulder_pitch", "chest", at, Y, 0.10),
        _link(name, "shoulder_roll", f"{name}_shoulder_pitch_link", _O, X, 0.11, *shoulder),
        _link(name, "shoulder_yaw", f"{name}_shoulder_roll_link", _O, Z, 0.24, *upper_arm),
        _link(name, "elbow", f"{name}_shoulder_yaw_link", (0.0, 0.0, -0.19), Y, 0.15, *forearm),
    )


def _lower(side: Side) -> tuple[Link, ...]:
    name, sign = side.name, side.sign
    wrist = (Capsule((0.0, 0.0, -0.005), (0.0, 0.0, -0.045), 0.024, "trim", solid=True),)
    thumb = ((0.028, -0.004 * sign, -0.030), (0.031, -0.026 * sign, -0.056))
    palm = (
        Box((0.0, 0.0, -0.042), (0.032, 0.012, 0.034), "shell", solid=True),
        Capsule(*thumb, 0.009, "shell"),
    )
    bend = (0.0, -0.030 * sin(0.85) * sign, -0.030 * cos(0.85))
    tip = (0.0, bend[1] - 0.022 * sin(1.75) * sign, bend[2] - 0.022 * cos(1.75))
    fingers = tuple(
        Capsule((x, a[1], a[2]), (x, b[1], b[2]), 0.0095, "shell", solid=True)
        for x in (-0.021, 0.0, 0.021)
        for a, b in ((_O, bend), (bend, tip))
    )
    opening: Vec = (sign, 0.0, 0.0)
    return (
        _link(name, "wrist_yaw", f"{name}_elbow_link", (0.0, 0.0, -0.12), Z, 0.06, *wrist),
        _link(name, "wrist_pitch", f"{name}_wrist_yaw_link", (0.0, 0.0, -0.065), Y, 0.03),
        _link(name, "wrist_roll", f"{name}_wrist_pitch_link", _O, X, 0.08, *palm),
        _link(name, "grip", f"{name}_wrist_roll_link", (0.0, 0.0, -0.082), opening, 0.03, *fingers),
    )


def _link(
    side: str, joint: str, parent: str, origin: Vec, axis: Vec, mass: float, *shapes: Shape
) -> Link:
    name = f"{side}_{joint}"
    return Link(f"{name}_link", parent, name, origin, axis, mass, shapes)
