"""`traced`: a recording, and the journey of one sample in it."""

from pathlib import Path

import numpy as np

from kinesics.errors import RecordError
from kinesics.record.journey import Journey, journey_of
from kinesics.record.passage import Passage, read_passage
from kinesics.rig.foresight import Foresight
from kinesics.rig.load import load_rig
from kinesics.rig.rig import Rig
from kinesics_app.performance.results import mouth_joints

__all__ = ["traced"]


def traced(
    path: Path, heard_s: float | None, joint: str | None, robot: str | None, number: int = 1
) -> tuple[Passage, Journey]:
    """What passed in a recording, and the journey of the sample heard at `heard_s`, to `joint`.

    Without them: the joint of the mouth that uses most of its range, amid its fastest stroke. Of a
    life: in its utterance of that number.

    Raises:
        KinesicsError: a recording that cannot tell, or another robot's; no such sample or joint.
    """
    passage = read_passage(path, number)
    rig = load_rig(robot or passage.robot or "humanoid")
    if passage.streams["sent"].names != rig.names:
        raise RecordError(f"{path} has rows of joints that are not those of {rig.name}: --robot")
    column = _joint(rig, passage, joint)
    return passage, journey_of(passage, column, _early_ns(rig, column, passage.tick_ns), heard_s)


def _joint(rig: Rig, passage: Passage, wanted: str | None) -> int:
    mouth = mouth_joints(rig)
    if not mouth:
        raise RecordError(f"{rig.name} has no joint of a mouth: no sample of speech goes to one")
    if wanted is not None:
        if wanted not in mouth:
            raise RecordError(
                f"{wanted!r} is no joint of the mouth, where speech goes; wanted {', '.join(mouth)}"
            )
        return rig.index(wanted)
    columns = [rig.index(name) for name in mouth]
    limits, sent = rig.limits, passage.streams["sent"].values
    moved = np.ptp(sent[:, columns], axis=0)
    return columns[int((moved / (limits.position_max - limits.position_min)[columns]).argmax())]


def _early_ns(rig: Rig, joint: int, tick_ns: int) -> int:
    """How much earlier than it is seen a row of that joint is dated, as the loop does it."""
    for group in rig.lag_groups():
        if joint in group.joints:
            mouth = Foresight(rig, group.joints, tick_ns * 1e-9)
            return group.lag_ns + mouth.ticks * tick_ns
    raise AssertionError("every joint is of a group")
