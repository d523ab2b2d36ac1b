"""`HandSpeed`: how fast hands are, and by how much joints must be slower for a cap to be kept."""

from math import hypot, log2

import numpy as np
from numpy.typing import NDArray

from kinesics.rig.skeleton import BASE, Skeleton

__all__ = ["HandSpeed", "levers", "speeds"]

F64 = NDArray[np.float64]
Vec = tuple[float, float, float]


class HandSpeed:
    """Shares of a hand's speed by joints that brake alike: their sum is what is capped.

    Where joints that move a hand against each other brake differently fast, the hand would get
    faster as they stop. The sum of the shares never does.
    """

    def __init__(self, skeleton: Skeleton, joints: NDArray[np.intp], acceleration: F64) -> None:
        """`acceleration`, (J,), is what each joint brakes with; `joints`, (G,), are looked at."""
        self._skeleton, self._joints = skeleton, joints
        hands = [hand for hand in skeleton.hands.values() if hand.link in skeleton.index]
        self.levers = np.array(
            [levers(skeleton, hand.link, (hand.tip,), joints) for hand in hands]
        ).reshape(-1, len(joints))
        """(H, G) how fast a hand is at most for each unit/s of each joint [m]."""
        self._hands = []
        for hand in hands:
            chain = skeleton.chain(hand.link)
            rows = np.array([skeleton.index[link.name] for link in chain], dtype=np.intp)
            columns = np.searchsorted(joints, [link.joint for link in chain])
            alike = [round(log2(acceleration[link.joint])) for link in chain]
            groups = np.array([[one == kind for one in alike] for kind in set(alike)], float)
            axes = np.array([link.axis for link in chain])
            slides = np.array([[link.slides] for link in chain])
            tip = np.array([*hand.tip, 1.0])
            self._hands.append((rows, columns, groups, axes, slides, tip))

    def bound(self, velocity: F64) -> float:
        """No hand is faster than this [m/s], for joint velocities (G,)."""
        return float((self.levers @ np.abs(velocity)).max(initial=0.0))

    def bounds(self, velocity: F64) -> F64:
        """(N,) no sum of shares of any hand is more [m/s], for rows of all joints (N, J)."""
        fastest: F64 = (np.abs(velocity[:, self._joints]) @ self.levers.T).max(axis=1, initial=0.0)
        return fastest

    def moves(self, frames: F64) -> list[F64]:
        """For each hand how its shares (K, 3) follow joint velocities (G,), (K, 3, G).

        `frames`, (L + 1, 4, 4), are those of the skeleton at one pose.
        """
        found = []
        for rows, columns, groups, axes, slides, tip in self._hands:
            held = frames[rows]
            axis = np.matmul(held[:, :3, :3], axes[:, :, None])[:, :, 0]
            lever = (held[-1] @ tip)[:3] - held[:, :3, 3]
            moved = np.where(slides, axis, _crossed(axis, lever))
            share = np.zeros((len(groups), 3, self.levers.shape[1]))
            share[:, :, columns] = groups[:, None, :] * moved.T[None]
            found.append(share)
        return found

    def along(self, positions: F64, velocity: F64) -> F64:
        """(N,) the largest sum of shares of any hand [m/s], for rows of all joints (N, J) each."""
        frames = self._skeleton.frames(positions)
        worst = np.zeros(len(positions))
        for rows, columns, groups, axes, slides, tip in self._hands:
            held = frames[rows]  # (A, N, 4, 4)
            axis = np.einsum("anij,aj->ani", held[:, :, :3, :3], axes)
            lever = (held[-1] @ tip)[None, :, :3] - held[:, :, :3, 3]
            moved = np.where(slides[:, None], axis, _crossed(axis, lever))
            turned = moved * velocity[:, self._joints[columns]].T[:, :, None]
            shares = np.einsum("ka,ani->kni", groups, turned)
            worst = np.maximum(worst, np.sqrt((shares * shares).sum(axis=2)).sum(axis=0))
        return worst


def speeds(moves: list[F64], velocity: F64) -> F64:
    """(H,) sums of the shares [m/s], for joint velocities (G,)."""
    shares = [share @ velocity for share in moves]  # (K, 3) each
    return np.array([np.sqrt((share * share).sum(axis=1)).sum() for share in shares])


def levers(skeleton: Skeleton, name: str, points: tuple[Vec, ...], joints: NDArray[np.intp]) -> F64:
    """(G,) how far points of a link move at most for each unit of each joint [m].

    A joint that carries the link but cannot move the points counts as a nanometre.
    """
    found = np.zeros(len(joints))
    if name == BASE:
        return found
    chain = skeleton.chain(name)
    own = chain[-1]
    away = max(float(np.linalg.norm(np.cross(own.axis, point))) for point in points)
    found[np.searchsorted(joints, own.joint)] = 1.0 if own.slides else max(away, 1e-9)
    far = max(hypot(*point) for point in points)
    for link, inner in zip(reversed(chain[:-1]), reversed(chain[1:]), strict=True):
        far += hypot(*inner.origin)
        found[np.searchsorted(joints, link.joint)] = 1.0 if link.slides else far
    return found


def _crossed(one: F64, two: F64) -> F64:
    x1, y1, z1 = one[..., 0], one[..., 1], one[..., 2]
    x2, y2, z2 = two[..., 0], two[..., 1], two[..., 2]
    crossed: F64 = np.stack((y1 * z2 - z1 * y2, z1 * x2 - x1 * z2, x1 * y2 - y1 * x2), axis=-1)
    return crossed
