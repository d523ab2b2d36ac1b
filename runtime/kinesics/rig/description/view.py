"""How the report draws the humanoid: which joint plays which role, and how its unit becomes it."""

from typing import NamedTuple

from kinesics.rig.description.joints import LIP_LEVER_M, SIDES

__all__ = ["CURVES", "VIEW", "Role"]

_LIDS_APART_RAD = 0.80
"""Between the lids' edges at rest (`face.py`); the report's lids meet at 1."""

CURVES = ("jaw", "lower_lip", "left_corner_lift", "left_upper_lid", "channel:jawOpen", "neck_pitch")
"""Joints, and channels, whose curves are shown first."""


class Role(NamedTuple):
    """What the drawing wants: `scale` times the joint."""

    name: str
    joint: str
    scale: float = 1.0


def _turns(joint: str) -> tuple[Role, ...]:
    return tuple(Role(turn, f"{joint}_{turn}") for turn in ("yaw", "pitch", "roll"))


def _eye(side: str) -> tuple[Role, ...]:
    return (
        *(Role(turn, f"{side}_eye_{turn}") for turn in ("yaw", "pitch")),
        *(Role(lid, f"{side}_{lid}", 1 / _LIDS_APART_RAD) for lid in ("upper_lid", "lower_lid")),
        *(Role(brow, f"{side}_{brow}") for brow in ("brow_lift", "brow_tilt")),
    )


def _arm(side: str) -> tuple[Role, ...]:
    return tuple(Role(name, f"{side}_{name}") for name in _ARM)


_ARM = (
    *("shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow"),
    *("wrist_yaw", "wrist_pitch", "wrist_roll", "grip"),
)
_CORNERS = ("left_corner_lift", "left_corner_stretch", "right_corner_lift", "right_corner_stretch")

VIEW: dict[str, tuple[Role, ...]] = {
    "torso": _turns("waist"),
    "head": _turns("neck"),
    **{f"{side.name}_eye": _eye(side.name) for side in SIDES},
    "mouth": (
        Role("jaw", "jaw", LIP_LEVER_M),
        *(Role(name, name) for name in ("upper_lip", "lower_lip", *_CORNERS)),
    ),
    **{f"{side.name}_arm": _arm(side.name) for side in SIDES},
}
"""The parts of the drawing, by role."""
