"""`Clearance`: how far the parts of a body are from each other, as its capsules tell."""

from ctypes import Structure, c_int64
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import RigError
from kinesics.kernels.room import POINTER, Room
from kinesics.rig.crossed import crossed
from kinesics.rig.rig import Rig
from kinesics.rig.skeleton import BASE, Skeleton

__all__ = ["Clearance", "ClearanceStruct", "Near"]

F64 = NDArray[np.float64]


_TOUCHING_M = 0.005  # what is nearer at rest is joined there


class ClearanceStruct(Structure):
    """`Clearance` of kernels/clearance.h."""

    _fields_ = (
        *((name, c_int64) for name in ("links", "rods", "pairs")),
        *((name, POINTER) for name in ("joint", "parent", "slides", "origin", "axis")),
        *((name, POINTER) for name in ("holder", "ends", "one", "two", "apart")),
        *((name, POINTER) for name in ("placed", "points")),
    )


class Near(NamedTuple):
    """The pairs of one pose, (P, ...) each."""

    clear_m: F64
    """From surface to surface; negative where they overlap."""
    first: F64
    """(P, 3) the nearest point of the one's axis, in the base frame."""
    second: F64
    """(P, 3) that of the other's."""


class Clearance:
    """Pairs of capsules that are kept apart: those of different links that are apart at rest."""

    def __init__(self, rig: Rig) -> None:
        if rig.skeleton is None:
            raise RigError(f"robot {rig.name!r} has no [body]; wanted links with capsules")
        carrying = [link.name for link in rig.skeleton.links if link.capsules]
        holding = [hand.link for hand in rig.skeleton.hands.values()]
        self.skeleton = rig.skeleton.pruned((*carrying, *holding))
        rods = [(BASE, rod) for rod in rig.skeleton.base]
        rods += [(link.name, rod) for link in self.skeleton.links for rod in link.capsules]
        self._rows = np.array([self.skeleton.index[name] for name, _ in rods], dtype=np.intp)
        ends = np.array([[rod.start, rod.end] for _, rod in rods]).reshape(-1, 2, 3)
        self._ends = np.concatenate((ends, np.ones((len(ends), 2, 1))), axis=2)  # (M, 2, 4)
        self._radii = np.array([rod.radius for _, rod in rods])
        self._keep(
            [(a, b) for a, b in combinations(range(len(rods)), 2) if rods[a][0] != rods[b][0]]
        )
        apart = self.of(rig.neutral[None])[0] > _TOUCHING_M
        pairs = list(zip(*self._rods[:, apart], strict=True))
        self._keep(pairs)
        self.names = tuple((rods[a][0], rods[b][0]) for a, b in pairs)
        """The links of each pair."""
        self.pairs = tuple((int(a), int(b)) for a, b in pairs)
        """Rows of `rods`."""
        self.rods = tuple((name, (rod.start, rod.end)) for name, rod in rods)
        """Link and axis of each capsule."""
        self._slopes = _Slopes(self.skeleton, [name for name, _ in rods])

    def _keep(self, pairs: list[tuple[int, int]]) -> None:
        self._rods = np.array(pairs, dtype=np.intp).reshape(-1, 2).T  # (2, P)
        self._apart = np.add.reduce(self._radii[self._rods])

    def struct(self, room: Room) -> ClearanceStruct:
        """What C needs to tell it of one pose: kernels/clearance.c."""
        links, one_two = self.skeleton.links, self._rods.astype(np.int64)
        return room.struct(
            ClearanceStruct,
            links=len(links),
            rods=len(self._rows),
            pairs=len(self.pairs),
            joint=np.array([link.joint for link in links], np.int64),
            parent=np.array([self.skeleton.index[link.parent] for link in links], np.int64),
            slides=np.array([link.slides for link in links], np.int64),
            origin=np.array([link.origin for link in links], np.float64),
            axis=np.array([link.axis for link in links], np.float64),
            holder=self._rows.astype(np.int64),
            ends=np.ascontiguousarray(self._ends[:, :, :3]),
            one=one_two[0],
            two=one_two[1],
            apart=self._apart,
            placed=room.zeros((len(links) + 1, 4, 3)),
            points=room.zeros((len(self._rows), 2, 3)),
        )

    def of(self, positions: F64) -> F64:
        """(N, P) clearance [m] of joint positions (N, J)."""
        return self._near(self.skeleton.frames(positions))[0]

    def near(self, frames: F64) -> Near:
        """The pairs of the frames (L + 1, 1, 4, 4) of one pose."""
        clear, first, second = self._near(frames)
        return Near(clear[0], first[0], second[0])

    def slopes(self, frames: F64, near: Near, pairs: NDArray[np.intp]) -> F64:
        """(K, J) how the clearance of some `pairs` (K,) changes with each joint, at one pose."""
        points = np.array((near.first[pairs], near.second[pairs]))
        return self._slopes(frames[1:, 0], points, self._rods[:, pairs])

    def _near(self, frames: F64) -> tuple[F64, F64, F64]:
        """Nearest points of two segments (Ericson 2005, Real-Time Collision Detection, 5.1.9)."""
        placed = np.matmul(frames[self._rows], self._ends.transpose(0, 2, 1)[:, None])
        points = placed[:, :, :3].transpose(1, 3, 0, 2)  # (N, 2, M, 3)
        p, q = points[:, 0].take(self._rods, axis=1).swapaxes(0, 1)  # (N, P, 3) each
        vectors = np.empty((3, *p.shape))
        d1, d2, gap = vectors
        vectors[:2] = (points[:, 1] - points[:, 0]).take(self._rods, axis=1).swapaxes(0, 1)
        np.subtract(p, q, out=gap)
        (a, b, c), (_, e, f) = np.einsum("anpk,bnpk->abnp", vectors[:2], vectors)
        spread = np.maximum(a * e - b * b, 1e-12)
        s = np.minimum(np.maximum((b * f - c * e) / spread, 0.0), 1.0)
        t = np.minimum(np.maximum((b * s + f) / np.maximum(e, 1e-12), 0.0), 1.0)
        s = np.minimum(np.maximum((b * t - c) / np.maximum(a, 1e-12), 0.0), 1.0)
        first, second = p + s[..., None] * d1, q + t[..., None] * d2
        between = first - second
        away = np.sqrt(np.einsum("npk,npk->np", between, between))
        return away - self._apart, first, second


