"""`Reach`: the pose of an arm's joints in which its hand is nearest to where it is wanted."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.rig.arm_chain import ARM_CHANNELS, ArmChain
from kinesics.rig.crossed import crossed
from kinesics.rig.hand_target import HandTarget, Reached
from kinesics.rig.skeleton import Hand

__all__ = ["Reach", "Sought"]

F64 = NDArray[np.float64]

_STEPS = 16
_STEP_RAD = 0.5
_DAMPING = 2e-4
_DONE = 2e-3
_DIRECTIONS = (0.07, 0.045)  # of an arm's length: what a radian of fingers, of palm is worth
_NATURAL = 0.015  # of an arm's length: what a radian away from the natural pose is worth
_SPANS = 8  # limits that are kept: there are as many as ways to let an arm in


class Sought(NamedTuple):
    """A target of a hand, and where the search for its pose begins."""

    target: HandTarget
    start: F64
    """(7,) channels."""
    inward_rad: float
    """The upper arm is turned towards the body by at most so much from where it hangs."""


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


class Reach:
    """What is near for one arm: its chain, its hand, its natural pose."""

    def __init__(
        self, chain: ArmChain, hand: Hand, sign: float, length_m: float, natural: F64
    ) -> None:
        """`hand` at the end of `chain`; `sign` is 1 on the left, -1 on the right.

        A pose is the better, the nearer it is to the 7 channels `natural`.
        """
        self._chain, self._sign, self._length_m = chain, sign, length_m
        self._palm = np.array(hand.palm)
        along = np.array(hand.tip) - self._palm
        self.fingers: F64 = along / np.linalg.norm(along)
        """(3,) along the fingers, in the hand's frame."""
        self._own = np.array([self.fingers, hand.faces])
        self._natural_joints = chain.joints(natural[chain.rows])
        self._ridge = (_DAMPING + _NATURAL**2) * np.eye(len(self._natural_joints))
        self._span = lru_cache(maxsize=_SPANS)(self._inward)

    def misses(self, reached: Reached) -> float:
        """How far a pose is from what was wanted, in lengths of the arm."""
        return reached.error_m / self._length_m + _DIRECTIONS[1] * reached.turned_rad

    def nearest(self, sought: Sequence[Sought]) -> list[Reached]:
        """The poses nearest to targets that lie downhill of each start, each by itself.

        Damped least squares (Wampler 1986, IEEE Trans. SMC 16:93), clipped to the limits.
        """
        chain, goals = self._chain, self._goals(sought)
        starts = chain.joints(np.array([one.start for one in sought])[:, chain.rows])
        joints = now = np.minimum(np.maximum(starts, goals.low), goals.high)
        busy, left = np.arange(len(sought)), goals
        for _ in range(_STEPS):
            moved = np.minimum(np.maximum(now + self._step(now, left), left.low), left.high)
            on = np.abs(moved - now).max(axis=1, initial=0.0) >= _DONE
            joints[busy] = now = moved
            if not on.all():
                busy, now, left = busy[on], now[on], left.of(on)
            if not len(busy):
                break
        return self._reached(joints, goals)

    def _goals(self, sought: Sequence[Sought]) -> _Goals:
        aims, worth = np.zeros((3, len(sought), 3)), np.zeros((3, len(sought)))
        worth[0] = 1.0 / self._length_m
        for n, (target, _, _) in enumerate(sought):
            aims[0, n] = target.place_m
            for row, wanted in enumerate((target.fingers, target.palm)):
                if wanted is not None:
                    aims[row + 1, n] = wanted
                    worth[row + 1, n] = target.firm * _DIRECTIONS[row]
        spans = np.array([self._span(one.inward_rad) for one in sought])  # (N, 2, A)
        return _Goals(aims, worth, spans[:, 0], spans[:, 1])

    def _inward(self, most_rad: float) -> F64:
        """(2, A) the chain's limits, with less of an inward turn."""
        chain = self._chain
        low, high = chain.low.copy(), chain.high.copy()
        for row in np.flatnonzero(chain.rows == ARM_CHANNELS.index("shoulder_roll")):
            inward = -self._sign * most_rad * chain.gain[row]
            if inward < 0.0:
                low[row] = max(low[row], min(chain.neutral[row] + inward, high[row]))
            else:
                high[row] = min(high[row], max(chain.neutral[row] + inward, low[row]))
        return np.array([low, high])

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
