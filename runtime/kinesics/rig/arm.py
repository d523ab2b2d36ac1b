"""`Arm`: a robot's arm from its shoulder on: where its hand is, and how it gets to a place."""

from collections.abc import Generator, Mapping, Sequence
from functools import lru_cache
from math import inf, pi
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from kinesics.motion import channels
from kinesics.rig.arm_chain import ARM_CHANNELS, arm_chain, driven_by
from kinesics.rig.crossed import crossed
from kinesics.rig.in_step import in_step
from kinesics.rig.rig import Rig
from kinesics.rig.skeleton import Hand

__all__ = ["Arm", "HandTarget", "Reached", "Steps", "Wish", "arms_of"]

F64 = NDArray[np.float64]
_T = TypeVar("_T")

_STEPS = 16
_STEP_RAD = 0.5
_DAMPING = 2e-4
_DONE = 2e-3
_DIRECTIONS = (0.07, 0.045)  # of an arm's length: what a radian of fingers, of palm is worth
_NATURAL = 0.015  # of an arm's length: what a radian away from the natural pose is worth
_GOOD = 0.06
"""Of an arm's length; a reach that misses by less needs no other beginning."""

_NATURAL_RAD = (-0.5, 0.15, 0.0, -0.9, 0.0, 0.0, 0.0)
_SPANS = 8  # limits that are kept: there are as many as ways to let an arm in
_BEGINNINGS = ((-1.3, 0.25, 0.0, -1.2), (-2.2, 0.3, 0.0, -0.8))


class HandTarget(NamedTuple):
    """Where a hand is wanted, in the frame of the trunk."""

    place_m: F64
    """(3,) of the palm."""
    fingers: F64 | None = None
    """(3,) unit vector along the fingers; None: whichever is natural."""
    palm: F64 | None = None
    """(3,) unit vector out of the palm."""
    firm: float = 1.0
    """How much the directions count; 1 is usual."""


class Reached(NamedTuple):
    """A pose of an arm, and how far it is from what was wanted."""

    values: F64
    """(7,) as `ARM_CHANNELS`."""
    error_m: float
    turned_rad: float
    """The larger angle between wanted and reached directions of fingers and palm."""
    apart_m: float = inf
    """Between the arm and the body, where somebody looked."""


class Wish(NamedTuple):
    """What an arm is asked for: the pose nearest to a target that lies downhill of another."""

    arm: "Arm"
    target: HandTarget
    start: F64
    """(7,) channels."""
    inward_rad: float
    """The upper arm is turned towards the body by at most so much from where it hangs."""


Steps = Generator[Wish, Reached, _T]
"""What is known once some wishes, one after the other, were answered."""


class _Goals(NamedTuple):
    """What some wishes of one arm want, (N, ...)."""

    aims: F64
    """(3, N, 3) place of the palm [m], directions of fingers and of palm; 0 where any will do."""
    worth: F64
    """(3, N) of each in arm's lengths a metre, a radian; 0 where any will do."""
    low: F64
    high: F64
    """(N, A) limits of the joints."""

    def of(self, rows: NDArray[np.bool_]) -> "_Goals":
        return _Goals(self.aims[:, rows], self.worth[:, rows], self.low[rows], self.high[rows])


