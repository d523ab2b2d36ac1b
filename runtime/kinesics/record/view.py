"""`view`: how the report draws a robot; a table of its rig, checked here.

`docs/view.md` is its reference. A role is the name of a joint, or a table `joint`, `scale`,
`offset`: role = offset + scale * joint, for joints of other units or signs than the role's.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from kinesics.errors import RecordError
from kinesics.table import Table

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
_LIGHTS = tuple(f"r{row}c{column}" for row in range(8) for column in range(8))
ROLES: Mapping[str, tuple[str, ...]] = {
    "torso": _TURNS,
    "head": _TURNS,
    "left_eye": _EYE,
    "right_eye": _EYE,
    "mouth": _MOUTH,
    "left_arm": _ARM,
    "right_arm": _ARM,
    "antennas": ("left", "right"),
    "matrix": _LIGHTS,
}
"""The roles of each part of the drawing; a robot leaves out what it does not have."""
_MOST_DEFAULT_CURVES = 6
_MOST = 1e6


def checked_view(
    view: Mapping[str, Any], joint_names: Sequence[str], channel_names: Sequence[str]
) -> dict[str, Any]:
    """`view` as the page wants it: `parts` by role, `curves` shown first, `paint`.

    Raises:
        RecordError: an unknown part, role, key, joint or channel, or a value of another kind.
    """
    _check_keys("view", view, (*ROLES, "curves", "paint"))
    return {
        "parts": {
            part: dict(_roles(f"view.{part}", view[part], ROLES[part], joint_names))
            for part in ROLES
            if part in view
        },
        "curves": _curves(view, joint_names, channel_names),
        "paint": _paint(view.get("paint", {})),
    }


def _roles(
    where: str, entries: Any, roles: Sequence[str], joint_names: Sequence[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    _check_keys(where, entries, roles)
    for role, entry in entries.items():
        yield role, _source(f"{where}.{role}", entry, joint_names)


def _source(where: str, entry: Any, joint_names: Sequence[str]) -> dict[str, Any]:
    """`entry` written out: role = offset + scale * joint."""
    table = {"joint": entry} if isinstance(entry, str) else entry
    _check_keys(where, table, ("joint", "scale", "offset"))
    values = Table(f"{where}: ", {"scale": 1.0, "offset": 0.0, **table}, RecordError)
    joint = values.text("joint")
    if joint not in joint_names:
        raise RecordError(
            f"{where} names the joint {joint!r:.80}; nearest: {_near(joint, joint_names)}"
        )
    return {
        "joint": joint,
        "scale": values.finite("scale", -_MOST, _MOST),
        "offset": values.finite("offset", -_MOST, _MOST),
    }


def _curves(
    view: Mapping[str, Any], joint_names: Sequence[str], channel_names: Sequence[str]
) -> list[str]:
    """Names shown first: joints, and channels as `channel:NAME`."""
    if "curves" not in view:
        return list(joint_names[:_MOST_DEFAULT_CURVES])
    known = (*joint_names, *(f"channel:{name}" for name in channel_names))
    names = Table("view.", view, RecordError).texts("curves")
    for name in names:
        if name not in known:
            raise RecordError(
                f"view.curves has {name!r:.80}; wanted a joint, or channel:NAME; "
                f"nearest: {_near(name, known)}"
            )
    return list(names)


def _paint(paint: Any) -> dict[str, Any]:
    _check_keys("view.paint", paint, ("accent", "iris"))
    table = Table("view.paint.", paint, RecordError)
    if table.has("accent"):
        table.text("accent")
    iris = paint.get("iris", ["black"] * 3)
    if not (isinstance(iris, list) and [type(colour) for colour in iris] == [str] * 3):
        raise table.wrong("iris", iris, "three colours: by the pupil, body, rim")
    return dict(paint)


def _check_keys(where: str, entries: Any, known: Sequence[str]) -> None:
    if not isinstance(entries, Mapping):
        wanted = f"a table of {', '.join(known)}"
        raise Table("", {}, RecordError).wrong(where, entries, wanted)
    for key in entries:
        if key not in known:
            raise RecordError(f"{where} has {key!r:.80}; wanted {', '.join(known)}")


def _near(name: str, known: Sequence[str]) -> str:
    return ", ".join(get_close_matches(name, known, 3, cutoff=0.0))
