"""`Reaching`: how the arms of a robot get to where a gesture wants its hands."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics.gesture.gesture import Hand
from kinesics.gesture.pace import Pace
from kinesics.motion import channels
from kinesics.rig.arm import Arm, Steps, Wish, arms_of
from kinesics.rig.arm_chain import ARM_CHANNELS
from kinesics.rig.clearance import Clearance
from kinesics.rig.hand_target import HandTarget, Reached
from kinesics.rig.load import load_rig
from kinesics.rig.rig import Rig
from kinesics.signals import Point

__all__ = ["HOME", "Reaching"]

F64 = NDArray[np.float64]

REFERENCE = "humanoid"
"""Whose arms are taken for those of a rig that does not say where its own are: a channel is an
angle of a human-like arm."""

HOME = (0.40, 0.02, -0.42)
"""Before the waist, in lengths of an arm: where a gesture comes from, and what its size scales."""

FURTHEST = 0.97
"""Of an arm's length, from its shoulder: no place is asked for beyond."""

AIMING_REACH = 0.93
"""Of the arm's length, towards what is pointed at."""

AHEAD_M: Point = (3.0, 0.0, 1.0)
"""Pointed at where no target was given."""

POINTS_WITHIN_RAD = np.radians(5.0)
_ASIDE_RAD = np.radians(60.0)
_NEAR = 0.12
"""Of an arm's length: a hand that misses its place by more is said to."""

_LOST = 0.35
"""Of an arm's length: a hand that misses its place by more shows nothing of what was meant."""

CLEAR_M = 0.010
"""Between an arm and the body, where the arm can."""

_INWARD_RAD = (0.25, 0.12, 0.0)


