"""A body in MuJoCo behind the firmware: it weighs, it touches, its servos are only so strong."""

import sys
from pathlib import Path

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics.rig import load
from kinesics.rig.load import load_rig
from kinesics_bridge.joints.servo import ServoParameters
from kinesics_bridge.twin.physics import Physics

pytest.importorskip("mujoco", reason="MuJoCo is the extra `sim`")

RIG = load_rig("humanoid")
MODEL = Path(load.__file__).parent / "robots" / "humanoid" / "humanoid.xml"
ALL = np.ones(len(RIG.joints), bool)
SERVOS = ServoParameters(dead_time_s=0.004, stall_current_a=1.5)
ARM = """
<mujoco>
  <compiler angle="radian"/><option gravity="0 0 0"/>
  <worldbody>
    <body name="arm"><joint name="elbow" type="hinge" axis="0 1 0" range="-2 2" armature="0.01"/>
      <geom type="capsule" fromto="0 0 0 0.2 0 0" size="0.02" mass="0.2"/></body>
  </worldbody>
  <actuator><position name="elbow" joint="elbow" kp="20" kv="0.8" forcerange="-4 4"/></actuator>
</mujoco>
"""


def humanoid(**at):
    start = RIG.neutral.copy()
    for name, value in at.items():
        start[RIG.index(name)] = value
    return Physics(MODEL, RIG.names, start, SERVOS), start


def run(physics, commands, has_torque=ALL, ticks=1000):
    for _ in range(ticks):
        physics.step(commands, has_torque)
    return physics.measure()


def test_with_torque_it_stays_and_without_an_arm_falls():
    raised = {"left_shoulder_pitch": -1.4}
    physics, pose = humanoid(**raised)
    held = run(physics, pose)
    np.testing.assert_allclose(held, pose, atol=0.03)
    limp = ALL.copy()
    arm = [RIG.index(name) for name in RIG.names if name.startswith("left_")]
    limp[arm] = False
    fallen = run(physics, pose, limp, ticks=3000)
    shoulder = RIG.index("left_shoulder_pitch")
    assert fallen[shoulder] > pose[shoulder] + 0.5
    still = [n for n in range(len(pose)) if n not in arm]
    np.testing.assert_allclose(fallen[still], pose[still], atol=0.06)


def test_an_arm_that_is_driven_into_the_chest_touches_it_and_pushes_no_harder_than_it_can():
    physics, pose = humanoid()
    wanted = pose.copy()
    for name, value in (
        ("left_shoulder_pitch", -0.5),
        ("left_shoulder_yaw", -1.3),
        ("left_elbow", -2.2),
        ("left_shoulder_roll", -0.25),
    ):
        wanted[RIG.index(name)] = value
    reached = run(physics, wanted, ticks=2000)
    assert physics.contacts
    assert max(physics.contacts.values()) < 0.01
    assert np.abs(reached - wanted).max() > 0.05  # something is in the way
    efforts = [4.1 if "shoulder" in name or "elbow" in name else 11.0 for name in RIG.names]
    arm = [n for n, name in enumerate(RIG.names) if name.startswith("left_shoulder")]
    assert (np.abs(physics.torques) <= np.array(efforts) + 1e-9)[arm].all()
    assert physics.currents.max() <= 1.5 + 1e-9
    assert physics.currents[arm].max() > 0.1


def test_who_pushes_a_head_moves_it_and_it_comes_back():
    physics, pose = humanoid()
    before = run(physics, pose, ticks=300)
    physics.push("head", (0.0, 25.0, 0.0))
    pushed = run(physics, pose, ticks=400)
    physics.push("head", (0.0, 0.0, 0.0))
    after = run(physics, pose, ticks=1500)
    roll = RIG.index("waist_roll")
    assert abs(pushed[roll] - before[roll]) > 0.005
    assert abs(after[roll] - before[roll]) < 0.002
    with pytest.raises(BridgeError, match="no link 'hat'"):
        physics.push("hat", (0.0, 0.0, 1.0))


def test_servos_hear_after_their_dead_time(tmp_path):
    model = tmp_path / "arm.xml"
    model.write_text(ARM)
    for dead_s in (0.0, 0.02):
        physics = Physics(model, ["elbow"], np.zeros(1), ServoParameters(dead_time_s=dead_s))
        moved = 0
        while abs(physics.measure()[0]) < 1e-6 and moved < 100:
            physics.step(np.array([-0.5]), np.ones(1, bool))
            moved += 1
        assert moved == 1 + round(dead_s * 1000)


@pytest.mark.parametrize(
    ("text", "names", "why"),
    [
        (None, ["elbow"], "no model .*MJCF beside its rig"),
        ("<mujoco", ["elbow"], "MuJoCo cannot load it"),
        (ARM, ["knee"], "no actuator 'knee'; wanted a position actuator of each joint's name"),
    ],
)
def test_what_is_no_model_of_this_robot_is_told_with_what_would_be_right(
    tmp_path, text, names, why
):
    model = tmp_path / "arm.xml"
    if text is not None:
        model.write_text(text)
    with pytest.raises(BridgeError, match=why):
        Physics(model, names, np.zeros(1), ServoParameters())


def test_without_mujoco_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "mujoco", None)
    with pytest.raises(BridgeError, match=r"install kinesics\[sim\]"):
        Physics(MODEL, RIG.names, RIG.neutral, SERVOS)
