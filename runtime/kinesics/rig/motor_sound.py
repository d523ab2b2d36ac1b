"""`MotorSound`: how loudly a robot's joints move, by how fast they go; `MotorRows`: row by row."""

import numpy as np
from numpy.typing import NDArray

from kinesics.rig.rig import Rig

__all__ = ["MotorRows", "MotorSound"]

F64 = NDArray[np.float64]


class MotorSound:
    """Powers of all joints add up; gear noise grows with the square of speed.

    A joint at a share x of its speed is 20 log10(x) dB below its level at full speed.
    """

    def __init__(self, rig: Rig) -> None:
        levels_db = np.array([rig.acoustics.level_db(joint) for joint in rig.joints])
        self.power: F64 = 10.0 ** (levels_db / 10.0) / rig.limits.velocity**2
        """(J,) of each joint at a speed of 1 unit/s, relative to 0 dB."""

    def power_of(self, velocity: F64) -> float:
        """Of all joints together, at velocities (J,) [unit/s]: 1 at 0 dB."""
        return float((velocity * velocity) @ self.power)


class MotorRows:
    """How loud a robot is while it goes from one row to the next."""

    def __init__(self, rig: Rig) -> None:
        self._sound = MotorSound(rig)
        self._row: tuple[int, F64] | None = None

    def follow(self, t_ns: int, positions: F64) -> float | None:
        """Joints are to be at `positions` (J,) at `t_ns`: the power of going there, as `power_of`.

        None: no row was before it.
        """
        before, self._row = self._row, (t_ns, positions)
        if before is None or t_ns <= before[0]:
            return None
        return self._sound.power_of((positions - before[1]) * (1e9 / (t_ns - before[0])))
