"""The service calibrate_zero: of whom it makes the pose in which it is held the neutral one."""

from pathlib import Path

import numpy as np
import pytest

import kinesics
from kinesics.rig.load import load_rig

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

SHIPPED = Path(kinesics.__file__).parent / "rig/robots/humanoid/humanoid.toml"


def test_a_shipped_rig_is_refused_and_a_robot_that_is_not_opened(body):
    body.bring("inactive")
    good, why = body.trigger("calibrate_zero")
    assert (good, "shipped rig" in why) == (False, True)
    assert body.change("cleanup")
    assert body.trigger("calibrate_zero") == (
        False,
        "no robot is opened; configure the node first",
    )


def test_the_pose_of_a_limp_robot_becomes_the_neutral_one_and_that_of_one_alive_does_not(
    domain, start, connect, tmp_path, monkeypatch
):
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    path = tmp_path / "mine.toml"
    text = SHIPPED.read_text()
    path.write_text(text)
    with start(domain, "-p", f"robot:={path}"):
        body = connect(domain)
        body.bring("active")
        good, why = body.trigger("calibrate_zero")
        assert (good, "the robot lives" in why) == (False, True)
        assert path.read_text() == text
        body.bring("inactive")
        states = body.keep("/joint_states", "sensor_msgs/JointState")
        body.wait(lambda: len(states) > 5)
        good, told = body.trigger("calibrate_zero")
        assert good, told
        again = load_rig(str(path))
        measured = [joint.name for joint in again.joints if joint.feedback != "none"]
        assert told == (
            f"{path}: neutral of {', '.join(measured)} written: another joint table; clean up, "
            "`kinesics firmware provision`, configure"
        )
        held = dict(zip(states[-1].name, states[-1].position, strict=True))
        away = [again.neutral[again.names.index(name)] - held[name] for name in measured]
        assert np.abs(away).max() < 0.05  # but for its sensors' noise
        assert path.read_text() != text
        body.close()
