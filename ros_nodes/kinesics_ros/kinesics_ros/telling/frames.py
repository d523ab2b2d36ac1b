"""`Frames`: where head and eyes are, link by link, from joint positions: what `/tf` carries."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import RigError
from kinesics.rig.rig import Rig
from kinesics.rig.skeleton import BASE

__all__ = ["Frames"]

F64 = NDArray[np.float64]

_LOOKS = frozenset(("gaze_yaw", "gaze_pitch", "vergence", "head_yaw", "head_pitch", "head_roll"))


class Frames:
    """Of the links that look, and those that carry them."""

    def __init__(self, rig: Rig) -> None:
        """RigError: the rig has no [body], or nothing that looks in it."""
        skeleton = rig.skeleton
        links = () if skeleton is None else skeleton.links
        looking = [
            link.name
            for link in links
            if any(drive.channel in _LOOKS for drive in rig.joints[link.joint].drives)
        ]
        if skeleton is None or not looking:
            raise RigError(
                f"{rig.name}: no link of a [body] table carries head or eyes, so no frames are "
                "known; wanted tell_tf off, or links in its rig file (docs/rigs.md)"
            )
        self.links = skeleton.pruned(looking).links
        """Parents first."""
        self._joints = np.array([link.joint for link in self.links])
        self._slides = np.array([link.slides for link in self.links])
        self._origins = np.array([link.origin for link in self.links])
        self._axes = np.array([link.axis for link in self.links])

    def names(self, base: str, prefix: str) -> Sequence[tuple[str, str]]:
        """Parent and child of each; `base` names the base's frame, the others follow `prefix`."""
        called = {BASE: base, **{link.name: f"{prefix}{link.name}" for link in self.links}}
        return [(called[link.parent], called[link.name]) for link in self.links]

    def local(self, positions: F64) -> tuple[F64, F64]:
        """Each in its parent's frame: where it is (L, 3) [m], and how turned (L, 4), x y z w.

        `positions`: of all joints (J,) [rad or m].
        """
        values = positions[self._joints][:, None]
        slides = self._slides[:, None]
        halves = np.where(slides, 0.0, 0.5 * values)
        moved = self._origins + np.where(slides, values, 0.0) * self._axes
        return moved, np.hstack((np.sin(halves) * self._axes, np.cos(halves)))
