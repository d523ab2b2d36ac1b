"""`Enactor`: what one robot makes of a gesture: poses of its own arms, in its own time."""

from dataclasses import dataclass
from functools import lru_cache
from math import isnan, nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.gesture.gesture import Gesture, Hand, KeyPose, Object
from kinesics.gesture.holding import across, with_between
from kinesics.gesture.pace import Pace
from kinesics.gesture.score import ARMS, MIRROR, NAMES, REST, SWAP, Score, State
from kinesics.motion import channels
from kinesics.rig.arm import ARM_CHANNELS, Arm, HandTarget, Reached, arms_of
from kinesics.rig.clearance import Clearance
from kinesics.rig.load import load_rig
from kinesics.rig.rig import Rig
from kinesics.signals import Point

__all__ = ["Enactor", "Manner", "Phrase"]

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
_NEAR = 0.12
"""Of an arm's length: a hand that misses its place by more is said to."""

CLEAR_M = 0.010
"""Between an arm and the body, where the arm can."""

_KEPT = 1024  # phrases of 2 kB: the library as authored, beats and words in the sizes they come in
_INWARD_RAD = (0.25, 0.12, 0.0)
_SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a gesture is to be made."""

    size: float = 1.0
    side: str = ""
    """`left`, `right`, or empty: as authored, the right; of a pointing hand, the nearer."""
    target_m: Point | None = None
    """In the base frame."""


class Phrase(NamedTuple):
    """A gesture as a robot will make it, from its first key pose to its last."""

    gesture: Gesture
    times_s: F64
    """(K,) of the poses, from the beginning of the preparation."""
    values: F64
    """(K, G)"""
    phases: tuple[str, ...]
    """Of each pose."""
    stroke: int
    """Row whose time falls on an accent."""
    cannot: tuple[str, ...]
    """What this robot cannot do of it, a sentence each."""


class Enactor:
    """Gestures for one rig; what was made once is kept."""

    def __init__(self, rig: Rig) -> None:
        self.pace = Pace(rig)
        self._rig = rig
        own = arms_of(rig)
        self._body = rig if own else load_rig(REFERENCE)
        self._arms = own or arms_of(self._body)
        self._clearance = Clearance(self._body)
        self._shown = np.array([rig.shows(name) for name in NAMES])
        self._known: dict[tuple[Gesture, Manner], tuple[Phrase, float]] = {}
        self.phrase = lru_cache(maxsize=_KEPT)(self._phrase)
        self.after_stroke_s = lru_cache(maxsize=_KEPT)(self._after_stroke_s)

    @property
    def rig(self) -> Rig:
        """Whose gestures they are."""
        return self._rig

    def know(self, manner: Manner, phrase: Phrase, after_stroke_s: float) -> None:
        """Take what another of the same robot has made of a gesture: it is not made anew.

        `after_stroke_s`: NaN, where nobody asked for it.
        """
        self._known[phrase.gesture, manner] = phrase, after_stroke_s

    def whole(self, phrase: Phrase, start: State | None = None) -> Score:
        """The gesture from a pose, or rest, and back to rest: for files, checks and shows."""
        begin = REST if start is None else start.values
        last_s = phrase.times_s[-1] + phrase.gesture.retract_s
        times = np.concatenate(([0.0], phrase.times_s, [last_s]))
        return self.pace.stretched(times, np.vstack((begin, phrase.values, REST)), start)

    def _phrase(self, gesture: Gesture, manner: Manner = Manner()) -> Phrase:
        """The poses, retargeted, mirrored and resized; not yet slowed down."""
        if (gesture, manner) in self._known:
            return self._known[gesture, manner][0]
        least, most = gesture.sizes
        size = min(max(manner.size, least), most)
        left = self._leads_left(gesture, manner)
        cannot: list[str] = []
        if manner.side == "left" and not gesture.mirrors:
            cannot.append("it has no left-handed version")
        rows: list[F64] = []
        times: list[float] = []
        phases: list[str] = []
        for pose, before in zip(gesture.poses, (None, *gesture.poses), strict=False):
            for at_s, one in with_between(before, pose):
                seed = rows[-1] if rows else None
                rows.append(self._values(one, (size, left, manner.target_m), seed, cannot))
                times.append(at_s)
                phases.append(pose.phase)
        values = np.array(rows) * self._shown
        self._missing(np.array(rows), cannot)
        stroke = next(n for n, t in enumerate(times) if t >= gesture.stroke_s - 1e-9)
        return Phrase(
            gesture, np.array(times), values, tuple(phases), stroke, tuple(dict.fromkeys(cannot))
        )

    def _after_stroke_s(self, gesture: Gesture, manner: Manner) -> float:
        """How long after its stroke a gesture is over, retraction included."""
        _, known_s = self._known.get((gesture, manner), (None, nan))
        if not isnan(known_s):
            return known_s
        phrase = self.phrase(gesture, manner)
        score = self.whole(phrase)
        return score.length_s - float(score.times_s[phrase.stroke + 1])

    def _leads_left(self, gesture: Gesture, manner: Manner) -> bool:
        if not gesture.mirrors:
            return False
        if manner.side in _SIDES:
            return manner.side == "left"
        return gesture.aims and manner.target_m is not None and manner.target_m[1] > 0.0

    def _values(
        self,
        pose: KeyPose,
        manner: tuple[float, bool, Point | None],
        seed: F64 | None,
        cannot: list[str],
    ) -> F64:
        """One key pose as (G,) channels."""
        size, left, target_m = manner
        values = np.zeros(len(NAMES))
        for name, value in pose.body.items():
            values[NAMES.index(name)] = size * value
        for role, angles in pose.arms.items():
            values[_arm_rows(role)] = [*(size * np.array(angles[:7])), angles[7]]
        if left:
            values = values[SWAP] * MIRROR
        for role, hand in pose.hands.items():
            side = _side(role, left=left)
            rows = slice(0, 8) if side == "left" else slice(8, ARMS)
            start = None if seed is None else seed[rows][:7]
            reached = self._reach(side, hand, (size, target_m, values), start)
            values[rows] = [*reached.values, hand.opening]
            self._judge(side, hand, reached, cannot)
        if pose.object is not None:
            self._hold(values, pose.object, (size, left), seed, cannot)
        return values

    def _reach(
        self, side: str, hand: Hand, wish: tuple[float, Point | None, F64], start: F64 | None
    ) -> Reached:
        size, target_m, values = wish
        arm = self._arms.get(side)
        if arm is None:
            return Reached(np.zeros(len(ARM_CHANNELS)), 0.0, 0.0)
        if hand.aims:
            return self._aim(arm, target_m or AHEAD_M, values, start)
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
        return self._clear(arm, target, start)

    def _clear(self, arm: Arm, target: HandTarget, start: F64 | None) -> Reached:
        """The reach whose upper arm is let in as far as the chest allows."""
        reached = arm.reach(target, start)
        for inward_rad in _INWARD_RAD:
            if self._apart_m(arm, reached) > CLEAR_M:
                break
            reached = arm.reach(target, reached.values, inward_rad)
        return reached

    def _apart_m(self, arm: Arm, reached: Reached) -> float:
        """Between the arm and the body, the other arm at rest [m]."""
        mix = np.zeros((1, len(channels.CHANNELS)))
        mix[0, arm.columns] = reached.values
        return float(self._clearance.of(self._body.poses(mix)).min(initial=np.inf))

    def _aim(self, arm: Arm, target_m: Point, values: F64, start: F64 | None) -> Reached:
        """The arm stretched towards a point of the base frame, fingers along the line to it."""
        target = self._from_base(arm, target_m, values)
        way = target - arm.shoulder
        far = float(np.linalg.norm(way))
        place = arm.shoulder + way / max(far, 1e-9) * min(AIMING_REACH * arm.length_m, 0.7 * far)
        reached = Reached(np.zeros(len(ARM_CHANNELS)), np.inf, np.pi)
        for _ in range(3):
            line = target - place
            fingers = line / max(float(np.linalg.norm(line)), 1e-9)
            reached = self._clear(arm, HandTarget(place, fingers, firm=3.0), start)
            palm, along = arm.finger_line(reached.values)
            line = target - palm
            cosine = along @ line / max(float(np.linalg.norm(line)), 1e-9)
            reached = Reached(reached.values, 0.0, float(np.arccos(np.clip(cosine, -1.0, 1.0))))
            if reached.turned_rad < 0.2 * POINTS_WITHIN_RAD:
                break
            place, start = palm, reached.values  # the direction counts, not the place
        return reached

    def _from_base(self, arm: Arm, target_m: Point, values: F64) -> F64:
        """A point of the base frame in the frame of the trunk, as the pose turns it."""
        skeleton = self._body.skeleton
        assert skeleton is not None
        mix = self.pace.rows(values[None])
        frame = skeleton.frames(self._body.poses(mix))[skeleton.index[arm.trunk], 0]
        seen: F64 = frame[:3, :3].T @ (np.array(target_m) - frame[:3, 3])
        return seen

    def _hold(
        self,
        values: F64,
        thing: Object,
        manner: tuple[float, bool],
        seed: F64 | None,
        cannot: list[str],
    ) -> None:
        """Both hands on what they hold: its size is not scaled, its place is."""
        size, left = manner
        turn = np.array([1.0, -1.0 if left else 1.0, 1.0])
        along = turn * np.array(thing.along) * (-1.0 if left else 1.0)
        home = np.array([HOME[0], 0.0, HOME[2]])
        at = home + size * (turn * np.array(thing.at) - home)
        for side, arm in self._arms.items():
            middle = arm.shoulder * np.array([1.0, 0.0, 1.0]) + arm.length_m * at
            outward = arm.sign * along
            place = middle + 0.5 * thing.size_m * outward
            rows = slice(0, 8) if side == "left" else slice(8, ARMS)
            start = None if seed is None else seed[rows][:7]
            reached = self._clear(arm, HandTarget(place, across(along), -outward, 0.3), start)
            exact = arm.reach(HandTarget(place), reached.values)  # its size before its angle
            if self._apart_m(arm, exact) > 0.0:
                reached = exact
            values[rows] = [*reached.values, 0.8]
            if reached.error_m > _NEAR * arm.length_m:
                cannot.append(
                    f"its {side} hand is {1e3 * reached.error_m:.0f} mm off what it holds"
                )

    def _judge(self, side: str, hand: Hand, reached: Reached, cannot: list[str]) -> None:
        arm = self._arms.get(side)
        if arm is None:
            cannot.append(f"it has no {side} arm")
        elif hand.aims and reached.turned_rad > POINTS_WITHIN_RAD:
            off = np.degrees(reached.turned_rad)
            cannot.append(f"its {side} hand points {off:.0f} degrees beside the target")
        elif hand.aims and self._apart_m(arm, reached) < 0.0:
            cannot.append(f"its {side} arm would meet the body on the way to the target")
        elif not hand.aims and reached.error_m > _NEAR * arm.length_m:
            cannot.append(f"its {side} hand stays {1e3 * reached.error_m:.0f} mm from its place")

    def _missing(self, rows: F64, cannot: list[str]) -> None:
        """Say which channels the gesture moves in vain on this robot."""
        moved = np.abs(rows).max(axis=0) > 0.05
        missing = [name for name, seen, shown in zip(NAMES, moved, self._shown, strict=True)
                   if seen and not shown]  # fmt: skip
        if missing:
            cannot.append(f"it has no {', '.join(missing)}")


def _side(role: str, *, left: bool) -> str:
    return "left" if (role == "lead") == left else "right"


def _arm_rows(role: str) -> slice:
    """Where the arms of a pose are while the right one leads."""
    return slice(8, ARMS) if role == "lead" else slice(0, 8)
