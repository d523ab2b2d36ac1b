"""`servos_of`: a rig's servos, as the twin has them."""

import numpy as np

from kinesics.rig.actuators import ACTUATORS
from kinesics.rig.rig import Rig
from kinesics_bridge.joints.servo import ServoParameters

__all__ = ["servos_of"]

_STALL_HEATS = 2.0  # K/s of a servo that is blocked: assumed


def servos_of(rig: Rig, *, lag_share: float = 1.0, bandwidth_share: float = 1.0) -> ServoParameters:
    """The servos of `rig` as their classes describe them.

    `lag_share` and `bandwidth_share` make the twin's servos differ from what the rig believes:
    dead time, and natural frequency, times these.
    """
    classes = [ACTUATORS[joint.actuator] for joint in rig.joints]
    ratio = np.abs([joint.ratio for joint in rig.joints])
    return ServoParameters(
        dead_time_s=np.array([one.dead_time_s for one in classes]) * lag_share,
        natural_frequency_hz=np.array([one.natural_frequency_hz for one in classes])
        * bandwidth_share,
        damping=np.array([one.damping for one in classes]),
        velocity_max=np.array([one.velocity for one in classes]) * ratio,
        acceleration_max=np.array([2.0 * one.acceleration for one in classes]) * ratio,
        noise=np.array([one.noise_rad for one in classes]) * ratio,
        resolution=np.array([one.resolution_rad for one in classes]) * ratio,
        stall_current_a=np.array([one.stall_current_a for one in classes]),
        heating_k_per_a2s=_STALL_HEATS / np.array([one.stall_current_a for one in classes]) ** 2,
    )
