"""`Levelling`: eyes and head that stay where they look while a robot's base leans and turns.

Gaze is planned in a frame that does not lean with the base: level, about the neck. What is told in
the base's frame is turned into it by how the base leaned then, and what is planned in it is turned
back by how the base will lean when it is seen. Both by the same, so what is told anew as often as
it moves is looked at wherever it is, whether the lean was known well or not.
"""

from math import pi
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.behaviours.inner_ear import InnerEar
from kinesics.motion.direction import Direction, in_head
from kinesics.motion.follow import Follow
from kinesics.rig.sight import Sight
from kinesics.signals import BaseTilt, Point

__all__ = ["Lean", "Levelling", "carried_head", "in_base"]

F64 = NDArray[np.float64]

_EYES_HZ = 12.0
_HEAD_HZ = 1.0
"""A head follows what is slow, so that no shaking base has it hunt; eyes do the rest."""
_APPEARS_HZ = 0.5
"""In 1.2 s 90 % of a lean that is new, or of which nothing is heard any more."""


_NEWS_RAD = 0.004  # less is shown by the rows that come next; each row given anew costs


class Lean(NamedTuple):
    """Of the base: yaw, pitch and roll [rad], turned in this order as a neck does."""

    yaw: float
    pitch: float
    roll: float


class Levelling:
    """Steps of a fixed length, in order; each may be worked out anew, from any of the last on."""

    def __init__(self, sight: Sight, step_ns: int, kept: int) -> None:
        """`kept`: steps, as far back as they may be worked out anew."""
        self._ear = InnerEar()
        self._step_ns = step_ns
        self._kept = kept
        self._neck_m = np.array(sight.neck_m)
        head_hz = _HEAD_HZ if sight.has_eyes else _EYES_HZ
        self._follow = Follow([*3 * [_EYES_HZ], *3 * [head_hz], _APPEARS_HZ], step_ns * 1e-9)
        self._early_ns = round(1e9 / (np.pi * _EYES_HZ))  # by which eyes that are drawn are late
        self._states: dict[int, F64] = {}
        """Of what follows, before each step."""
        self._leans: dict[int, tuple[Lean, Lean]] = {}

    def feel(self, told: BaseTilt, step: int) -> bool:
        """Take what is told, which can be shown from `step` on; whether it is news."""
        acts_ns = step * self._step_ns + self._early_ns
        expected = self._ear.forecast(acts_ns) if self._ear.is_believed(acts_ns) else None
        if not self._ear.feel(told, acts_ns):
            return False
        return expected is None or bool(
            np.abs(self._ear.forecast(acts_ns) - expected).max() > _NEWS_RAD
        )

    def at(self, step: int) -> tuple[Lean, Lean] | None:
        """How the base leans to the eyes, and to the head, which is slower; None: nobody tells.

        Asked of steps in their order; of one again, and from there on, after `feel`.
        """
        if not self._leans and not self._ear.is_believed(step * self._step_ns):
            return None
        if step in self._states:
            self._follow.restore(self._states[step])
        self._states[step] = self._follow.state()
        t_ns = step * self._step_ns + self._early_ns
        wanted = np.zeros(7)
        if self._ear.is_believed(t_ns):
            wanted[:3] = wanted[3:6] = self._ear.forecast(t_ns)
            wanted[6] = 1.0
        else:
            wanted[:6] = self._follow.at[:6]
        at = self._follow.step(wanted)
        leans = self._leans[step] = _lean(at[6] * at[:3]), _lean(at[6] * at[3:6])
        old = step - self._kept
        self._states.pop(old, None)
        self._leans.pop(old, None)
        return leans

    def levelled(self, point: Point, t_ns: int) -> Point:
        """A point of the base's frame, as it was at `t_ns`, in the level one."""
        if not self._leans:
            return point
        roll, pitch, yaw = (self._share(t_ns) * self._ear.at(t_ns)).tolist()
        turned = _turn(roll, 0) @ (np.array(point) - self._neck_m)
        x, y, z = (self._neck_m + _turn(yaw, 2) @ _turn(pitch, 1) @ turned).tolist()
        return x, y, z

    def _share(self, t_ns: int) -> float:
        """How much of the lean is shown then: it appears, and fades."""
        state = self._states.get(t_ns // self._step_ns)
        at = self._follow.at if state is None else state[0]
        return float(at[6])


def in_base(gaze: Direction, lean: Lean) -> Direction:
    """A direction of the level frame in that of the base."""
    return in_head(gaze, lean[:2], lean.roll)


def carried_head(head: Direction, torso_yaw: float, lean: Lean, sight: Sight) -> Lean:
    """What a head on a torso of the base does to be turned to `head` in the level frame.

    `head`: yaw and pitch as on that torso if it did not lean. As far as the neck reaches.
    """
    yaw, pitch = in_base((torso_yaw + head[0], head[1]), lean)
    beside = in_head(in_base((torso_yaw + head[0] + 0.5 * pi, 0.0), lean), (yaw, pitch))
    turned = Lean(yaw - torso_yaw, pitch, -beside[1])
    reaches = (sight.head_yaw, sight.head_pitch, sight.head_roll)
    return Lean(*(reach.bring_in(angle) for reach, angle in zip(reaches, turned, strict=True)))


def _lean(values: F64) -> Lean:
    roll, pitch, yaw = values.tolist()
    return Lean(yaw, pitch, roll)


def _turn(angle_rad: float, axis: int) -> F64:
    """Rotation (3, 3) about an axis."""
    one, other = (axis + 1) % 3, (axis + 2) % 3
    turned = np.eye(3)
    turned[one, one] = turned[other, other] = np.cos(angle_rad)
    turned[other, one] = np.sin(angle_rad)
    turned[one, other] = -turned[other, one]
    return turned