class _Slopes:
    """How points of links move with the joints."""

    def __init__(self, skeleton: Skeleton, holders: list[str]) -> None:
        links = skeleton.links
        self._axes = np.array([link.axis for link in links])
        self._joints = np.array([link.joint for link in links], dtype=np.intp)
        self._turns = np.array([not link.slides for link in links])[None, :, None]
        carried = np.zeros((len(holders), len(links)))
        for row, name in enumerate(holders):
            for link in skeleton.chain(name) if name != BASE else ():
                carried[row, skeleton.index[link.name] - 1] = 1.0
        self._carried = carried
        self._count = int(self._joints.max(initial=-1)) + 1

    def __call__(self, frames: F64, points: F64, rods: NDArray[np.intp]) -> F64:
        """(K, J') for nearest points (2, K, 3) of rods (2, K); frames (L, 4, 4)."""
        axes = np.matmul(frames[:, :3, :3], self._axes[:, :, None])[:, :, 0]  # (L, 3)
        way = points[0] - points[1]
        normal = way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
        moved = crossed(axes, points[:, :, None] - frames[:, :3, 3])  # (2, K, L, 3)
        if not self._turns.all():
            moved = np.where(self._turns, moved, axes)
        carried = self._carried[rods]
        by_link = carried * np.matmul(moved, normal[:, :, None])[..., 0]
        slopes = np.zeros((len(normal), self._count))
        slopes[:, self._joints] = by_link[0] - by_link[1]
        return slopes
