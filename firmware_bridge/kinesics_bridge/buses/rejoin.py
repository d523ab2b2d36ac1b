"""`Rejoin`: leads servos that come back from where they are to where they should be, in limits."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.limits import Limiter, LimitTable
from kinesics_bridge.joints.joint_table import JointTable

__all__ = ["Rejoin"]

F64 = NDArray[np.float64]

_FIELDS = ("position_min", "position_max", "velocity", "acceleration", "jerk")
_CLOSE = 0.002  # of the range: the limiter stays 0.001 of it away from its ends


class Rejoin:
    """Goals of J joints: as played, but for those that are still on their way back."""

    def __init__(self, table: JointTable, rate_hz: float) -> None:
        columns = [np.multiply(table.fields[name], 1e-9) for name in _FIELDS]
        self._columns: list[F64] = columns  # (J,) each
        self._close = _CLOSE * (columns[1] - columns[0])
        self._rate_hz = rate_hz
        self._groups: list[_Group] = []

    def begin(self, joints: Sequence[int], positions: F64) -> None:
        """These joints are at rest at `positions` (J,), whatever is played."""
        if not joints:
            return
        group = _Group(np.array(joints, np.intp), self._limiter(joints))
        group.limiter.start(positions[group.joints])
        self._groups.append(group)
        for other in self._groups[:-1]:  # who begins anew is led from there
            other.led &= ~np.isin(other.joints, group.joints)

    def step(self, played: F64) -> F64:
        """(J,) goals for this cycle, given what is played."""
        goals = np.clip(played, self._columns[0], self._columns[1])
        for group in self._groups:
            joints = group.joints
            way = group.limiter.step(played[joints])
            goals[joints[group.led]] = way[group.led]
            group.led &= np.abs(way - played[joints]) > self._close[joints]
        self._groups = [group for group in self._groups if group.led.any()]
        return goals

    def _limiter(self, joints: Sequence[int]) -> Limiter:
        return Limiter(
            LimitTable(*(column[list(joints)] for column in self._columns)), self._rate_hz
        )


class _Group:
    """Joints that began together: one limiter is cheaper than many."""

    def __init__(self, joints: NDArray[np.intp], limiter: Limiter) -> None:
        self.joints = joints
        self.limiter = limiter
        self.led: NDArray[np.bool_] = np.ones(len(joints), np.bool_)
        """Which of them it still leads."""
