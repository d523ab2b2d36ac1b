"""`ComeBack`: leads rows from where the robot is to where they are wanted, within the limits."""

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.limits import Limiter, LimitTable
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.wire.protocol import REENTRY_PERMILLE

__all__ = ["ComeBack"]

F64 = NDArray[np.float64]

_FIELDS = ("position_min", "position_max", "velocity", "acceleration", "jerk")
_SHORTEST_S = 0.5
_STEEPEST = 1.5  # of a smooth step, against a straight line
_NOISE = 0.01  # of a joint's range: a sensor's noise is no motion
_NS = 1e-9


class ComeBack:
    """Rows of J joints that stay at the pose, then blend to what is wanted, then are just that.

    The way alone takes a quarter of the velocity limit, as the firmware's own re-entry; together
    with what is wanted meanwhile it stays within velocity and acceleration.
    """

    def __init__(self, table: JointTable) -> None:
        columns = [np.multiply(table.fields[name], 1e-9) for name in _FIELDS]
        self._limits = LimitTable(*columns)
        self._still = _NOISE * (columns[1] - columns[0])
        self._scale = table.scale
        self._pose: F64 | None = None
        self._last_ns = 0
        self._begin_ns: int | None = None
        self._lasts_ns = 0
        self._limiter: Limiter | None = None
        self._row: F64 = np.zeros(table.count)

    @property
    def under_way(self) -> bool:
        """Whether rows differ from what is wanted."""
        return self._pose is not None

    def stay(self, pose: F64) -> None:
        """The robot is at `pose` (J,), and rows are to stay there; noise does not move them."""
        if self._pose is None or self._begin_ns is not None:
            self._pose = pose.copy()
        else:
            moved = np.abs(pose - self._pose) > self._still
            self._pose = np.where(moved, pose, self._pose)
        self._begin_ns = self._limiter = None

    def row(self, t_ns: int, wanted: F64, *, follows: bool) -> F64:
        """The row for `t_ns`, (J,); `follows`: the firmware plays rows now, so they may move."""
        if self._pose is None:
            return wanted
        spacing_ns, self._last_ns = t_ns - self._last_ns, t_ns
        if not follows:
            return self._pose
        if self._begin_ns is None:
            self._set_out(t_ns, wanted)
            return self._row
        if spacing_ns <= 0:
            return self._row  # the same time once more
        if self._limiter is None:
            self._limiter = Limiter(self._limits, 1e9 / spacing_ns)
            self._limiter.start(self._pose)
        share = min(1.0, (t_ns - self._begin_ns) / self._lasts_ns)
        share *= share * (3.0 - 2.0 * share)
        self._row = self._limiter.step(self._pose + share * (wanted - self._pose))
        if share == 1.0 and (np.abs(self._row - wanted) <= self._scale).all():
            self._pose = None
            return wanted
        return self._row

    def _set_out(self, t_ns: int, wanted: F64) -> None:
        assert self._pose is not None
        velocity = REENTRY_PERMILLE / 1000 * self._limits.velocity
        way_s = float((_STEEPEST * np.abs(wanted - self._pose) / velocity).max())
        self._begin_ns, self._row = t_ns, self._pose
        self._lasts_ns = round(max(_SHORTEST_S, way_s) / _NS)
