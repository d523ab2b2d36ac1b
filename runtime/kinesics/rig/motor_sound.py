"""`MotorSound`: how loudly a robot's joints move, by how fast they go."""

import numpy as np
from numpy.typing import NDArray

from kinesics.rig.rig import Rig

__all__ = ["MotorSound"]

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
