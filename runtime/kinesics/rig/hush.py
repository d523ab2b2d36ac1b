"""`Hush`: a robot's wish, slowed down so that all its joints together stay within a sound level.

How loud they are, `MotorSound` tells. It stands before the limiter (and the guard), which keep
all that they keep whatever comes.
"""

import numpy as np
from numpy.typing import NDArray

from kinesics.motion import channels
from kinesics.motion.limits import Limiter, LimitTable, State, Step
from kinesics.rig.joint import Joint
from kinesics.rig.motor_sound import MotorSound
from kinesics.rig.rig import Rig

__all__ = ["Hush", "Hushed"]

F64 = NDArray[np.float64]

_LOUD = frozenset(("head", "torso", "left_arm", "right_arm", "breath"))
"""Parts that are hushed. Eyes, lids and the rest of the face move little mass, and what lives must
go on: they are as always."""

_CARRIED = (("head_yaw", "gaze_yaw"), ("head_pitch", "gaze_pitch"), ("torso_yaw", "gaze_yaw"))
_AT_REST = 1e-7  # rad or m: there is nothing left to catch up with
_REGION = {channel.name: channel.region for channel in channels.CHANNELS}

Hushed = tuple[bool, F64 | None, F64 | None, State]
"""What the next row depends on."""


class Hush:
    """Asked row by row; off, and with nothing left to catch up with, it lets a wish pass."""

    def __init__(self, rig: Rig, rate_hz: float) -> None:
        limits, acoustics = rig.limits, rig.acoustics
        self._dt_s = 1.0 / rate_hz
        loud = np.array([_is_loud(joint) for joint in rig.joints])
        share = np.where(loud, acoustics.acceleration, 1.0)
        self._quiet = Limiter(_scaled(limits, share), rate_hz)
        self._free = Limiter(limits, rate_hz)
        self._loud = np.flatnonzero(loud)
        self._power = MotorSound(rig).power[self._loud]
        self._budget = 10.0 ** (acoustics.budget_db / 10.0)
        self._follows = _follows(rig)
        self._on = False
        self._wished: F64 | None = None
        self._before: F64 | None = None

    def step(self, asked: F64, *, quiet: bool) -> F64:
        """The row (J,) to be asked of the limiter, for the wish `asked` (J,)."""
        if not (quiet or self._on):
            self._before, self._wished = self._wished, asked
            return asked
        if not self._on:
            self._begin(asked)
        return self._slowed(asked) if quiet else self._caught_up(asked)

    def state(self) -> Hushed:
        """What the next row depends on, to come back to with `restore`."""
        return self._on, self._wished, self._before, self._quiet.state()

    def restore(self, state: Hushed) -> None:
        """Go on from an earlier `state()`: the rows after it were never made."""
        self._on, self._wished, self._before, limited = state
        self._quiet.restore(limited)

    def level_db(self, velocity: F64) -> F64:
        """Level of the joints that are hushed at velocities (N, J) [unit/s], (N,)."""
        power: F64 = (velocity[:, self._loud] ** 2) @ self._power
        level: F64 = 10.0 * np.log10(np.maximum(power, 1.0))
        return level

    def _begin(self, asked: F64) -> None:
        """From the last wish, at the speed that it had."""
        here = asked if self._wished is None else self._wished
        speed = np.zeros_like(here) if self._before is None else (here - self._before) / self._dt_s
        counted = self._quiet.state()[3]
        self._quiet.restore((here.copy(), speed, here.copy(), counted))
        self._on = True

    def _slowed(self, asked: F64) -> F64:
        step = self._quiet.next(asked)
        fast = step.velocity[self._loud]
        power = float((fast * fast) @ self._power)
        if power > self._budget:
            slower = step.velocity.copy()
            slower[self._loud] *= np.sqrt(self._budget / power)
            step = self._quiet.turned(step, slower)
        return self._take(self._quiet, step, asked)

    def _caught_up(self, asked: F64) -> F64:
        """Back to the wish, as fast as the robot may; then out of the way."""
        self._free.restore(self._quiet.state())
        step = self._free.next(asked)
        row = self._take(self._free, step, asked)
        self._quiet.restore(self._free.state())
        self._on = bool(np.abs(row - step.target)[self._loud].max(initial=0.0) > _AT_REST)
        return row

    def _take(self, limiter: Limiter, step: Step, asked: F64) -> F64:
        """The row: hushed joints as slow as they are, others as asked; eyes make good the head."""
        slow = limiter.take(step)
        row = asked.copy()
        row[self._loud] = slow[self._loud]
        self._before, self._wished = self._wished, row
        lags = asked - row
        if lags.any():
            row += self._follows @ lags
        made: F64 = row
        return made


def _is_loud(joint: Joint) -> bool:
    return bool(joint.drives) and _REGION[joint.drives[0].channel] in _LOUD


def _scaled(limits: LimitTable, share: F64) -> LimitTable:
    return LimitTable(
        limits.position_min,
        limits.position_max,
        limits.velocity,
        limits.acceleration * share,
        limits.jerk,
    )


def _follows(rig: Rig) -> F64:
    """(J, J) by how much each eye turns for what each carrier lags."""
    follows = np.zeros((len(rig.joints), len(rig.joints)))
    for carrier, gaze in _CARRIED:
        for column, joint in enumerate(rig.joints):
            if not (turn := _gain(joint, carrier)) or not _is_loud(joint):
                continue
            for row, eye in enumerate(rig.joints):
                if not _is_loud(eye) and (gain := _gain(eye, gaze)):
                    follows[row, column] += gain / turn
    return follows


def _gain(joint: Joint, channel: str) -> float:
    return sum(drive.gain for drive in joint.drives if drive.channel == channel)
