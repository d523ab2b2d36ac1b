"""A robot on a pseudo-terminal, living in a thread; `fault_proxy` makes its wire bad."""

import threading

import numpy as np
import pytest

from kinesics_bridge.joint_table import JointTable

pytest.importorskip("pty", reason="this platform has no pseudo-terminals")


def joint_table(joints=6):
    spread = np.arange(joints)
    acceleration = 30.0 + 10.0 * spread
    return JointTable(
        robot_id="bench",
        names=[f"joint_{j}" for j in range(joints)],
        position_min=np.full(joints, -1.0),
        position_max=np.full(joints, 1.0),
        neutral=np.zeros(joints),
        velocity=3.0 + 0.5 * spread,
        acceleration=acceleration,
        jerk=100.0 * acceleration,
        feedback=spread % 2,
    )


@pytest.fixture
def table():
    return joint_table()


@pytest.fixture
def robot(table):
    """A paced twin that keeps the trace of what it played."""
    from kinesics_bridge.pty_twin import PtyTwin

    twin = PtyTwin(table, keep_trace=True)
    ended = threading.Event()
    life = threading.Thread(target=twin.run, args=(ended.is_set,), name="robot")
    life.start()
    yield twin
    ended.set()
    life.join()
    twin.close()
