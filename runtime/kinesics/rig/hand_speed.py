"""`HandSpeed`: how fast hands are, as their cap counts it."""

from collections.abc import Sequence
from math import hypot, log2

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.limits import LimitTable
from kinesics.rig.crossed import crossed
from kinesics.rig.skeleton import BASE, Link, Skeleton

__all__ = ["HandSpeed", "levers", "shares"]

F64 = NDArray[np.float64]
Vec = tuple[float, float, float]


class HandSpeed:
    """Shares of a hand's speed by joints whose servos are alike: their sum is what is capped.

    Servos of one kind lag alike, so a share is as fast as measured as it is asked for; those of two
    kinds may come together otherwise, but are never faster than the sum.
    """

    def __init__(self, skeleton: Skeleton, joints: NDArray[np.intp], limits: LimitTable) -> None:
        """`joints`, (G,) columns of the table, are looked at."""
        self._skeleton, self._joints = skeleton, joints
        hands = [hand for hand in skeleton.hands.values() if hand.link in skeleton.index]
        self.levers = np.array(
            [levers(skeleton, hand.link, (hand.tip,), joints, limits) for hand in hands]
        ).reshape(-1, len(joints))
        """(H, G) how fast a hand is at most for each unit/s of each joint [m]."""
        chains = [skeleton.chain(hand.link) for hand in hands]
        links = [link for chain in chains for link in chain]  # A, one hand after another
        self._rows = np.array([skeleton.index[link.name] for link in links], dtype=np.intp)
        self._columns = np.searchsorted(joints, [link.joint for link in links])
        self._axes = np.array([link.axis for link in links]).reshape(-1, 3)
        self._slides = np.array([link.slides for link in links]).reshape(-1, 1)
        self._of = np.repeat(np.arange(len(hands)), [len(chain) for chain in chains])
        self._ends = np.array([skeleton.index[hand.link] for hand in hands], dtype=np.intp)
        self._tips = np.array([[*hand.tip, 1.0] for hand in hands]).reshape(-1, 4, 1)
        alike = [kind for chain in chains for kind in shares(chain, limits)]
        kinds = sorted(set(zip(self._of.tolist(), alike, strict=True)))  # S shares
        self._shares = np.array(
            [[own == kind for own in zip(self._of.tolist(), alike, strict=True)] for kind in kinds],
            dtype=np.float64,
        ).reshape(-1, len(links))
        self._first = np.searchsorted([hand for hand, _ in kinds], np.arange(len(hands)))

    def bounds(self, velocity: F64) -> F64:
        """(N,) no sum of shares of any hand is more [m/s], for rows of all joints (N, J)."""
        fastest: F64 = (np.abs(velocity[:, self._joints]) @ self.levers.T).max(axis=1, initial=0.0)
        return fastest

    def along(self, positions: F64, velocity: F64) -> F64:
        """(N,) the largest sum of shares of any hand [m/s], for rows of all joints (N, J) each."""
        moved = self._moved(self._skeleton.frames(positions))
        turned = moved * velocity[:, self._joints[self._columns]].T[:, :, None]
        shares = np.einsum("sa,ani->sni", self._shares, turned)
        fastest: F64 = self._summed(shares).max(axis=0, initial=0.0)
        return fastest

    def _moved(self, frames: F64) -> F64:
        """(A, N, 3) how the hand of each link moves with its joint; frames are (L + 1, N, 4, 4)."""
        held = frames[self._rows]
        axes = np.matmul(held[..., :3, :3], self._axes[:, None, :, None])[..., 0]
        tips = np.matmul(frames[self._ends], self._tips[:, None])[..., :3, 0]  # (H, N, 3)
        turning = crossed(axes, tips[self._of] - held[..., :3, 3])
        return np.where(self._slides[:, None], axes, turning) if self._slides.any() else turning

    def _summed(self, shares: F64) -> F64:
        """(H, ...) how fast the hands are by their shares (S, ..., 3)."""
        sizes = np.sqrt((shares * shares).sum(axis=-1))
        summed: F64 = np.add.reduceat(sizes, self._first) if len(sizes) else sizes
        return summed


def shares(chain: Sequence[Link], limits: LimitTable) -> list[int]:
    """Of each link of a hand's chain, which share its joint's speed belongs to, counted from 0."""
    kinds = [round(log2(limits.acceleration[link.joint])) for link in chain]
    known = sorted(set(kinds))
    return [known.index(kind) for kind in kinds]


def levers(
    skeleton: Skeleton,
    name: str,
    points: tuple[Vec, ...],
    joints: NDArray[np.intp],
    limits: LimitTable,
) -> F64:
    """(G,) how far points of a link move at most for each unit of each joint [m].

    A joint that carries the link but cannot move the points counts as a nanometre.
    """
    found = np.zeros(len(joints))
    if name == BASE:
        return found
    slid_m = np.maximum(np.abs(limits.position_min), np.abs(limits.position_max))
    chain = skeleton.chain(name)
    own = chain[-1]
    away = max(float(np.linalg.norm(np.cross(own.axis, point))) for point in points)
    found[np.searchsorted(joints, own.joint)] = 1.0 if own.slides else max(away, 1e-9)
    far = max(hypot(*point) for point in points)
    for link, inner in zip(reversed(chain[:-1]), reversed(chain[1:]), strict=True):
        far += float(slid_m[inner.joint]) if inner.slides else 0.0
        away = float(np.linalg.norm(np.cross(link.axis, inner.origin))) + far
        found[np.searchsorted(joints, link.joint)] += 1.0 if link.slides else away
        far += hypot(*inner.origin)
    return found
