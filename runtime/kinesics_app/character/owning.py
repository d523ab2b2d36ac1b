"""`owning`: joints that a program outside moves, by paths of its own, while it tells them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kinesics.conversation.intent import Intent, read_intent
from kinesics.conversation.skill import Doing, Skill
from kinesics.errors import IntentError, TrackError
from kinesics.motion import channels
from kinesics.motion.joint_path import JointMotion, JointPath, make_joint_path
from kinesics.ports import Packet
from kinesics.rig.joint import Joint
from kinesics.rig.rig import Rig

__all__ = ["check_motion", "owning", "takes_of"]

_NEAR_NS = 60_000_000_000  # a path is of this clock if it begins within a minute
_REGION = {channel.name: channel.region for channel in channels.CHANNELS}
_PARTS: Mapping[str, frozenset[str]] = {
    "left_arm": frozenset(("left_arm",)),
    "right_arm": frozenset(("right_arm",)),
    "arms": frozenset(("left_arm", "right_arm")),
    "head": frozenset(("head", "gaze")),
}
"""Regions of the channels that move the joints of a part; `all` has every joint."""


def owning(rig: Rig) -> Skill:
    """`move_joints`: any joints of the part that it takes, until its path and its hold are over."""

    def begin(intent: Intent, t_ns: int) -> Doing:
        path = _path(rig, intent, t_ns)
        held_ns = round(intent.parameters["hold_s"] * 1e9)
        until_ns = max(int(path.t_ns[-1]), t_ns) + held_ns

        def give_back(end_ns: int) -> Sequence[Packet]:
            return [JointMotion(end_ns, end_ns, intent.id, None)]

        motion = JointMotion(t_ns, until_ns, intent.id, path)
        return Doing([motion], (until_ns - t_ns) * 1e-9, ceases=give_back)

    return Skill("move_joints", (), begin, check=lambda intent: _path(rig, intent, intent.t_ns))


def check_motion(rig: Rig, intent: Mapping[str, Any], t_ns: int) -> None:
    """Complain now of an intent that is no path for this robot, as the robot itself would.

    Raises:
        IntentError: what is wrong in it, and what would be right.
    """
    _path(rig, read_intent(intent, t_ns), t_ns)


def takes_of(rig: Rig, names: Sequence[str]) -> str:
    """The least part of the body that joints are of, a choice of `takes`; unknown are of none."""
    regions = {_region(rig.joints[rig.names.index(name)]) for name in names if name in rig.names}
    return next((part for part, own in _PARTS.items() if regions <= own), "all")


def _path(rig: Rig, intent: Intent, t_ns: int) -> JointPath:
    """What an intent that begins at `t_ns` has its joints follow.

    Raises:
        IntentError: a joint that the robot has not, or that is not of the part; points that are
            no path; the date of another clock.
    """
    asked = intent.parameters
    names: Sequence[str] = asked["joints"]
    _check_joints(rig, names, asked["takes"])
    from_ns = asked.get("from_ns", t_ns)
    if abs(from_ns - t_ns) > _NEAR_NS:
        away_s = (from_ns - t_ns) * 1e-9
        raise IntentError(
            f"move_joints: from_ns is {away_s:.3g} s from now: of another clock; wanted one within "
            f"{_NEAR_NS * 1e-9:g} s, in the time of the robot's own computer"
        )
    times_ns = from_ns + np.rint(asked["times_s"] * 1e9).astype(np.int64)
    columns = np.array([rig.names.index(name) for name in names], dtype=np.intp)
    try:
        return make_joint_path(times_ns, columns, asked["positions"], asked.get("velocities"))
    except TrackError as error:
        raise IntentError(f"move_joints: {error}") from None


def _check_joints(rig: Rig, names: Sequence[str], takes: str) -> None:
    unknown = [name for name in names if name not in rig.names]
    if unknown:
        raise IntentError(
            f"move_joints: {rig.name} has no joint {', '.join(unknown)[:80]}; it has "
            f"{', '.join(rig.names)}"
        )
    if takes == "all":
        return
    regions = _PARTS[takes]
    other = [name for name in names if _region(rig.joints[rig.names.index(name)]) not in regions]
    if other:
        raise IntentError(f"move_joints: {', '.join(other)} not of {takes}; wanted to take `all`")


def _region(joint: Joint) -> str:
    return _REGION[joint.drives[0].channel] if joint.drives else ""
