"""`Body`: what a loop moves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.limits import Limiter
from kinesics.motion.mixer import Layer, Mixer
from kinesics.ports import Bridge
from kinesics.rig.guard import Guard, guard_of
from kinesics.rig.joint_owner import JointOwner
from kinesics.rig.rig import Rig
from kinesics_app.tick.delays import TICK_MS
from kinesics_app.tick.quieting import Quieting

__all__ = ["Body"]


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """What the loop moves: the robot, how its motion is mixed and limited, and its wire."""

    rig: Rig
    mixer: Mixer
    limiter: Limiter
    bridge: Bridge
    guard: Guard | None = None
    """Of a rig that says how thick it is; it stands before the limiter."""
    quieting: Quieting | None = None
    """What hushes the servos while the microphone is needed; it stands before all of that."""
    owner: JointOwner | None = None
    """Through which programs outside move joints; it stands behind the rig."""

    @classmethod
    def at_rest(
        cls,
        rig: Rig,
        pose: NDArray[np.float64],
        layers: Sequence[Layer],
        bridge: Bridge,
        rate_hz: float = 1000.0 / TICK_MS,
    ) -> "Body":
        """One that rests in `pose`, (J,) [rad or m], guarded if its rig says how thick it is."""
        limiter = Limiter(rig.limits, rate_hz)
        limiter.start(pose)
        return cls(rig, Mixer(layers), limiter, bridge, guard_of(rig, limiter, rate_hz))

    @property
    def last(self) -> Guard | Limiter:
        """The last stage before the wire."""
        return self.limiter if self.guard is None else self.guard