class Reaching:
    """The arms of one rig, or of the reference if it does not say where its own are."""

    def __init__(self, rig: Rig, pace: Pace) -> None:
        own = arms_of(rig)
        self._body = rig if own else load_rig(REFERENCE)
        self.arms = own or arms_of(self._body)
        """By side."""
        self._clearance = Clearance(self._body)
        self._pace = pace

    def answers(self, wishes: Sequence[Wish]) -> list[Reached]:
        """The poses that were wished for, and how far from the body; all of one arm together.

        The other arm is at rest.
        """
        found: dict[int, Reached] = {}
        mix = np.zeros((len(wishes), len(channels.CHANNELS)))
        for arm in self.arms.values():
            rows = [n for n, wish in enumerate(wishes) if wish.arm is arm]
            reached = arm.answers([wishes[n] for n in rows]) if rows else []
            found.update(zip(rows, reached, strict=True))
            for n in rows:
                mix[n, arm.columns] = found[n].values
        apart_m = self._clearance.of(self._body.poses(mix)).min(axis=1, initial=np.inf)
        return [found[n]._replace(apart_m=float(apart_m[n])) for n in range(len(wishes))]

    def reach(
        self, side: str, hand: Hand, wish: tuple[float, Point | None, F64], start: F64 | None
    ) -> Steps[Reached]:
        """A hand at its place or, if it aims, towards the target, beginning from (7,) `start`.

        `wish`: the size of the gesture, what is aimed at in the base frame, and the pose (G,).
        """
        size, target_m, values = wish
        arm = self.arms.get(side)
        if arm is None:
            return Reached(np.zeros(len(ARM_CHANNELS)), 0.0, 0.0)
        if hand.aims:
            return (yield from self._aim(arm, target_m or AHEAD_M, values, start))
        assert hand.to is not None  # the reader looked
        outward = np.array([1.0, arm.sign, 1.0])
        home = np.array(HOME)
        place = home + size * (np.array(hand.to) - home)
        place *= min(1.0, FURTHEST / float(np.linalg.norm(place)))
        target = HandTarget(
            arm.shoulder + arm.length_m * outward * place,
            None if hand.fingers is None else outward * np.array(hand.fingers),
            None if hand.palm is None else outward * np.array(hand.palm),
        )
        return (yield from self._clear(arm, target, start))

    def hold(
        self, arm: Arm, place: F64, directions: tuple[F64, F64], start: F64 | None
    ) -> Steps[Reached]:
        """A hand on what it holds, at `place` (3,); `directions`: of its fingers, of its palm."""
        reached = yield from self._clear(arm, HandTarget(place, *directions, 0.3), start)
        exact = yield from arm.reaching(HandTarget(place), reached.values)  # size before angle
        return exact if exact.apart_m > 0.0 else reached

    def misses(self, arm: Arm, reached: Reached) -> bool:
        """Whether it is so far off its place that one has to be told."""
        return reached.error_m > _NEAR * arm.length_m

    def is_lost(self, side: str, hand: Hand, reached: Reached) -> bool:
        """Whether it is nowhere near its place, or points to somewhere else altogether."""
        arm = self.arms.get(side)
        if arm is None or hand.aims:
            return arm is None or reached.turned_rad > _ASIDE_RAD
        return self.is_far(arm, reached)

    def is_far(self, arm: Arm, reached: Reached) -> bool:
        """Whether it is so far off its place that what it does means nothing."""
        return reached.error_m > _LOST * arm.length_m

    def lacks(self, side: str, hand: Hand, reached: Reached) -> str:
        """What a hand that got there cannot do of what was wanted, a sentence; empty: nothing."""
        arm = self.arms.get(side)
        if arm is None:
            return f"it has no {side} arm"
        if hand.aims and reached.turned_rad > POINTS_WITHIN_RAD:
            off = np.degrees(reached.turned_rad)
            return f"its {side} hand points {off:.0f} degrees beside the target"
        if hand.aims and reached.apart_m < 0.0:
            return f"its {side} arm would meet the body on the way to the target"
        if not hand.aims and self.misses(arm, reached):
            return f"its {side} hand stays {1e3 * reached.error_m:.0f} mm from its place"
        return ""

    def _clear(self, arm: Arm, target: HandTarget, start: F64 | None) -> Steps[Reached]:
        """The reach whose upper arm is let in as far as the chest allows."""
        reached = yield from arm.reaching(target, start)
        for inward_rad in _INWARD_RAD:
            if reached.apart_m > CLEAR_M:
                break
            reached = yield from arm.reaching(target, reached.values, inward_rad)
        return reached

    def _aim(self, arm: Arm, target_m: Point, values: F64, start: F64 | None) -> Steps[Reached]:
        """The arm stretched towards a point of the base frame, fingers along the line to it."""
        target = self._from_base(arm, target_m, values)
        way = target - arm.shoulder
        far = float(np.linalg.norm(way))
        place = arm.shoulder + way / max(far, 1e-9) * min(AIMING_REACH * arm.length_m, 0.7 * far)
        reached = Reached(np.zeros(len(ARM_CHANNELS)), np.inf, np.pi)
        for _ in range(3):
            line = target - place
            fingers = line / max(float(np.linalg.norm(line)), 1e-9)
            reached = yield from self._clear(arm, HandTarget(place, fingers, firm=3.0), start)
            palm, along = arm.finger_line(reached.values)
            line = target - palm
            cosine = along @ line / max(float(np.linalg.norm(line)), 1e-9)
            turned_rad = float(np.arccos(np.clip(cosine, -1.0, 1.0)))
            reached = reached._replace(error_m=0.0, turned_rad=turned_rad)
            if reached.turned_rad < 0.2 * POINTS_WITHIN_RAD:
                break
            place, start = palm, reached.values  # the direction counts, not the place
        return reached

    def _from_base(self, arm: Arm, target_m: Point, values: F64) -> F64:
        """A point of the base frame in the frame of the trunk, as the pose turns it."""
        skeleton = self._body.skeleton
        assert skeleton is not None
        mix = self._pace.rows(values[None])
        frame = skeleton.frames(self._body.poses(mix))[skeleton.index[arm.trunk], 0]
        seen: F64 = frame[:3, :3].T @ (np.array(target_m) - frame[:3, 3])
        return seen
