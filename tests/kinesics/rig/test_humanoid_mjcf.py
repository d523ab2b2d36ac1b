from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from kinesics.motion import channels
from kinesics.rig import load
from kinesics.rig.load import load_rig

RIG = load_rig("humanoid")
MJCF = Path(load.__file__).parent / "robots" / "humanoid" / "humanoid.xml"
ROOT = ET.parse(MJCF).getroot()


def numbers(text: str) -> list[float]:
    return [float(word) for word in text.split()]


def test_mjcf_has_the_rigs_joints_and_its_servos_in_rig_order():
    joints = {joint.get("name"): joint for joint in ROOT.iter("joint")}
    servos = {servo.get("name"): servo for servo in ROOT.iter("position")}
    assert tuple(servos) == RIG.names
    assert sorted(joints) == sorted(RIG.names)
    for joint in RIG.joints:
        limits = [joint.position_min, joint.position_max]
        assert numbers(joints[joint.name].get("range")) == limits
        assert numbers(servos[joint.name].get("ctrlrange")) == limits
        assert servos[joint.name].get("joint") == joint.name
        assert joints[joint.name].get("type") == ("slide" if joint.unit == "m" else "hinge")


def test_mjcf_needs_no_other_file():
    assert not [part for part in ROOT.iter() if part.get("file")]


def test_every_body_is_held_up_and_every_lip_is_tied_to_its_corner():
    bodies = [body for body in ROOT.iter("body") if body.get("name") != "base_link"]
    assert all(body.get("gravcomp") == "1" for body in bodies)
    ropes = [[site.get("site") for site in rope] for rope in ROOT.iter("spatial")]
    assert len(ropes) == 4
    assert ["lower_lip_right", "right_corner"] in ropes


def test_lids_are_closed_surfaces():
    for mesh in ROOT.iter("mesh"):
        faces = np.array(mesh.get("face").split(), dtype=int).reshape(-1, 3)
        edges = [tuple(face[[a, b]]) for face in faces for a, b in ((0, 1), (1, 2), (2, 0))]
        assert len(set(edges)) == len(edges)
        assert set(edges) == {(b, a) for a, b in edges}


@pytest.fixture(scope="module")
def mujoco():
    return pytest.importorskip(
        "mujoco", reason="mujoco is not installed; it is no dependency of kinesics"
    )


@pytest.fixture(scope="module")
def model(mujoco):
    return mujoco.MjModel.from_xml_path(str(MJCF))


def addresses(model) -> list[int]:
    return [model.joint(name).qposadr[0] for name in RIG.names]


def random_poses(count: int) -> np.ndarray:
    limits, rng = RIG.limits, np.random.default_rng(0)
    return rng.uniform(limits.position_min, limits.position_max, (count, len(RIG.names)))


def test_nothing_touches_at_rest_and_most_poses_are_free(mujoco, model):
    data = mujoco.MjData(model)

    def touching(row: np.ndarray) -> bool:
        data.qpos[addresses(model)] = row
        mujoco.mj_forward(model, data)
        return bool(data.ncon)

    assert not touching(RIG.neutral)
    assert 0.0 < np.mean([touching(row) for row in random_poses(300)]) < 0.2


def test_servos_can_hold_the_body_against_gravity(mujoco):
    model = mujoco.MjModel.from_xml_path(str(MJCF))
    model.body_gravcomp[:] = 0.0
    data = mujoco.MjData(model)
    worst = np.zeros(model.nv)
    for row in random_poses(1000):
        data.qpos[addresses(model)] = row
        mujoco.mj_forward(model, data)
        worst = np.maximum(worst, np.abs(data.qfrc_bias))
    stall = model.actuator_forcerange[:, 1]
    assert np.max(worst / stall) < 0.75


REACH = {
    "jawOpen": 0.7,
    "eyeBlinkLeft": 1.0,
    "mouthSmileLeft": 1.0,
    "head_yaw": 0.5,
    "torso_pitch": 0.3,
    "left_shoulder_pitch": -1.0,
    "left_elbow": -0.8,
}


def test_the_simulated_servos_reach_their_targets(mujoco, model):
    data = mujoco.MjData(model)
    data.qpos[addresses(model)] = RIG.neutral
    values = np.zeros(len(channels.NAMES))
    for name, value in REACH.items():
        values[channels.index(name)] = value
    target = RIG.pose(values)
    data.ctrl[:] = target
    mujoco.mj_step(model, data, nstep=1500)
    np.testing.assert_allclose(data.qpos[addresses(model)], target, atol=0.002)
