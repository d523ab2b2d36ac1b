"""`Body`: what a loop moves."""

from dataclasses import dataclass

from kinesics.motion.limits import Limiter
from kinesics.motion.mixer import Mixer
from kinesics.ports import Bridge
from kinesics.rig.guard import Guard
from kinesics.rig.joint_owner import JointOwner
from kinesics.rig.rig import Rig
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

    @property
    def last(self) -> Guard | Limiter:
        """The last stage before the wire."""
        return self.limiter if self.guard is None else self.guard
