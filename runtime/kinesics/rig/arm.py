"""`Arm`: a robot's arm from its shoulder on: where its hand is, and how it gets to a place."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import pi
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.motion import channels
from kinesics.rig.rig import Rig
from kinesics.rig.skeleton import Hand, Link

__all__ = ["ARM_CHANNELS", "Arm", "HandTarget", "Reached", "arms_of"]

F64 = NDArray[np.float64]

ARM_CHANNELS = (
    *("shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow"),
    *("wrist_yaw", "wrist_pitch", "wrist_roll"),
)
"""What follows `left_` and `right_`; the hand's opening is not part of a reach."""

_STEPS = 16
_STEP_RAD = 0.5
_DAMPING = 2e-4
_DONE = 2e-3
_DIRECTIONS = (0.07, 0.045)  # of an arm's length: what a radian of fingers, of palm is worth
_NATURAL = 0.015  # of an arm's length: what a radian away from the natural pose is worth
_GOOD = 0.06
"""Of an arm's length; a reach that misses by less needs no other beginning."""

_EYE4 = np.eye(4)

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


@dataclass(frozen=True, slots=True, eq=False)
class _Chain:
    """The links of an arm that its channels move, (A,)."""

    origins: F64
    """(A, 3) of each, in the frame of the one before,"""
    axes: F64
    """(A, 3) and its axis there."""
    steps: F64
    """(A, 4, 4) from the frame before to its own, while it is at 0."""
    slides: bool
    """Whether one of them slides."""
    turns: F64
    """(A, 1) 1 where it turns, 0 where it slides."""
    cross: F64
    """(A, 3, 3) the matrix of each axis' cross product."""
    square: F64
    """(A, 3, 3) and its square."""
    neutral: F64
    gain: F64
    low: F64
    high: F64
    rows: NDArray[np.intp]
    """Of `ARM_CHANNELS`."""


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
        driven = _driven(rig, side)
        first = next((n for n, link in enumerate(whole) if link.joint in driven), len(whole))
        self.trunk = whole[first].parent if first < len(whole) else whole[-1].name
        self._chain = _chain(rig, side, whole[first:], driven)
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
        place, turn, _ = self._forward(self._joints(values[self._chain.rows]))
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

    def _joints(self, values: F64) -> F64:
        chain = self._chain
        return np.clip(chain.neutral + chain.gain * values, chain.low, chain.high)

    def _descend(self, target: HandTarget, start: F64, span: tuple[F64, F64]) -> Reached:
        """Damped least squares (Wampler 1986, IEEE Trans. SMC 16:93), clipped to the limits."""
        chain, (low, high) = self._chain, span
        joints = np.minimum(np.maximum(self._joints(start[chain.rows]), low), high)
        natural = self._joints(self._natural[chain.rows])
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
        place, turn, _ = self._forward(joints)
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
        place, turn, (points, axes) = self._forward(joints)
        chain = self._chain
        turning = axes * chain.turns
        moving = turning @ _cross(place) - _cross_rows(turning, points)
        if chain.slides:
            moving += axes * (1.0 - chain.turns)
        misses = [(target.place_m - place) / self.length_m]
        slopes = [moving.T / self.length_m]
        for own, wanted, worth in self._directions(target):
            now = turn @ own
            misses.append(worth * (wanted - now))
            slopes.append(worth * (turning @ _cross(now)).T)
        return np.concatenate(misses), np.concatenate(slopes)

    def _forward(self, joints: F64) -> tuple[F64, F64, tuple[F64, F64]]:
        """Palm, turn, and the joints' points (A, 3) and axes (A, 3), in the trunk's frame."""
        chain = self._chain
        angles = (joints * chain.turns[:, 0])[:, None, None]
        steps = chain.steps.copy()
        steps[:, :3, :3] += np.sin(angles) * chain.cross + (1.0 - np.cos(angles)) * chain.square
        if chain.slides:
            steps[:, :3, 3] += (joints * (1.0 - chain.turns[:, 0]))[:, None] * chain.axes
        frames = np.empty((len(joints) + 1, 4, 4))
        frames[0] = _EYE4
        for row, step in enumerate(steps):
            np.matmul(frames[row], step, out=frames[row + 1])
        turns, last = frames[:-1, :3, :3], frames[-1]
        axes = (turns @ chain.axes[:, :, None])[:, :, 0]
        points = (turns @ chain.origins[:, :, None])[:, :, 0] + frames[:-1, :3, 3]
        turn = last[:3, :3]
        return last[:3, 3] + turn @ self._palm, turn, (points, axes)


def arms_of(rig: Rig) -> Mapping[str, Arm]:
    """The arms of a rig that says where its hands are, by side."""
    if rig.skeleton is None:
        return {}
    return {side: Arm(rig, side) for side in rig.skeleton.hands if _driven(rig, side)}


def _driven(rig: Rig, side: str) -> dict[int, tuple[int, float]]:
    """Row of `ARM_CHANNELS` and gain, for each joint that one of them drives the most."""
    driven: dict[int, tuple[int, float]] = {}
    for column, joint in enumerate(rig.joints):
        for drive in joint.drives:
            name = drive.channel.removeprefix(f"{side}_")
            if name != drive.channel and name in ARM_CHANNELS and drive.gain:
                driven.setdefault(column, (ARM_CHANNELS.index(name), drive.gain))
    return driven


def _chain(
    rig: Rig, side: str, links: tuple[Link, ...], driven: dict[int, tuple[int, float]]
) -> _Chain:
    """The links, with the range that channels and joints allow together."""
    moved = [driven.get(link.joint) for link in links]
    kept = [(link, to) for link, to in zip(links, moved, strict=True) if to is not None]
    joints = [rig.joints[link.joint] for link, _ in kept]
    rows = np.array([row for _, (row, _) in kept], dtype=np.intp)
    gain = np.array([gain for _, (_, gain) in kept])
    neutral = np.array([joint.neutral for joint in joints])
    columns = channels.columns(f"{side}_{ARM_CHANNELS[row]}" for row in rows)
    low, high = channels.LOW[columns], channels.HIGH[columns]
    ends = np.sort(neutral[:, None] + gain[:, None] * np.stack((low, high), axis=1), axis=1)
    cross = np.array([_cross(np.array(link.axis)) for link, _ in kept]).reshape(-1, 3, 3)
    origins = np.array([link.origin for link, _ in kept]).reshape(-1, 3)
    steps = np.tile(_EYE4, (len(kept), 1, 1))
    steps[:, :3, 3] = origins
    return _Chain(
        origins,
        np.array([link.axis for link, _ in kept]).reshape(-1, 3),
        steps,
        any(link.slides for link, _ in kept),
        np.array([[0.0 if link.slides else 1.0] for link, _ in kept]).reshape(-1, 1),
        cross,
        cross @ cross,
        neutral,
        gain,
        np.maximum([joint.position_min for joint in joints], ends[:, 0]),
        np.minimum([joint.position_max for joint in joints], ends[:, 1]),
        rows,
    )


def _cross_rows(one: F64, two: F64) -> F64:
    """Cross products of rows (A, 3); numpy's own takes ten times as long for so few."""
    x1, y1, z1 = one.T
    x2, y2, z2 = two.T
    crossed: F64 = np.array((y1 * z2 - z1 * y2, z1 * x2 - x1 * z2, x1 * y2 - y1 * x2)).T
    return crossed


def _cross(axis: F64) -> F64:
    """Of a vector (3,), its cross product with a column on the right, or of a row with it."""
    x, y, z = axis.tolist()
    return np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
