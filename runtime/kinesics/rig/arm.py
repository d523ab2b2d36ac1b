"""`Arm`: a robot's arm from its shoulder on: where its hand is, and how it gets to a place."""

from collections.abc import Mapping
from math import pi
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.motion import channels
from kinesics.rig.arm_chain import ARM_CHANNELS, arm_chain, cross_matrix, driven_by
from kinesics.rig.rig import Rig
from kinesics.rig.skeleton import Hand

__all__ = ["Arm", "HandTarget", "Reached", "arms_of"]

F64 = NDArray[np.float64]

_STEPS = 16
_STEP_RAD = 0.5
_DAMPING = 2e-4
_DONE = 2e-3
_DIRECTIONS = (0.07, 0.045)  # of an arm's length: what a radian of fingers, of palm is worth
_NATURAL = 0.015  # of an arm's length: what a radian away from the natural pose is worth
_GOOD = 0.06
"""Of an arm's length; a reach that misses by less needs no other beginning."""

_NATURAL_RAD = (-0.5, 0.15, 0.0, -0.9, 0.0, 0.0, 0.0)
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
        self._own = (along / np.linalg.norm(along), np.array(self.hand.faces))
        self._mirror = np.array([1, self.sign, self.sign, 1, self.sign, 1, self.sign])
        self._natural = np.array(_NATURAL_RAD) * self._mirror

    @property
    def shown(self) -> tuple[str, ...]:
        """The channels, of `ARM_CHANNELS`, that move this arm."""
        return tuple(ARM_CHANNELS[row] for row in self._chain.rows)

    def at(self, values: F64) -> tuple[F64, F64]:
        """Palm (3,) [m] and turn (3, 3) of the hand in the trunk's frame, for (7,) channels."""
        chain = self._chain
        place, turn, _ = chain.forward(chain.joints(values[chain.rows]), self._palm)
        return place, turn

    def finger_line(self, values: F64) -> tuple[F64, F64]:
        """Palm (3,) [m], and the unit vector (3,) from it to the finger tips."""
        place, turn = self.at(values)
        return place, turn @ self._own[0]

    def reach(
        self, target: HandTarget, start: F64 | None = None, inward_rad: float = pi
    ) -> Reached:
        """The pose nearest to `target` inside the limits, beginning from (7,) channels `start`.

        The upper arm is turned towards the body by at most `inward_rad` from where it hangs.
        """
        span = self._inward(inward_rad)
        best = self._descend(target, self._natural if start is None else start, span)
        for bent in _BEGINNINGS if inward_rad == pi else ():
            if self._misses(best) < _GOOD:
                break
            other = self._descend(target, np.array([*bent, 0.0, 0.0, 0.0]) * self._mirror, span)
            best = min(best, other, key=self._misses)
        return best

    def _inward(self, most_rad: float) -> tuple[F64, F64]:
        """The chain's limits, with less of an inward turn."""
        chain = self._chain
        low, high = chain.low.copy(), chain.high.copy()
        for row in np.flatnonzero(chain.rows == ARM_CHANNELS.index("shoulder_roll")):
            inward = -self.sign * most_rad * chain.gain[row]
            if inward < 0.0:
                low[row] = max(low[row], min(chain.neutral[row] + inward, high[row]))
            else:
                high[row] = min(high[row], max(chain.neutral[row] + inward, low[row]))
        return low, high

    def _misses(self, reached: Reached) -> float:
        return reached.error_m / self.length_m + _DIRECTIONS[1] * reached.turned_rad

    def _descend(self, target: HandTarget, start: F64, span: tuple[F64, F64]) -> Reached:
        """Damped least squares (Wampler 1986, IEEE Trans. SMC 16:93), clipped to the limits."""
        chain, (low, high) = self._chain, span
        joints = np.minimum(np.maximum(chain.joints(start[chain.rows]), low), high)
        natural = chain.joints(self._natural[chain.rows])
        for _ in range(_STEPS):
            misses, slope = self._misses_at(joints, target)
            square = slope.T @ slope
            square.flat[:: len(square) + 1] += _DAMPING + _NATURAL**2
            pulled = slope.T @ misses + _NATURAL**2 * (natural - joints)
            step = np.linalg.solve(square, pulled)
            step *= min(1.0, _STEP_RAD / max(float(np.abs(step).max(initial=0.0)), 1e-9))
            moved = np.minimum(np.maximum(joints + step, low), high)
            change = np.abs(moved - joints).max(initial=0.0)
            joints = moved
            if change < _DONE:
                break
        return self._reached(joints, target)

    def _reached(self, joints: F64, target: HandTarget) -> Reached:
        chain = self._chain
        place, turn, _ = chain.forward(joints, self._palm)
        angles = [
            float(np.arccos(np.clip(turn @ own @ wanted, -1.0, 1.0)))
            for own, wanted, _ in self._directions(target)
        ]
        values = np.zeros(len(ARM_CHANNELS))
        values[chain.rows] = (joints - chain.neutral) / chain.gain
        error_m = float(np.linalg.norm(place - target.place_m))
        return Reached(values, error_m, max(angles, default=0.0))

    def _directions(self, target: HandTarget) -> list[tuple[F64, F64, float]]:
        """Own direction in the hand's frame, the wanted one, and what it is worth, if wanted."""
        wanted = (target.fingers, target.palm)
        return [
            (mine, to, target.firm * worth)
            for mine, to, worth in zip(self._own, wanted, _DIRECTIONS, strict=True)
            if to is not None
        ]

    def _misses_at(self, joints: F64, target: HandTarget) -> tuple[F64, F64]:
        """What is missing, (M,), and how the joints change it, (M, A); in arm's lengths."""
        chain = self._chain
        place, turn, (points, axes) = chain.forward(joints, self._palm)
        turning = axes * chain.turns
        moving = turning @ cross_matrix(place) - _cross_rows(turning, points)
        if chain.slides:
            moving += axes * (1.0 - chain.turns)
        misses = [(target.place_m - place) / self.length_m]
        slopes = [moving.T / self.length_m]
        for own, wanted, worth in self._directions(target):
            now = turn @ own
            misses.append(worth * (wanted - now))
            slopes.append(worth * (turning @ cross_matrix(now)).T)
        return np.concatenate(misses), np.concatenate(slopes)


def arms_of(rig: Rig) -> Mapping[str, Arm]:
    """The arms of a rig that says where its hands are, by side."""
    if rig.skeleton is None:
        return {}
    return {side: Arm(rig, side) for side in rig.skeleton.hands if driven_by(rig, side)}


def _cross_rows(one: F64, two: F64) -> F64:
    """Cross products of rows (A, 3); numpy's own takes ten times as long for so few."""
    x1, y1, z1 = one.T
    x2, y2, z2 = two.T
    crossed: F64 = np.array((y1 * z2 - z1 * y2, z1 * x2 - x1 * z2, x1 * y2 - y1 * x2)).T
    return crossed
