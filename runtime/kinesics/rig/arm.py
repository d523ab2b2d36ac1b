"""`Arm`: a robot's arm from its shoulder on: where its hand is, and how it gets to a place."""

from collections.abc import Generator, Mapping, Sequence
from math import pi
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from kinesics.motion import channels
from kinesics.rig.arm_chain import ARM_CHANNELS, arm_chain, driven_by
from kinesics.rig.hand_target import HandTarget, Reached
from kinesics.rig.in_step import in_step
from kinesics.rig.reach import Reach, Sought
from kinesics.rig.rig import Rig
from kinesics.rig.skeleton import Hand

__all__ = ["Arm", "Steps", "Wish", "arms_of"]

F64 = NDArray[np.float64]
_T = TypeVar("_T")

_GOOD = 0.06
"""Of an arm's length; a reach that misses by less needs no other beginning."""

_NATURAL_RAD = (-0.5, 0.15, 0.0, -0.9, 0.0, 0.0, 0.0)
_BEGINNINGS = ((-1.3, 0.25, 0.0, -1.2), (-2.2, 0.3, 0.0, -0.8))


class Wish(NamedTuple):
    """What an arm is asked for."""

    arm: "Arm"
    sought: Sought


Steps = Generator[Wish, Reached, _T]
"""What is known once some wishes, one after the other, were answered."""


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
        self._mirror = np.array([1, self.sign, self.sign, 1, self.sign, 1, self.sign])
        self._natural = np.array(_NATURAL_RAD) * self._mirror
        self._reach = Reach(self._chain, self.hand, self.sign, self.length_m, self._natural)

    @property
    def shown(self) -> tuple[str, ...]:
        """The channels, of `ARM_CHANNELS`, that move this arm."""
        return tuple(ARM_CHANNELS[row] for row in self._chain.rows)

    def at(self, values: F64) -> tuple[F64, F64]:
        """Palm (3,) [m] and turn (3, 3) of the hand in the trunk's frame, for (7,) channels."""
        chain = self._chain
        joints = chain.joints(values[None, chain.rows])
        places, turns, _ = chain.forward(joints, np.array(self.hand.palm))
        return places[0], turns[0]

    def finger_line(self, values: F64) -> tuple[F64, F64]:
        """Palm (3,) [m], and the unit vector (3,) from it to the finger tips."""
        place, turn = self.at(values)
        return place, turn @ self._reach.fingers

    def reach(self, target: HandTarget, start: F64 | None = None) -> Reached:
        """The pose nearest to `target` inside the limits, beginning from (7,) channels `start`."""
        return in_step([self.reaching(target, start)], self.answers)[0]

    def reaching(
        self, target: HandTarget, start: F64 | None = None, inward_rad: float = pi
    ) -> Steps[Reached]:
        """As `reach`, step by step.

        The upper arm is turned towards the body by at most `inward_rad` from where it hangs.
        """
        begin = self._natural if start is None else start
        best = yield Wish(self, Sought(target, begin, inward_rad))
        for bent in _BEGINNINGS if inward_rad == pi else ():
            if self._reach.misses(best) < _GOOD:
                break
            other = np.array([*bent, 0.0, 0.0, 0.0]) * self._mirror
            again = yield Wish(self, Sought(target, other, inward_rad))
            best = min(best, again, key=self._reach.misses)
        return best

    def answers(self, wishes: Sequence[Wish]) -> list[Reached]:
        """The poses that were wished for of this arm, each as if it were the only one."""
        return self._reach.nearest([wish.sought for wish in wishes])


def arms_of(rig: Rig) -> Mapping[str, Arm]:
    """The arms of a rig that says where its hands are, by side."""
    if rig.skeleton is None:
        return {}
    return {side: Arm(rig, side) for side in rig.skeleton.hands if driven_by(rig, side)}
