"""`joint_table`: the limits of a rig as host and firmware hold them."""

import numpy as np

from kinesics.rig.rig import Rig
from kinesics_bridge.joints.joint_table import JointTable

__all__ = ["joint_table"]

_FEEDBACK = {"none": 0, "position": 1, "current": 2}


def joint_table(rig: Rig) -> JointTable:
    """The rig's limits as both sides of the wire hold them."""
    limits = rig.limits
    return JointTable(
        robot_id=rig.name,
        names=rig.names,
        position_min=limits.position_min,
        position_max=limits.position_max,
        neutral=rig.neutral,
        velocity=limits.velocity,
        acceleration=limits.acceleration,
        jerk=limits.jerk,
        safe=np.array([joint.safe for joint in rig.joints]),
        feedback=np.array([_FEEDBACK[joint.feedback] for joint in rig.joints]),
    )
