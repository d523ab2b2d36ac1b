"""`bench_table`: a joint table of any size, of the reference humanoid's joints."""

import numpy as np

from kinesics.rig.load import load_rig
from kinesics_app.device.limits_table import joint_table
from kinesics_bridge.buses.of_rig import bus_table
from kinesics_bridge.joints.joint_table import JointTable

__all__ = ["bench_table"]


def bench_table(joints: int) -> JointTable:
    """The first `joints` joints of the humanoid, at most 41."""
    return bus_table(joint_table(load_rig("humanoid")), np.arange(joints))
