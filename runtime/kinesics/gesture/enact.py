"""`Enactor`: what one robot makes of a gesture: poses of its own arms, in its own time."""

from collections import OrderedDict
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from math import isnan, nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.gesture.gesture import Gesture, KeyPose, Object
from kinesics.gesture.holding import across, between
from kinesics.gesture.making import Making
from kinesics.gesture.pace import Pace
from kinesics.gesture.reaching import HOME, Reaching
from kinesics.gesture.score import ARMS, MIRROR, NAMES, REST, SWAP, Score, State
from kinesics.rig.arm import Steps, Wish
from kinesics.rig.hand_target import Reached
from kinesics.rig.in_step import in_step, side_by_side
from kinesics.rig.rig import Rig
from kinesics.signals import Point

__all__ = ["LEAST_SHARE", "Enactor", "Manner", "Phrase"]

F64 = NDArray[np.float64]

_KEPT = 1024  # phrases of 2 kB: the library as authored, beats and words in the sizes they come in
_SIDES = ("left", "right")
_ROWS = {"left": slice(0, 8), "right": slice(8, ARMS)}

LEAST_SHARE = 0.25
"""Of a gesture's motion that a robot has to show, for it to be that gesture: upper arm and elbow
alone make about half of one, a shoulder alone a tenth."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a gesture is to be made."""

    size: float = 1.0
    """How many times as large as authored: `Gesture.scale` of the size that is asked for."""
    side: str = ""
    """`left`, `right`, or empty: as authored, the right; of a pointing hand, the nearer."""
    target_m: Point | None = None
    """In the base frame."""

    @classmethod
    def asked(
        cls, gesture: Gesture, size: float, side: str = "", target_m: Point | None = None
    ) -> "Manner":
        """As it is asked for: `size` 0..1, to a tenth, by which what was made is remembered."""
        one = side if side in _SIDES else ""
        return cls(gesture.scale(round(size, 1)), one, target_m)


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
    share: float
    """0..1 of its motion that this robot shows; 1 where it moves nothing."""

    @property
    def shows(self) -> bool:
        """Whether so much of it is left that it is worth asking for."""
        return self.share >= LEAST_SHARE

    @property
    def lack(self) -> str:
        """Why it is not worth asking for; empty: it is."""
        if self.shows:
            return ""
        return "; ".join((f"this robot shows {self.share:.0%} of it", *self.cannot))


@dataclass(slots=True)
class _Lacks:
    """What came out, while a phrase is made, that this robot cannot do."""

    said: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    """Sides whose hand stays far from its place: what its arm does means nothing."""


_Looks = Generator[Sequence[Wish], Sequence[Reached], Phrase]
_Made = Making[Sequence[Wish], Sequence[Reached], Phrase]


