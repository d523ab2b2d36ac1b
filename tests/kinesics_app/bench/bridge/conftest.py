import numpy as np
import pytest

from kinesics_bridge.joints.joint_table import JointTable


@pytest.fixture(scope="session")
def small_table():
    """Six joints that differ, every other one with feedback."""
    spread = np.arange(6)
    acceleration = 30.0 + 15.0 * spread
    return JointTable(
        robot_id="bench",
        names=[f"joint_{j}" for j in spread],
        position_min=-0.6 - 0.1 * spread,
        position_max=0.7 + 0.1 * spread,
        neutral=0.05 * spread,
        velocity=3.0 + 0.7 * spread,
        acceleration=acceleration,
        jerk=100.0 * acceleration,
        safe=-0.1 * (spread % 3),
        feedback=spread % 2,
        releases=spread != 2,
    )
