"""`Directions`: where eyes and head are turned to, from joints, with each joint's lag."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.direction import Direction, from_head
from kinesics.rig.rig import Rig

__all__ = ["Directions", "as_seen", "directions_of", "speed_deg_s"]

F64 = NDArray[np.float64]

_AXES = ("yaw", "pitch", "roll")
_CHANNELS = (
    *("gaze_yaw", "gaze_pitch"),
    *(f"{part}_{axis}" for part in ("head", "torso") for axis in _AXES),
)


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
    head_roll: F64
    torso_yaw: F64
    torso_pitch: F64
    torso_roll: F64


def directions_of(rig: Rig, joints: F64, rate_hz: float) -> Directions:
    """Of joint positions (N, J), as they are seen: each joint later by its lag."""
    turned = [_angle(rig, joints, channel, rate_hz) for channel in _CHANNELS]
    gaze = np.array([_gaze(*row) for row in np.array(turned).T.tolist()])
    eye_yaw, eye_pitch, head_yaw, head_pitch, head_roll, torso_yaw, torso_pitch, torso_roll = turned
    return Directions(
        rate_hz=rate_hz,
        gaze_yaw=gaze[:, 0],
        gaze_pitch=gaze[:, 1],
        eye_yaw=eye_yaw,
        eye_pitch=eye_pitch,
        head_yaw=head_yaw,
        head_pitch=head_pitch,
        head_roll=head_roll,
        torso_yaw=torso_yaw,
        torso_pitch=torso_pitch,
        torso_roll=torso_roll,
    )


def as_seen(rig: Rig, joints: F64, rate_hz: float) -> F64:
    """Joint positions (N, J) as they are seen: each later by its lag."""
    seen = np.empty_like(joints)
    for column, joint in enumerate(rig.joints):
        seen[:, column] = _later(joints[:, column], round(joint.lag_s * rate_hz))
    return seen


def speed_deg_s(yaw: F64, pitch: F64, rate_hz: float) -> F64:
    """(N - 1,) speed of a direction [deg/s]."""
    level = np.cos(pitch[1:])
    speed: F64 = np.degrees(np.hypot(np.diff(yaw) * level, np.diff(pitch))) * rate_hz
    return speed


def _gaze(eye_yaw: float, eye_pitch: float, *carried: float) -> Direction:
    """Where eyes look in a head on a torso that are turned so: seen from the base."""
    yaw, pitch, roll, torso_yaw, torso_pitch, torso_roll = carried
    on_torso = from_head((eye_yaw, eye_pitch), (yaw, pitch), roll)
    return from_head(on_torso, (torso_yaw, torso_pitch), torso_roll)


def _angle(rig: Rig, joints: F64, channel: str, rate_hz: float) -> F64:
    """The mean of what the joints that show a channel make of it, (N,)."""
    angles = []
    for column, joint in enumerate(rig.joints):
        drives = [one for one in joint.drives if one.channel == channel and abs(one.gain) >= 0.5]
        if drives:
            turned = (joints[:, column] - joint.neutral) / drives[0].gain
            angles.append(_later(turned, round(joint.lag_s * rate_hz)))
    return np.mean(angles, axis=0) if angles else np.zeros(len(joints))


def _later(values: F64, rows: int) -> F64:
    """(N,) the same some rows later."""
    return np.concatenate((np.full(rows, values[0]), values))[: len(values)]