class Arm:
    """One arm of a rig that has a skeleton and a hand on that side."""

    def __init__(self, rig: Rig, side: str) -> None:
        skeleton = rig.skeleton
        assert skeleton is not None  # the caller looked: `arms_of`
        self.side = side
        self.sign = 1.0 if side == "left" else -1.0
        self.hand: Hand = skeleton.hands[side]
        self.columns = channels.columns(f"{side}_{name}" for name in ARM_CHANNELS)
        whole = skeleton.chain(self.hand.link)
        driven = driven_by(rig, side)
        first = next((n for n, link in enumerate(whole) if link.joint in driven), len(whole))
        self.trunk = whole[first].parent if first < len(whole) else whole[-1].name
        self._chain = arm_chain(rig, side, whole[first:], driven)
        self.shoulder = np.array(whole[first].origin if first < len(whole) else (0.0, 0.0, 0.0))
        """(3,) [m] in the trunk's frame."""
        bones = [np.array(link.origin) for link in whole[first + 1 :]]
        self.length_m = float(sum(np.linalg.norm(b) for b in [*bones, np.array(self.hand.palm)]))
        self._palm = np.array(self.hand.palm)
        along = np.array(self.hand.tip) - self._palm
        self._own = np.array([along / np.linalg.norm(along), self.hand.faces])
        """(2, 3) directions of fingers and of palm in the hand's frame."""
        self._mirror = np.array([1, self.sign, self.sign, 1, self.sign, 1, self.sign])
        self._natural = np.array(_NATURAL_RAD) * self._mirror
        self._natural_joints = self._chain.joints(self._natural[self._chain.rows])
        self._ridge = (_DAMPING + _NATURAL**2) * np.eye(len(self._natural_joints))
        self._span = lru_cache(maxsize=_SPANS)(self._inward)

    @property
    def shown(self) -> tuple[str, ...]:
        """The channels, of `ARM_CHANNELS`, that move this arm."""
        return tuple(ARM_CHANNELS[row] for row in self._chain.rows)

    def at(self, values: F64) -> tuple[F64, F64]:
        """Palm (3,) [m] and turn (3, 3) of the hand in the trunk's frame, for (7,) channels."""
        chain = self._chain
        joints = chain.joints(values[None, chain.rows])
        places, turns, _ = chain.forward(joints, self._palm)
        return places[0], turns[0]

    def finger_line(self, values: F64) -> tuple[F64, F64]:
        """Palm (3,) [m], and the unit vector (3,) from it to the finger tips."""
        place, turn = self.at(values)
        return place, turn @ self._own[0]

    def reach(self, target: HandTarget, start: F64 | None = None) -> Reached:
        """The pose nearest to `target` inside the limits, beginning from (7,) channels `start`."""
        return in_step([self.reaching(target, start)], self.answers)[0]

    def reaching(
        self, target: HandTarget, start: F64 | None = None, inward_rad: float = pi
    ) -> Steps[Reached]:
        """As `reach`, step by step.

        The upper arm is turned towards the body by at most `inward_rad` from where it hangs.
        """
        best = yield Wish(self, target, self._natural if start is None else start, inward_rad)
        for bent in _BEGINNINGS if inward_rad == pi else ():
            if self._misses(best) < _GOOD:
                break
            other = np.array([*bent, 0.0, 0.0, 0.0]) * self._mirror
            best = min(best, (yield Wish(self, target, other, inward_rad)), key=self._misses)
        return best

    def answers(self, wishes: Sequence[Wish]) -> list[Reached]:
        """The poses that were wished for of this arm, each as if it were the only one.

        Damped least squares (Wampler 1986, IEEE Trans. SMC 16:93), clipped to the limits.
        """
        chain, goals = self._chain, self._goals(wishes)
        starts = chain.joints(np.array([wish.start for wish in wishes])[:, chain.rows])
        joints = now = np.minimum(np.maximum(starts, goals.low), goals.high)
        busy, left = np.arange(len(wishes)), goals
        for _ in range(_STEPS):
            moved = np.minimum(np.maximum(now + self._step(now, left), left.low), left.high)
            on = np.abs(moved - now).max(axis=1, initial=0.0) >= _DONE
            joints[busy] = now = moved
            if not on.all():
                busy, now, left = busy[on], now[on], left.of(on)
            if not len(busy):
                break
        return self._reached(joints, goals)

    def _goals(self, wishes: Sequence[Wish]) -> _Goals:
        aims, worth = np.zeros((3, len(wishes), 3)), np.zeros((3, len(wishes)))
        worth[0] = 1.0 / self.length_m
        for n, (_, target, _, _) in enumerate(wishes):
            aims[0, n] = target.place_m
            for row, wanted in enumerate((target.fingers, target.palm)):
                if wanted is not None:
                    aims[row + 1, n] = wanted
                    worth[row + 1, n] = target.firm * _DIRECTIONS[row]
        spans = np.array([self._span(wish.inward_rad) for wish in wishes])  # (N, 2, A)
        return _Goals(aims, worth, spans[:, 0], spans[:, 1])

    def _inward(self, most_rad: float) -> F64:
        """(2, A) the chain's limits, with less of an inward turn."""
        chain = self._chain
        low, high = chain.low.copy(), chain.high.copy()
        for row in np.flatnonzero(chain.rows == ARM_CHANNELS.index("shoulder_roll")):
            inward = -self.sign * most_rad * chain.gain[row]
            if inward < 0.0:
                low[row] = max(low[row], min(chain.neutral[row] + inward, high[row]))
            else:
                high[row] = min(high[row], max(chain.neutral[row] + inward, low[row]))
        return np.array([low, high])

    def _misses(self, reached: Reached) -> float:
        return reached.error_m / self.length_m + _DIRECTIONS[1] * reached.turned_rad

    def _step(self, joints: F64, goals: _Goals) -> F64:
        """(N, A) how the joints (N, A) are to be moved next."""
        misses, slopes = self._misses_at(joints, goals)
        square = slopes @ slopes.transpose(0, 2, 1) + self._ridge
        pulled = (slopes @ misses[:, :, None])[:, :, 0]
        pulled += _NATURAL**2 * (self._natural_joints - joints)
        step: F64 = np.linalg.solve(square, pulled[:, :, None])[:, :, 0]
        longest = np.abs(step).max(axis=1, initial=_STEP_RAD)
        step *= (_STEP_RAD / longest)[:, None]
        return step

    def _reached(self, joints: F64, goals: _Goals) -> list[Reached]:
        chain = self._chain
        now, _, _ = self._now(joints)
        off_m = np.linalg.norm(now[0] - goals.aims[0], axis=1)
        cosines = np.clip((now[1:] * goals.aims[1:]).sum(axis=2), -1.0, 1.0)
        turned_rad = np.where(goals.worth[1:] > 0.0, np.arccos(cosines), 0.0).max(axis=0)
        values = np.zeros((len(joints), len(ARM_CHANNELS)))
        values[:, chain.rows] = (joints - chain.neutral) / chain.gain
        each = zip(values, off_m.tolist(), turned_rad.tolist(), strict=True)
        return [Reached(*one) for one in each]

    def _now(self, joints: F64) -> tuple[F64, F64, F64]:
        """(3, N, 3) where palms are, where fingers and palms point; then joints, as `forward`."""
        palms, turns, (points, axes) = self._chain.forward(joints, self._palm)
        now = np.empty((3, len(joints), 3))
        now[0] = palms
        now[1:] = (turns @ self._own.T).transpose(2, 0, 1)
        return now, points, axes

    def _misses_at(self, joints: F64, goals: _Goals) -> tuple[F64, F64]:
        """What is missing, (N, 9), and how the joints change it, (N, A, 9); in arm's lengths."""
        chain, (count, length) = self._chain, joints.shape
        now, points, axes = self._now(joints)
        levers = now[:, :, None].repeat(length, axis=2)  # (3, N, A, 3)
        levers[0] -= points
        slopes = crossed(axes * chain.turns[:, None], levers)
        if chain.slides:
            slopes[0] += axes * (1.0 - chain.turns[:, None])
        slopes *= goals.worth[:, :, None, None]
        misses = goals.worth[:, :, None] * (goals.aims - now)
        return (
            misses.transpose(1, 0, 2).reshape(count, 9),
            slopes.transpose(1, 2, 0, 3).reshape(count, length, 9),
        )


def arms_of(rig: Rig) -> Mapping[str, Arm]:
    """The arms of a rig that says where its hands are, by side."""
    if rig.skeleton is None:
        return {}
    return {side: Arm(rig, side) for side in rig.skeleton.hands if driven_by(rig, side)}
