"""The skeleton stands where MuJoCo, from the same description, puts the same links."""

from pathlib import Path

import numpy as np
import pytest

from kinesics.errors import RigError
from kinesics.rig import load
from kinesics.rig.load import load_rig, read_rig
from kinesics.rig.skeleton import Link, Skeleton
from kinesics.table import Table

MJCF = Path(load.__file__).parent / "robots" / "humanoid" / "humanoid.xml"


def test_links_are_where_mujoco_puts_them():
    mujoco = pytest.importorskip(
        "mujoco", reason="mujoco is not installed; it is no dependency of kinesics"
    )
    rig = load_rig("humanoid")
    limits, draw = rig.limits, np.random.default_rng(0)
    model = mujoco.MjModel.from_xml_path(str(MJCF))
    state = mujoco.MjData(model)
    for _ in range(20):
        pose = draw.uniform(limits.position_min, limits.position_max)
        for name, position in zip(rig.names, pose, strict=True):
            state.qpos[model.joint(name).qposadr[0]] = position
        mujoco.mj_kinematics(model, state)
        frames = rig.skeleton.frames(pose[None])
        for link in rig.skeleton.links:
            frame = frames[rig.skeleton.index[link.name], 0]
            assert np.allclose(frame[:3, 3], state.body(link.name).xpos, atol=1e-5), link.name
            assert np.allclose(frame[:3, :3].ravel(), state.body(link.name).xmat, atol=1e-5)


def test_a_pruned_skeleton_has_the_same_frames():
    rig = load_rig("humanoid")
    pose = np.random.default_rng(1).uniform(rig.limits.position_min, rig.limits.position_max)
    part = rig.skeleton.pruned(["left_wrist_roll_link"])
    name = "left_elbow_link"
    whole = rig.skeleton.frames(pose[None])[rig.skeleton.index[name]]
    assert np.array_equal(part.frames(pose[None])[part.index[name]], whole)
    assert len(part.links) < len(rig.skeleton.links)


def test_a_sliding_link_moves_along_its_axis():
    slide = Link("slide", "base_link", 0, True, (0.0, 0.0, 0.1), (1.0, 0.0, 0.0))
    frames = Skeleton((slide,)).frames(np.array([[0.0], [0.2]]))
    assert np.allclose(frames[1, :, :3, 3], [[0.0, 0.0, 0.1], [0.2, 0.0, 0.1]])


def test_a_link_whose_parent_is_not_there_is_named():
    lost = Link("lost", "nowhere", 0, False, (0.0, 0.0, 0.0), (1.0, 0.0, 0.0))
    with pytest.raises(RigError, match="'lost': its parent 'nowhere'"):
        Skeleton((lost,))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"axis": [1.0, 1.0, 0.0]}, "length 1"),
        ({"joint": "knee"}, "one of"),
        ({"capsules": [{"start": [0, 0, 0], "end": [0, 0, 1], "radius": 0.0}]}, "positive"),
    ],
)
def test_what_is_wrong_with_a_body_is_said(change, said):
    link = {
        "name": "jaw_link",
        "parent": "base_link",
        "joint": "jaw",
        "origin": [0.0, 0.0, 0.1],
        "axis": [0.0, 1.0, 0.0],
    }
    document = load.read_document("humanoid").whole()
    body = {"links": [{**link, **change}]}
    with pytest.raises(RigError, match=said):
        read_rig(Table("robot.toml: ", {**document, "body": body}, RigError))


def test_a_rig_without_a_body_has_no_skeleton():
    document = dict(load.read_document("humanoid").whole())
    del document["body"]
    assert read_rig(Table("robot.toml: ", document, RigError)).skeleton is None
