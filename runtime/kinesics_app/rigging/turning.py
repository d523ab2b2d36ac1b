"""`turn_around`: a joint of a rig file that counts the other way from now on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kinesics.rig.joint import Joint
from kinesics.rig.rig import Rig
from kinesics_app.rigging.edit import edit_rig, with_joint_turned, with_joint_value

__all__ = ["how_turned", "turn_around", "turned"]


def turned(joint: Joint) -> Joint:
    """The same joint, counted the other way.

    On a bus the host turns the servo around: `ratio` changes its sign, and the joint's own numbers
    stay. Behind a firmware nobody can: the joint's numbers change theirs, channels mean the same.
    """
    if joint.seat is not None and joint.seat.address is not None:
        return replace(joint, ratio=-joint.ratio)
    return replace(
        joint,
        position_min=-joint.position_max,
        position_max=-joint.position_min,
        neutral=-joint.neutral,
        safe=-joint.safe,
        drives=tuple(replace(drive, gain=-drive.gain) for drive in joint.drives),
    )


def how_turned(joint: Joint) -> str:
    """What `turned` changes, in words."""
    ratio = turned(joint).ratio
    if ratio != joint.ratio:
        return f"ratio = {ratio!r}"
    return "the signs of its positions and drives changed"


def turn_around(rig: Rig, robot: str, name: str) -> list[str]:
    """Write `turned` into the file `robot`, whose rig this is; what to tell the user.

    Raises:
        RigError: it is a shipped rig, or written in a way that cannot be edited.
    """
    column = rig.index(name)
    old, new = rig.joints[column], turned(rig.joints[column])

    def change(text: str) -> str:
        if new.ratio != old.ratio:
            return with_joint_value(text, name, "ratio", repr(new.ratio))
        return with_joint_turned(text, name)

    wanted = tuple(new if joint is old else joint for joint in rig.joints)
    path = edit_rig(robot, change, lambda rig: rig.joints == wanted)
    if path is None:
        return [f"{robot}: no number of {name} has another sign then; the file is as it was"]
    said = [f"{path}: {how_turned(old)}"]
    if (new.position_min, new.neutral, new.safe) != (old.position_min, old.neutral, old.safe):
        said.append("its joint table is another one now: kinesics firmware provision --erase")
    if name in _texts(rig.view):
        said.append(f"[view] draws {name}: give it there a scale of the other sign, by hand")
    return said


def _texts(view: Any) -> set[str]:
    """Every text in tables and lists of tables."""
    if isinstance(view, str):
        return {view}
    inner = view.values() if isinstance(view, Mapping) else view
    if not isinstance(inner, Sequence) and not isinstance(view, Mapping):
        return set()
    return {text for value in inner for text in _texts(value)}
