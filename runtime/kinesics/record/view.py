"""`view`: how the report draws a robot; a table of its rig, checked here.

`docs/view.md` is its reference. A role is the name of a joint, or a table `joint`, `scale`,
`offset`: role = offset + scale * joint, for joints of other units or signs than the role's.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kinesics.errors import RecordError
from kinesics.record.take import Take

__all__ = ["ROLES", "checked_view"]

_TURNS = ("yaw", "pitch", "roll")
_EYE = ("yaw", "pitch", "upper_lid", "lower_lid", "brow_lift", "brow_tilt")
_MOUTH = (
    *("jaw", "upper_lip", "lower_lip"),
    *(f"{side}_corner_{way}" for side in ("left", "right") for way in ("lift", "stretch")),
)
_ARM = (
    *("shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow"),
    *("wrist_yaw", "wrist_pitch", "wrist_roll", "grip"),
)
ROLES: Mapping[str, tuple[str, ...]] = {
    "torso": _TURNS,
    "head": _TURNS,
    "left_eye": _EYE,
    "right_eye": _EYE,
    "mouth": _MOUTH,
    "left_arm": _ARM,
    "right_arm": _ARM,
}
"""The roles of each part of the drawing; a robot leaves out what it does not have."""
_MOST_DEFAULT_CURVES = 6


def checked_view(view: Mapping[str, Any], take: Take) -> dict[str, Any]:
    """`view` as the page wants it: `parts` by role, `curves` shown first, `paint`.

    Raises:
        RecordError: an unknown part, role, key or joint.
    """
    unknown = set(view) - {*ROLES, "curves", "paint"}
    if unknown:
        raise RecordError(
            f"view has {_listed(unknown)}; wanted {_listed([*ROLES, 'curves'])}, paint"
        )
    parts = {
        part: dict(_roles(part, view[part], take.joint_names)) for part in ROLES if part in view
    }
    return {"parts": parts, "curves": _curves(view, take), "paint": _paint(view.get("paint", {}))}


def _roles(
    part: str, entries: Mapping[str, Any], joints: tuple[str, ...]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for role, entry in entries.items():
        if role not in ROLES[part]:
            raise RecordError(f"view.{part} has no role {role!r}; wanted {_listed(ROLES[part])}")
        source: dict[str, Any] = {"scale": 1.0, "offset": 0.0}
        source |= {"joint": entry} if isinstance(entry, str) else entry
        if set(source) != {"joint", "scale", "offset"}:
            raise RecordError(
                f"view.{part}.{role} has {_listed(source)}; wanted joint, scale, offset"
            )
        if source["joint"] not in joints:
            raise RecordError(
                f"view.{part}.{role} names the joint {source['joint']!r}; "
                f"this robot has {_listed(joints)}"
            )
        yield role, source


def _curves(view: Mapping[str, Any], take: Take) -> list[str]:
    """Names shown first: joints, and channels as `channel:NAME`."""
    names = list(view.get("curves", take.joint_names[:_MOST_DEFAULT_CURVES]))
    known = {*take.joint_names, *(f"channel:{name}" for name in take.channel_names)}
    for name in names:
        if name not in known:
            raise RecordError(f"view.curves has {name!r}; wanted a joint, or channel:NAME")
    return names


def _paint(paint: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(paint) - {"accent", "iris"}
    if unknown:
        raise RecordError(f"view.paint has {_listed(unknown)}; wanted accent, iris")
    return dict(paint)


def _listed(names: Any) -> str:
    return ", ".join(sorted(map(str, names)))
