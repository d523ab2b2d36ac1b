"""`Sampler`: what the rig wants of each joint for a row, by the mix at the joint's own time."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.mixer import Mixer
from kinesics.motion.steady import CARRIERS, EYES
from kinesics.rig.foresight import Foresight
from kinesics.rig.posing import Posing
from kinesics.rig.rig import LagGroup, Rig
from kinesics_app.tick.stages import Stages

__all__ = ["Sampler"]

F64 = NDArray[np.float64]


class Sampler:
    """Joints that lag alike are a group, at most three: each is sampled earlier by its lag."""

    def __init__(self, rig: Rig, mixer: Mixer, tick_ns: int, stages: Stages) -> None:
        """`tick_ns`: between rows; `stages`: where the laps `mix` and `rig` are booked."""
        self._mixer, self._stages = mixer, stages
        groups = rig.lag_groups()
        # The first group's mix is the one that is recorded, so it is asked for whole.
        self._wanted = (None, *(_driving(rig, group) for group in groups[1:]))
        self.mouths = [Foresight(rig, group.joints, tick_ns * 1e-9) for group in groups]
        """Of each group: lips that are slow begin earlier. What they know belongs to the last row
        that was sampled (`Undo`)."""
        self.early_ns = [
            group.lag_ns + mouth.ticks * tick_ns
            for group, mouth in zip(groups, self.mouths, strict=True)
        ]
        """Of each group: how much later than its row its mix is dated."""
        self._slow = [group for group, mouth in enumerate(self.mouths) if mouth.ticks]
        self._joints = _of_groups(groups, len(rig.joints))
        self._posing = Posing(rig, [mouth.has_lips for mouth in self.mouths])

    def at(self, t_ns: int) -> tuple[F64, F64]:
        """The rig's wish for the row of `t_ns`, (J,) [rad or m], and the first group's mix, (C,).

        Rows are sampled in order, or again after the mixer and the mouths were taken back.
        """
        times_ns = tuple(t_ns + early_ns for early_ns in self.early_ns)
        mixes = self._mixer.samples(times_ns, self._wanted)  # (groups, C)
        self._stages.lap("mix")
        poses = self._posing(mixes)  # (groups, J)
        for group in self._slow:
            shown = self.mouths[group].step(mixes[group].copy(), poses[group].copy())
            mixes[group], poses[group] = shown
        asked: F64 = poses[self._joints]
        self._stages.lap("rig")
        return asked, mixes[0].copy()  # what is kept does not hold the other groups'


def _of_groups(groups: Sequence[LagGroup], count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Of the poses of all groups (groups, J), where each joint's own is, as an index."""
    row = np.zeros(count, np.intp)
    for number, group in enumerate(groups):
        row[group.joints] = number
    return row, np.arange(count)


def _driving(rig: Rig, group: LagGroup) -> frozenset[int]:
    """Columns of the channels that move a group's joints.

    Of lips, those of all that part them; of eyes, also those of what carries them.
    """
    joints = group.joints
    if rig.lips is not None and rig.lips.gap[joints].any():
        joints = np.union1d(joints, np.flatnonzero(rig.lips.gap))
    columns = rig.driving(joints)
    return columns | CARRIERS if columns & EYES else columns
