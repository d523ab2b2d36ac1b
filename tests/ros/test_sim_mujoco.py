"""sim_node with a body that has weight: a mixer elsewhere moves it, within limits, and stops it."""

import numpy as np
import pytest

from kinesics.rig.load import load_rig

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")
pytest.importorskip("mujoco", reason="MuJoCo is the extra `sim`; scripts/test --ros has it")

RIG = load_rig("humanoid")
THERE_RAD = -1.2


def swing():
    from builtin_interfaces.msg import Duration
    from trajectory_msgs.msg import JointTrajectory, JointTrajectoryPoint

    points = [
        JointTrajectoryPoint(positions=[THERE_RAD], time_from_start=Duration(sec=after_s))
        for after_s in (2, 6)
    ]
    return JointTrajectory(joint_names=["left_elbow"], points=points)


def test_a_body_with_weight_is_moved_and_stopped_by_a_mixer_elsewhere(
    domain, start, connect, monkeypatch
):
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    slack = ("-p", "lead_ms:=300.0", "-p", "transport_ms:=1000.0")
    with (
        start(domain, "-p", "device:=mujoco", node="sim_node"),
        start(domain, "-p", "device:=topics", *slack, node="mixer_node"),
    ):
        client = connect(domain)
        states = client.keep("/joint_states", "sensor_msgs/JointState", depth=1000)
        for name in ("sim", "body"):
            client.name = f"/{name}"
            assert client.change("configure")
        client.name = "/body"
        client.wait(lambda: client.status["state"] == "DISARMED")
        client.wait(lambda: states)
        assert tuple(states[-1].name) == RIG.names
        elbow = [*states[-1].name].index("left_elbow")
        hangs_rad = states[-1].position[elbow]
        assert client.change("activate")
        client.publisher("/joint_trajectory", "trajectory_msgs/JointTrajectory").publish(swing())
        client.wait(lambda: states[-1].position[elbow] < THERE_RAD + 0.1)
        assert abs(states[-1].position[elbow] - hangs_rad) > 0.3
        client.name = "/sim"
        client.wait(lambda: max(client.status["limits_used"].values()) > 0.1)  # every 100 turns
        used = client.status["limits_used"]
        assert max(used.values()) <= 1.0, used  # as played, at 1 kHz
        client.name = "/body"
        assert client.trigger("stop")[0]
        client.wait(lambda: client.status["state"] == "STOPPED")
        assert np.isfinite(np.array([one.position for one in states])).all()
        client.close()