class Enactor:
    """Gestures for one rig; what was made once is kept."""

    def __init__(self, rig: Rig) -> None:
        self.pace = Pace(rig)
        self._rig = rig
        self._reaching = Reaching(rig, self.pace)
        self._shown = np.array([rig.shows(name) for name in NAMES])
        has = {side: bool(self._shown[rows].any()) for side, rows in _ROWS.items()}
        self._only_left = has["left"] and not has["right"]
        self._known: dict[tuple[Gesture, Manner], tuple[Phrase, float]] = {}
        self._begun: dict[tuple[Gesture, Manner], _Made] = {}
        self._asked: OrderedDict[tuple[Gesture, Manner], Phrase] = OrderedDict()
        self._work: tuple[tuple[Gesture, Manner], _Made] | None = None
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

    def make(self, asked: Sequence[tuple[Gesture, Manner]]) -> None:
        """Make many phrases side by side, in a fifth of the time: `phrase` has them then."""
        new = [one for one in dict.fromkeys(asked) if one not in self._known]
        made = in_step([self._steps(*one) for one in new], self._answers)
        for (_, manner), phrase in zip(new, made, strict=True):
            self.know(manner, phrase, nan)

    def prepare(self, gesture: Gesture, manner: Manner) -> bool:
        """Work a millisecond on a phrase, for `phrase` to have less to do; False: it is made.

        What was prepared is kept for good: it is for what comes in few sizes.
        """
        if (gesture, manner) in self._known:
            return False
        begun = self._begun.get((gesture, manner))
        if begun is None:
            begun = Making(self._steps(gesture, manner), self._answers)
            self._begun[gesture, manner] = begun
        if begun.look():
            self.know(manner, self._begun.pop((gesture, manner)).finish(), nan)
        return True

    def work(self, gesture: Gesture, manner: Manner, looks: int) -> bool:
        """Look so often, up to a millisecond each, at what is asked for; whether it is made.

        Of one at a time: what was begun of another is forgotten.
        """
        one = gesture, manner
        if one in self._begun:
            return not all(self.prepare(*one) for _ in range(looks))
        if one in self._known or one in self._asked:
            return True
        if self._work is None or self._work[0] != one:
            self._work = one, Making(self._steps(*one), self._answers)
        making = self._work[1]
        if not any(making.look() for _ in range(looks)):
            return False
        self.phrase(*one)
        return True

    def phrase(self, gesture: Gesture, manner: Manner = Manner()) -> Phrase:
        """The poses, retargeted, mirrored and resized; not yet slowed down.

        What was asked for last is kept.
        """
        one = gesture, manner
        while one in self._begun:
            self.prepare(*one)
        if one in self._known:
            return self._known[one][0]
        made = self._asked.pop(one, None) or self._made(*one)
        self._asked[one] = made
        if len(self._asked) > _KEPT:
            self._asked.popitem(last=False)
        return made

    def _made(self, gesture: Gesture, manner: Manner) -> Phrase:
        """With whatever was looked at of it already."""
        one = gesture, manner
        making = Making(self._steps(*one), self._answers)
        if self._work is not None and self._work[0] == one:
            making, self._work = self._work[1], None
        return making.finish()

    def _steps(self, gesture: Gesture, manner: Manner) -> _Looks:
        """Key poses one after the other, then all that lie between them at once."""
        least, most = gesture.sizes
        size = min(max(manner.size, least), most)
        left = self._leads_left(gesture, manner)
        lacks = _Lacks()
        if manner.side == "left" and not gesture.mirrors:
            lacks.said.append("it has no left-handed version")
        wanted = size, left, manner.target_m
        found: list[tuple[KeyPose, F64]] = []
        for pose in gesture.poses:
            seed = found[-1][1] if found else None
            [row] = yield from side_by_side([self._values(pose, wanted, seed, lacks)])
            found.append((pose, row))
        ways: list[KeyPose] = []
        tasks: list[Steps[F64]] = []
        for (before, one), (pose, two) in pairwise(found):
            for share, way in between(before, pose):
                ways.append(way)
                seed = one + share * (two - one)
                tasks.append(self._values(way, wanted, seed, lacks))
        found += zip(ways, (yield from side_by_side(tasks)), strict=True)
        found.sort(key=lambda each: each[0].at_s)
        rows = np.array([row for _, row in found])
        shown = self._missing(rows, lacks)
        times_s = np.array([pose.at_s for pose, _ in found])
        phases = tuple(pose.phase for pose, _ in found)
        stroke = int(np.flatnonzero(times_s >= gesture.stroke_s - 1e-9)[0])
        cannot = tuple(dict.fromkeys(lacks.said))
        return Phrase(gesture, times_s, rows * self._shown, phases, stroke, cannot, shown)

    def _answers(self, asked: Sequence[Sequence[Wish]]) -> list[Sequence[Reached]]:
        """To each of those who ask for several at once."""
        told = iter(self._reaching.answers([wish for wishes in asked for wish in wishes]))
        return [[next(told) for _ in wishes] for wishes in asked]

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
        if self._only_left:
            return True
        return gesture.aims and manner.target_m is not None and manner.target_m[1] > 0.0

    def _values(
        self,
        pose: KeyPose,
        manner: tuple[float, bool, Point | None],
        seed: F64 | None,
        lacks: _Lacks,
    ) -> Steps[F64]:
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
            rows = _ROWS[side]
            start = None if seed is None else seed[rows][:7]
            wish = size, target_m, values
            reached = yield from self._reaching.reach(side, hand, wish, start)
            values[rows] = [*reached.values, hand.opening]
            said = self._reaching.lacks(side, hand, reached)
            lacks.said += [said] if said else []
            if self._reaching.is_lost(side, hand, reached):
                lacks.lost.add(side)
        if pose.object is not None:
            yield from self._hold(values, pose.object, (size, left), seed, lacks)
        return values

    def _hold(
        self,
        values: F64,
        thing: Object,
        manner: tuple[float, bool],
        seed: F64 | None,
        lacks: _Lacks,
    ) -> Steps[None]:
        """Both hands on what they hold: its size is not scaled, its place is."""
        size, left = manner
        turn = np.array([1.0, -1.0 if left else 1.0, 1.0])
        along = turn * np.array(thing.along) * (-1.0 if left else 1.0)
        home = np.array([HOME[0], 0.0, HOME[2]])
        at = home + size * (turn * np.array(thing.at) - home)
        if len(self._reaching.arms) < len(_SIDES):
            lacks.lost.update(_SIDES)
        for side, arm in self._reaching.arms.items():
            middle = arm.shoulder * np.array([1.0, 0.0, 1.0]) + arm.length_m * at
            outward = arm.sign * along
            place = middle + 0.5 * thing.size_m * outward
            rows = _ROWS[side]
            start = None if seed is None else seed[rows][:7]
            reached = yield from self._reaching.hold(arm, place, (across(along), -outward), start)
            values[rows] = [*reached.values, 0.8]
            if self._reaching.is_far(arm, reached):
                lacks.lost.update(_SIDES)  # nobody holds a box with one hand
            if self._reaching.misses(arm, reached):
                lacks.said.append(
                    f"its {side} hand is {1e3 * reached.error_m:.0f} mm off what it holds"
                )

    def _missing(self, rows: F64, lacks: _Lacks) -> float:
        """Say which channels the gesture moves in vain; the share of its motion that is shown."""
        most = np.abs(rows).max(axis=0)
        missing = [name for name, moved, shown in zip(NAMES, most, self._shown, strict=True)
                   if moved > 0.05 and not shown]  # fmt: skip
        if missing:
            lacks.said.append(f"it has no {', '.join(missing)}")
        counted = self._shown.copy()
        for side in lacks.lost:
            counted[_ROWS[side]] = False
        whole = float(most.sum())
        return float(most[counted].sum()) / whole if whole else 1.0


def _side(role: str, *, left: bool) -> str:
    return "left" if (role == "lead") == left else "right"


def _arm_rows(role: str) -> slice:
    """Where the arms of a pose are while the right one leads."""
    return slice(8, ARMS) if role == "lead" else slice(0, 8)
