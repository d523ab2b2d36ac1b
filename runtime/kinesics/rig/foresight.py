"""`Foresight`: a mouth whose servos are slow begins to close before the others would."""

from collections import deque
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from kinesics.motion import channels
from kinesics.motion.limits import allowed
from kinesics.motion.lips import closing
from kinesics.rig.rig import Rig

__all__ = ["Coming", "Foresight", "foresight_ticks"]

F64 = NDArray[np.float64]

Coming = tuple[tuple[F64, F64, float], ...]
"""What a foresight holds: mix (C,), pose (J,) and how far it closes the lips, soonest first."""

CLOSING_S = 0.10
"""Time in which lips close in fluent speech: a bilabial's closing movement takes about 100 ms
(Löfqvist & Gracco 1997, J. Speech Lang. Hear. Res. 40: 877). Faster lips need no foresight."""

MOST_S = 0.20
"""Beyond this the sound would wait too long: what such lips still miss is counted."""

# An open vowel and a /p/ after it, as the shipped network shows them: the widest stroke of speech.
_WIDE = {
    "jawOpen": 0.6,
    "mouthLowerDownLeft": 0.5,
    "mouthLowerDownRight": 0.5,
    "mouthUpperUpLeft": 0.3,
    "mouthUpperUpRight": 0.3,
}
_SHUT = {
    "jawOpen": 0.2,
    "mouthClose": 0.2,
    "mouthPressLeft": 0.5,
    "mouthPressRight": 0.5,
    "mouthRollLower": 0.3,
    "mouthRollUpper": 0.3,
    "mouthShrugLower": 0.15,
}


def foresight_ticks(rig: Rig, tick_s: float) -> int:
    """Ticks by which the mouth of `rig` must know its motion earlier; 0 where it is fast enough."""
    if rig.lips is None:
        return 0
    strokes = np.abs(rig.pose(_mouth(_WIDE)) - rig.pose(_mouth(_SHUT)))
    times_s = [
        _travel_s(float(stroke), velocity, acceleration)
        for stroke, velocity, acceleration, parts in zip(
            strokes, *allowed(rig.limits, tick_s), rig.lips.gap, strict=True
        )
        if parts
    ]
    needed_s = min(max(times_s, default=0.0) - CLOSING_S, MOST_S)
    return max(ceil(needed_s / tick_s - 1e-9), 0)


class Foresight:
    """Holds the next poses of a mouth; what leaves it has begun every closure in time.

    For a closure k ticks ahead a joint must not be further from there than it can travel, from
    rest to rest, in k ticks. Only closures count: vowels stay as open as they were, but for those
    that open wider than any in plain speech, as a dial may ask: from there no closure is in time.
    """

    def __init__(self, rig: Rig, joints: NDArray[np.intp], tick_s: float) -> None:
        """For the `joints` of one lag group; the others of its poses pass, equally delayed."""
        gap = np.zeros(len(rig.joints)) if rig.lips is None else rig.lips.gap
        self._lips = joints[gap[joints] != 0.0]
        self.ticks = foresight_ticks(rig, tick_s) if len(self._lips) else 0
        """How much later than it comes a mix leaves, and so how much earlier it must be known."""
        self._coming: deque[tuple[F64, F64, float]] = deque(maxlen=self.ticks + 1)
        self._shuts = -np.sign(gap[self._lips])
        self._widest = self._shuts * rig.pose(_mouth(_WIDE))[self._lips]
        fastest = allowed(rig.limits, tick_s)
        self._reach = np.array([_reach(tick_s * k, *fastest) for k in range(self.ticks + 1)])[
            :, self._lips
        ]

    @property
    def has_lips(self) -> bool:
        """Whether any of its joints parts them."""
        return len(self._lips) > 0

    def state(self) -> Coming:
        """What it holds, to come back to with `restore`."""
        return tuple(self._coming)

    def restore(self, coming: Coming) -> None:
        """Go on from an earlier `state()`."""
        self._coming = deque(coming, self.ticks + 1)

    def step(self, mix: F64, pose: F64) -> tuple[F64, F64]:
        """The mix (C,) and its pose (J,) for `ticks` ticks later in; those for now out.

        Of the pose that comes in, lips are looked after.
        """
        if not self.ticks:
            return mix, pose
        self._coming.append((mix, self._opened(pose), closing(mix)))
        while len(self._coming) <= self.ticks:
            self._coming.append(self._coming[-1])
        now, pose, _ = self._coming[0]
        shares = np.array([share for _, _, share in self._coming])
        if not shares.any():
            return now, pose
        ahead = self._shuts * np.array([one[self._lips] for _, one, _ in self._coming])  # (K, L)
        here = ahead[0]
        wanted = here + shares[:, None] * (ahead - self._reach - here)
        pose = pose.copy()
        pose[self._lips] = self._shuts * np.maximum(here, wanted.max(axis=0))
        return now, pose

    def _opened(self, pose: F64) -> F64:
        """The pose (J,), its lips no further apart than they close in time."""
        opened = self._shuts * np.maximum(self._shuts * pose[self._lips], self._widest)
        pose[self._lips] = opened
        return pose


def _mouth(values: dict[str, float]) -> F64:
    row = np.zeros(len(channels.CHANNELS))
    for name, value in values.items():
        row[channels.index(name)] = value
    return row


def _travel_s(distance: float, velocity: float, acceleration: float) -> float:
    """Least time from rest to rest."""
    if distance < velocity * velocity / acceleration:
        return 2.0 * sqrt(distance / acceleration)
    return distance / velocity + velocity / acceleration


def _reach(time_s: float, velocity: F64, acceleration: F64) -> F64:
    """Furthest way from rest to rest, (J,)."""
    ramp_s = velocity / acceleration
    cruising = velocity * (time_s - ramp_s)
    return np.where(time_s >= 2.0 * ramp_s, cruising, acceleration * (time_s / 2.0) ** 2)
