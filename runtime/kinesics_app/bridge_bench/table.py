"""`bench_table`: a joint table of any size, of the reference humanoid's joints."""

import numpy as np

from kinesics.rig.load import load_rig
from kinesics_app.device import joint_table
from kinesics_bridge.joint_table import JointTable

__all__ = ["bench_table"]

_COLUMNS = (
    "position_min",
    "position_max",
    "neutral",
    "velocity",
    "acceleration",
    "jerk",
    "safe",
    "feedback",
)


def bench_table(joints: int) -> JointTable:
    """The first `joints` joints of the humanoid, at most 41."""
    whole = joint_table(load_rig("humanoid"))
    columns = {name: np.asarray(getattr(whole, name))[:joints] for name in _COLUMNS}
    return JointTable(f"humanoid {joints}", whole.names[:joints], **columns)
