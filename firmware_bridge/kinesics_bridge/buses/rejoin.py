"""`Rejoin`: leads a servo that comes back from where it is to where it should be, in limits."""

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.limits import Limiter, LimitTable
from kinesics_bridge.joint_table import JointTable

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
        self._away: dict[int, Limiter] = {}

    def begin(self, joint: int, position: float) -> None:
        """This joint is at rest at `position`, whatever is played."""
        limiter = Limiter(
            LimitTable(*(column[joint : joint + 1] for column in self._columns)), self._rate_hz
        )
        limiter.start(np.array([position]))
        self._away[joint] = limiter

    def away(self, joint: int) -> bool:
        """Whether the joint is still on its way."""
        return joint in self._away

    def step(self, played: F64) -> F64:
        """(J,) goals for this cycle, given what is played."""
        goals = np.clip(played, self._columns[0], self._columns[1])
        for joint, limiter in list(self._away.items()):
            goal = limiter.step(played[joint : joint + 1])[0]
            if abs(goal - played[joint]) <= self._close[joint]:
                del self._away[joint]
            goals[joint] = goal
        return goals
