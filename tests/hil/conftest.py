"""Firmware that lives in real time: a native process, images in QEMU, a paced twin on a pty."""

import time

import numpy as np
import pytest

from kinesics.motion.frame import Frame
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.twin.pty_twin import PtyTwin

MS = 1_000_000
PATIENCE_S = 60.0


def make_table(joints=3, **changes):
    columns = {
        "robot_id": "hil",
        "names": [f"joint_{j}" for j in range(joints)],
        "position_min": -1.0,
        "position_max": 1.0,
        "neutral": 0.0,
        "velocity": 4.0,
        "acceleration": 40.0,
        "jerk": 4000.0,
        "feedback": 1,
    }
    return JointTable(**{**columns, **changes})


def joint_table(joints=6):
    """Joints that differ."""
    spread = np.arange(joints)
    acceleration = 30.0 + 10.0 * spread
    return make_table(
        joints,
        robot_id="bench",
        velocity=3.0 + 0.5 * spread,
        acceleration=acceleration,
        jerk=100.0 * acceleration,
        feedback=spread % 2,
    )


def stream(bridge, wanted, duration_s, lead_s=0.1):
    """A row every 10 ms on the clock, `wanted(t_s)` gives (J,); the telemetry that came."""
    came = []
    start_ns = time.monotonic_ns()
    for k in range(round(duration_s * 100)):
        due_ns = start_ns + k * 10 * MS
        time.sleep(max(0, due_ns - time.monotonic_ns()) / 1e9)
        while (telemetry := bridge.poll()) is not None:
            came.append(telemetry)
        bridge.send(Frame(due_ns + round(lead_s * 1e9), wanted(k / 100)))
    return came


def stream_until(bridge, pose, condition, lead_s=0.1):
    """One pose every 10 ms until `condition` of the telemetry that came last; that telemetry."""
    told, end_s = None, time.monotonic() + PATIENCE_S
    while not (told is not None and condition(told)):
        assert time.monotonic() < end_s, (bridge.state, bridge.arm_refusal, told, bridge.counters)
        for told in stream(bridge, lambda t_s: pose, 0.05, lead_s):
            if condition(told):
                break
    return told


def stream_until_armed(bridge, pose, lead_s):
    """Arm a device that may be slow to answer, as a person would: again, while it says nothing."""
    told, end_s = None, time.monotonic() + PATIENCE_S
    while told is None or bridge.state != "ACTIVE":
        assert time.monotonic() < end_s, (bridge.state, bridge.arm_refusal)
        bridge.arm()
        came = stream(bridge, lambda t_s: pose, 1.0, lead_s)
        told = came[-1] if came else told
    return told


@pytest.fixture(scope="session", name="stream_until")
def awaiter():
    return stream_until


@pytest.fixture(scope="session", name="stream_until_armed")
def armer():
    return stream_until_armed


@pytest.fixture(scope="session", name="make_table")
def table_maker():
    return make_table


@pytest.fixture(scope="session", name="stream")
def streamer():
    return stream


@pytest.fixture
def table():
    return joint_table()


@pytest.fixture(scope="session")
def living_robot(living):
    """Makes a paced twin on a port of its own, living in a thread; it keeps its trace."""
    pytest.importorskip("pty", reason="this platform has no pseudo-terminals")
    return lambda table: living(PtyTwin(table, keep_trace=True))


@pytest.fixture
def robot(table, living_robot):
    """A living one."""
    with living_robot(table) as one:
        yield one
