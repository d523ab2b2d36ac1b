"""`LidStroke`: one blink: down fast, shut for a moment, up slower."""

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

from kinesics.rig.joint import Joint
from kinesics.rig.rig import Rig

__all__ = ["LidStroke", "fastest_close_s"]

_CLOSERS = ("eyeBlinkLeft", "eyeBlinkRight")

_SHARE = 0.95
"""Of a joint's limits: what a host asks for at most."""


@dataclass(frozen=True, slots=True)
class LidStroke:
    """Half cosines down and up; `depth` 1 is shut."""

    onset_ns: int
    depth: float
    close_s: float
    hold_s: float
    open_s: float

    @property
    def end_ns(self) -> int:
        """When the lids are up again."""
        return self.onset_ns + round((self.close_s + self.hold_s + self.open_s) * 1e9)

    def at(self, times_ns: NDArray[np.int64]) -> NDArray[np.float64]:
        """How closed the lids are, 0..1, at (T,) times."""
        since_s = (times_ns - self.onset_ns) * 1e-9
        closing = np.clip(since_s / self.close_s, 0.0, 1.0)
        opening = np.clip((since_s - self.close_s - self.hold_s) / self.open_s, 0.0, 1.0)
        shut: NDArray[np.float64] = 0.5 * (np.cos(np.pi * opening) - np.cos(np.pi * closing))
        return self.depth * shut


def fastest_close_s(rig: Rig) -> float:
    """Least time in which all lids can follow a half cosine from open to shut [s].

    By speed and acceleration of the slowest lid; 0 where the robot has none.
    """
    times_s = [0.0]
    for joint in rig.joints:
        slope = max((_steepest(joint, name) for name in _CLOSERS), default=0.0)
        times_s.append(0.5 * pi * slope / (_SHARE * joint.velocity))
        times_s.append(pi * sqrt(0.5 * slope / (_SHARE * joint.acceleration)))
    return max(times_s)


def _steepest(joint: Joint, channel: str) -> float:
    """Largest slope of a joint over a channel's way from 0 until the joint is at its end."""
    steepest, position = 0.0, joint.neutral
    for drive in sorted(joint.drives, key=lambda one: one.low):
        if drive.channel == channel and joint.position_min < position < joint.position_max:
            steepest = max(steepest, abs(drive.gain))
            position += drive.gain * (drive.high - drive.low)
    return steepest
