"""sim_node with a body that has weight: a mixer elsewhere moves it, within limits, and stops it."""

import json
from pathlib import Path

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


def test_a_body_that_gets_too_little_processor_says_how_far_it_is_behind_and_is_never_silent(
    domain, start, connect, monkeypatch, tmp_path
):
    """As on a busy machine: its words went on for ever less, and its mixer thought it gone."""
    starved = tmp_path / "starved"
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    monkeypatch.setenv("STARVED", str(starved))
    program = Path(__file__).with_name("starved_sim.py")
    with start(domain, "-p", "device:=mujoco", program=program):
        client = connect(domain)
        client.name = "/sim"
        words = client.keep("/link", "std_msgs/String", depth=1000)
        assert client.change("configure")
        client.wait(lambda: "simulation" in client.diagnostics)
        words.clear()
        starved.touch()
        client.wait(lambda: client.status["behind_ms"] > 1000.0)
        level, said = client.diagnostics["simulation"]
        assert level in (1, 2)  # the second above 2 s, and it goes on to be behind
        assert "ms behind: it gets too little processor" in said
        sent_s = [json.loads(one.data)["t_ns"] * 1e-9 for one in words]
        assert len(sent_s) > 10
        assert max(np.diff(sent_s)) < 1.0  # by itself 0.15; the machine has others
        client.close()
