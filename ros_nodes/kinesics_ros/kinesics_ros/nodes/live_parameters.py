"""`act_on`: what a configured body does at once about parameters that change."""

from collections.abc import Mapping
from typing import Any

from kinesics.errors import IntentError
from kinesics_ros.body.held import Held
from kinesics_ros.parameters.known import OF_A_LIFE, PACE
from kinesics_ros.telling.description import description_of
from kinesics_ros.telling.outputs import Outputs

__all__ = ["act_on"]

Values = Mapping[str, Any]

_FRAMES = frozenset(("tell_tf", "base_frame", "frame_prefix"))


def act_on(before: Values, values: Values, held: Held, out: Outputs) -> None:
    """Have its robot be, and tell of it, as `values` say, where they differ from before.

    Whatever can be refused comes first, so that of a few that are set at once all are, or none.

    Raises:
        KinesicsError: one cannot be, with what would be right; nothing has changed.
    """
    names, rig = {name for name in values if values[name] != before[name]}, held.rig
    if rig is None:
        raise IntentError("the robot is lost: clean the node up first")
    urdf = description_of(values["robot"], values["urdf"]) if "urdf" in names else ""
    frames = out.frames(values, rig) if names & _FRAMES else None
    if names & OF_A_LIFE:
        held.retell(values)
    if names & _FRAMES:
        out.tell_frames(frames)
    if names & PACE:
        out.pace(values)
    if urdf:
        out.describe(urdf)
