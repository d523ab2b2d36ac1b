"""`ArmChain`: the links of an arm that its channels move, and where they put the hand."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.motion import channels
from kinesics.rig.rig import Rig
from kinesics.rig.skeleton import Link

__all__ = ["ARM_CHANNELS", "ArmChain", "arm_chain", "cross_matrix", "driven_by"]

F64 = NDArray[np.float64]

ARM_CHANNELS = (
    *("shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow"),
    *("wrist_yaw", "wrist_pitch", "wrist_roll"),
)
"""What follows `left_` and `right_`; the hand's opening is not part of a reach."""

_EYE3 = np.eye(3)


@dataclass(frozen=True, slots=True, eq=False)
class ArmChain:
    """The links of an arm that its channels move, (A,)."""

    bones: F64
    """(A, 1, 3, 2) of each, in the frame of the one before: its axis, and where it is."""
    slides: bool
    """Whether one of them slides."""
    turns: F64
    """(A,) 1 where it turns, 0 where it slides."""
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

    def joints(self, values: F64) -> F64:
        """Positions (N, A) of what shows channels (N, A), inside their limits."""
        return np.clip(self.neutral + self.gain * values, self.low, self.high)

    def forward(self, joints: F64, palm: F64) -> tuple[F64, F64, tuple[F64, F64]]:
        """Where the palm, `palm` (3,) in the last link, is, (N, 3), and its turn, (N, 3, 3).

        Then the joints' points (N, A, 3) and axes (N, A, 3); all in the trunk's frame.
        """
        angles = (joints * self.turns)[:, :, None, None]
        own = np.sin(angles) * self.cross + (1.0 - np.cos(angles)) * self.square + _EYE3
        turns = np.empty((joints.shape[1] + 1, len(joints), 3, 3))  # of the frame before each
        turns[0] = _EYE3
        for row in range(joints.shape[1]):
            np.matmul(turns[row], own[:, row], out=turns[row + 1])
        bones = np.matmul(turns[:-1], self.bones).transpose(3, 1, 0, 2)
        axes, steps = bones  # (N, A, 3) each
        slid = (joints * (1.0 - self.turns))[:, :, None] * axes if self.slides else 0.0
        steps += slid
        points = np.cumsum(steps, axis=1) - slid
        return steps.sum(axis=1) + turns[-1] @ palm, turns[-1], (points, axes)


def driven_by(rig: Rig, side: str) -> dict[int, tuple[int, float]]:
    """Row of `ARM_CHANNELS` and gain, for each joint that one of them drives the most."""
    driven: dict[int, tuple[int, float]] = {}
    for column, joint in enumerate(rig.joints):
        for drive in joint.drives:
            name = drive.channel.removeprefix(f"{side}_")
            if name != drive.channel and name in ARM_CHANNELS and drive.gain:
                driven.setdefault(column, (ARM_CHANNELS.index(name), drive.gain))
    return driven


def arm_chain(
    rig: Rig, side: str, links: tuple[Link, ...], driven: dict[int, tuple[int, float]]
) -> ArmChain:
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
    cross = np.array([cross_matrix(np.array(link.axis)) for link, _ in kept]).reshape(-1, 3, 3)
    bones = np.array([(link.axis, link.origin) for link, _ in kept]).reshape(-1, 2, 3)
    return ArmChain(
        bones.transpose(0, 2, 1)[:, None].copy(),
        any(link.slides for link, _ in kept),
        np.array([0.0 if link.slides else 1.0 for link, _ in kept]),
        cross,
        cross @ cross,
        neutral,
        gain,
        np.maximum([joint.position_min for joint in joints], ends[:, 0]),
        np.minimum([joint.position_max for joint in joints], ends[:, 1]),
        rows,
    )


def cross_matrix(axis: F64) -> F64:
    """Of a vector (3,), its cross product with a column on the right, or of a row with it."""
    x, y, z = axis.tolist()
    return np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
