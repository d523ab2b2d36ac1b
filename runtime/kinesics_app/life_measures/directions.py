"""`Directions`: where eyes and head are turned to, from joints, with each joint's lag."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.direction import from_head
from kinesics.rig.rig import Rig

__all__ = ["Directions", "directions_of", "speed_deg_s"]

F64 = NDArray[np.float64]

_CHANNELS = ("gaze_yaw", "gaze_pitch", "head_yaw", "head_pitch", "head_roll", "torso_yaw")


@dataclass(frozen=True, slots=True, eq=False)
class Directions:
    """(N,) each [rad]; gaze in the base frame, eyes in the head, the head on the torso."""

    rate_hz: float
    gaze_yaw: F64
    gaze_pitch: F64
    eye_yaw: F64
    eye_pitch: F64
    head_yaw: F64
    head_pitch: F64
    torso_yaw: F64


def directions_of(rig: Rig, joints: F64, rate_hz: float) -> Directions:
    """Of joint positions (N, J), as they are seen: each joint later by its lag."""
    eye_yaw, eye_pitch, head_yaw, head_pitch, head_roll, torso_yaw = (
        _angle(rig, joints, channel, rate_hz) for channel in _CHANNELS
    )
    gaze = np.array(
        [
            from_head((yaw, pitch), (head, bow), roll)
            for yaw, pitch, head, bow, roll in zip(
                eye_yaw.tolist(),
                eye_pitch.tolist(),
                (head_yaw + torso_yaw).tolist(),
                head_pitch.tolist(),
                head_roll.tolist(),
                strict=True,
            )
        ]
    )
    return Directions(
        rate_hz, gaze[:, 0], gaze[:, 1], eye_yaw, eye_pitch, head_yaw, head_pitch, torso_yaw
    )


def speed_deg_s(yaw: F64, pitch: F64, rate_hz: float) -> F64:
    """(N - 1,) speed of a direction [deg/s]."""
    level = np.cos(pitch[1:])
    speed: F64 = np.degrees(np.hypot(np.diff(yaw) * level, np.diff(pitch))) * rate_hz
    return speed


def _angle(rig: Rig, joints: F64, channel: str, rate_hz: float) -> F64:
    """The mean of what the joints that show a channel make of it, (N,)."""
    angles = []
    for column, joint in enumerate(rig.joints):
        drives = [one for one in joint.drives if one.channel == channel and abs(one.gain) >= 0.5]
        if drives:
            late = round(joint.lag_s * rate_hz)
            turned = (joints[:, column] - joint.neutral) / drives[0].gain
            angles.append(np.concatenate((np.full(late, turned[0]), turned))[: len(turned)])
    return np.mean(angles, axis=0) if angles else np.zeros(len(joints))
