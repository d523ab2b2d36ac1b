"""`Skeleton`: where a robot's links are, and which capsules they carry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import RigError

__all__ = ["BASE", "Capsule", "Hand", "Link", "Skeleton"]

F64 = NDArray[np.float64]

BASE = "base_link"
"""The frame that stands still: x forward, y left, z up (REP-103), on the floor."""


@dataclass(frozen=True, slots=True)
class Capsule:
    """A rod with round ends, in the frame of its link [m]."""

    start: tuple[float, float, float]
    end: tuple[float, float, float]
    radius: float


@dataclass(frozen=True, slots=True)
class Link:
    """A rigid part; its frame is its joint's, parallel to its parent's when the joint is 0."""

    name: str
    parent: str
    joint: int
    """Column of the joint that moves it."""
    slides: bool
    """Along the axis, rather than turning about it."""
    origin: tuple[float, float, float]
    """Of the joint, in the parent's frame [m]."""
    axis: tuple[float, float, float]
    """Unit vector."""
    capsules: tuple[Capsule, ...] = ()


@dataclass(frozen=True, slots=True)
class Hand:
    """Where a hand is on its link, and which way it looks."""

    link: str
    palm: tuple[float, float, float]
    """Middle of the palm [m]."""
    tip: tuple[float, float, float]
    """Tip of the fingers, stretched [m]: what points, and what a speed cap is for."""
    faces: tuple[float, float, float]
    """Unit vector out of the palm."""


@dataclass(frozen=True, eq=False)
class Skeleton:
    """Links, a level of the tree after another: what is read in one piece is turned fastest."""

    links: tuple[Link, ...]
    """Parents come first, in whatever order they are given."""
    base: tuple[Capsule, ...] = ()
    """What stands still: a pedestal."""
    hands: Mapping[str, Hand] = field(default_factory=dict)
    """By `left` and `right`."""
    hand_speed: float | None = None
    """What no hand exceeds [m/s]; None: nobody said."""

    def __post_init__(self) -> None:
        depth = {BASE: 0}
        for link in self.links:
            if link.parent not in depth:
                raise RigError(
                    f"link {link.name!r}: its parent {link.parent!r} is none of the links before "
                    f"it; known: {', '.join(depth)}"
                )
            if link.name in depth:
                raise RigError(f"link {link.name!r} is there twice; wanted a name for each")
            depth[link.name] = depth[link.parent] + 1
        links = tuple(sorted(self.links, key=lambda link: depth[link.name]))
        index = {name: row for row, name in enumerate((BASE, *(link.name for link in links)))}
        object.__setattr__(self, "links", links)
        object.__setattr__(self, "index", index)
        object.__setattr__(self, "_turns", _Turns(links, index))

    index: Mapping[str, int] = field(init=False)
    """Row of each link in `frames`; that of the base is 0."""
    _turns: "_Turns" = field(init=False, repr=False)

    def frames(self, positions: F64) -> F64:
        """(L + 1, N, 4, 4) base from link, for joint positions (N, J) [rad or m]."""
        return self._turns.frames(positions)

    def chain(self, link: str) -> tuple[Link, ...]:
        """The links from the base to `link`, which comes last."""
        found: list[Link] = []
        while link != BASE:
            one = self.links[self.index[link] - 1]
            found.append(one)
            link = one.parent
        return tuple(reversed(found))

    def pruned(self, wanted: Iterable[str]) -> "Skeleton":
        """The same with only the links that carry those `wanted`."""
        names = {one.name for name in wanted for one in self.chain(name)}
        kept = tuple(link for link in self.links if link.name in names)
        return Skeleton(kept, self.base, self.hands, self.hand_speed)


class _Turns:
    """Frames of all links, a level of the tree at a time."""

    def __init__(self, links: tuple[Link, ...], index: Mapping[str, int]) -> None:
        depth = {BASE: 0}
        for link in links:
            depth[link.name] = depth[link.parent] + 1
        self._joints = np.array([link.joint for link in links], dtype=np.intp)
        axes = np.array([link.axis for link in links]).reshape(-1, 3)
        self._cross = np.array([_cross(axis) for axis in axes]).reshape(-1, 1, 3, 3)
        self._square = self._cross @ self._cross
        self._rest = np.tile(np.eye(4), (len(links) + 1, 1, 1, 1))  # (L + 1, 1, 4, 4)
        self._rest[1:, 0, :3, 3] = np.array([link.origin for link in links]).reshape(-1, 3)
        self._slides = np.flatnonzero([link.slides for link in links])
        self._axes = axes[self._slides][:, None, :]
        self._levels = []
        for level in range(1, max(depth.values()) + 1):
            rows = [index[link.name] for link in links if depth[link.name] == level]
            parents = [index[link.parent] for link in links if depth[link.name] == level]
            self._levels.append((_slice(rows), _slice(parents)))

    def frames(self, positions: F64) -> F64:
        values = positions.T[self._joints]  # (L, N)
        local = self._rest.repeat(values.shape[1], axis=1)
        turned = values if not len(self._slides) else _without(values, self._slides)
        sine, less = np.sin(turned)[:, :, None, None], 1.0 - np.cos(turned)[:, :, None, None]
        local[1:, :, :3, :3] += sine * self._cross + less * self._square
        if len(self._slides):
            local[1:, :, :3, 3][self._slides] += values[self._slides][:, :, None] * self._axes
        for rows, parents in self._levels[1:]:
            local[rows] = local[parents] @ local[rows]
        frames: F64 = local
        return frames


def _slice(rows: list[int]) -> slice | list[int]:
    """The rows as a slice where they follow each other, which numpy reads faster."""
    first, step = rows[0], (rows[1] - rows[0]) if len(rows) > 1 else 1
    if step > 0 and rows == list(range(first, first + step * len(rows), step)):
        return slice(first, first + step * (len(rows) - 1) + 1, step)
    return rows


def _without(values: F64, rows: NDArray[np.intp]) -> F64:
    turned: F64 = values.copy()
    turned[rows] = 0.0
    return turned


def _cross(axis: F64) -> F64:
    x, y, z = axis
    return np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
