"""A robot as pages draw it: the same links, turned by the same joints, as its rig has them."""

import numpy as np
import pytest

from kinesics.rig.load import load_rig
from kinesics_app.studio.figure import figure_of, urdf_of


@pytest.fixture(scope="module")
def rig():
    return load_rig("humanoid")


def placed(origin):
    """(4, 4) of x, y, z, roll, pitch, yaw as URDF has them."""
    x, y, z, roll, pitch, yaw = origin
    turns = [turned((0, 0, 1), yaw), turned((0, 1, 0), pitch), turned((1, 0, 0), roll)]
    frame = turns[0] @ turns[1] @ turns[2]
    frame[:3, 3] = x, y, z
    return frame


def turned(axis, angle):
    x, y, z = np.asarray(axis, float) / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    frame = np.eye(4)
    frame[:3, :3] += np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    return frame


def frames(figure, joints):
    """{link: (4, 4)} base from link, as a page would have it."""
    told = {"": np.eye(4)}
    for link in figure:
        moved = np.eye(4)
        if link["joint"] >= 0:
            value = link["offset"] + link["scale"] * joints[link["joint"]]
            if link["kind"] == "slides":
                moved[:3, 3] = np.array(link["axis"]) * value
            else:
                moved = turned(link["axis"], value)
        told[link["name"]] = told[link["parent"]] @ placed(link["origin"]) @ moved
    return told


def test_links_are_where_the_rig_s_own_geometry_has_them_in_any_pose(rig):
    figure = figure_of("humanoid", rig)
    random = np.random.default_rng(3)
    low, high = rig.limits.position_min, rig.limits.position_max
    for _ in range(20):
        joints = random.uniform(low, high)
        told = frames(figure, joints)
        right = rig.skeleton.frames(joints[None])[:, 0]
        for name, row in rig.skeleton.index.items():
            np.testing.assert_allclose(told[name], right[row], atol=1e-4)


def test_every_joint_moves_a_link_and_every_shape_has_sizes_and_a_colour(rig):
    figure = figure_of("humanoid", rig)
    assert {link["joint"] for link in figure} >= set(range(len(rig.joints)))
    sizes = {"box": 3, "cylinder": 2, "sphere": 1}
    shapes = [shape for link in figure for shape in link["shapes"]]
    assert len(shapes) > 100
    for shape in shapes:
        assert len(shape["size"]) == sizes[shape["shape"]]
        assert min(shape["size"]) > 0
        assert len(shape["colour"]) == 3


def test_lights_are_on_the_head_and_shine():
    figure = figure_of("matrix", load_rig("matrix"))
    lights = [link for link in figure if link["kind"] == "shines"]
    assert len(lights) == 44
    assert {link["parent"] for link in lights} == {"head"}
    assert min(link["joint"] for link in lights) >= 0


def test_without_a_urdf_the_capsules_of_the_rig_are_drawn(rig, tmp_path):
    figure = figure_of(str(tmp_path / "mine.toml"), rig)
    assert {link["name"] for link in figure} == set(rig.skeleton.index)
    joints = rig.neutral
    told = frames(figure, joints)
    right = rig.skeleton.frames(joints[None])[:, 0]
    for name, row in rig.skeleton.index.items():
        np.testing.assert_allclose(told[name], right[row], atol=1e-9)
    assert any(link["shapes"] for link in figure)


def test_a_robot_of_meshes_is_drawn_as_rods_from_joint_to_joint(rig, tmp_path):
    link = '<link name="{}"><visual><geometry>{}</geometry></visual></link>'
    mesh = '<mesh filename="package://arm.stl"/>'
    urdf_of(str(tmp_path / "mine.toml")).write_text(
        '<robot name="x">'
        + "".join(link.format(name, mesh) for name in ("base", "arm", "hand"))
        + link.format("lamp", '<sphere radius="0.1"/>')
        + '<joint name="jaw" type="revolute"><parent link="base"/><child link="arm"/>'
        '<origin xyz="0 0 0.3"/></joint>'
        '<joint name="a" type="fixed"><parent link="arm"/><child link="hand"/>'
        '<origin xyz="0.2 0 0"/></joint>'
        '<joint name="b" type="fixed"><parent link="hand"/><child link="lamp"/></joint></robot>'
    )
    base, arm, hand, lamp = figure_of(str(tmp_path / "mine.toml"), rig)
    assert [link["meshes"] for link in (base, arm, hand, lamp)] == [1, 1, 1, 0]
    (rod,) = [shape for shape in arm["shapes"] if shape["shape"] == "cylinder"]
    assert rod["size"][1] == pytest.approx(0.2)
    np.testing.assert_allclose(placed(rod["origin"]) @ [0, 0, 0.1, 1], [0.2, 0, 0, 1], atol=1e-12)
    assert hand["shapes"]
    assert [shape["size"] for shape in lamp["shapes"]] == [[0.1]]


@pytest.mark.parametrize(
    "text", ["<robot", '<!DOCTYPE x [<!ENTITY a "b">]><robot name="x"/>', "<html/>"]
)
def test_a_urdf_that_cannot_be_read_is_passed_over(rig, tmp_path, text):
    urdf_of(str(tmp_path / "mine.toml")).write_text(text)
    figure = figure_of(str(tmp_path / "mine.toml"), rig)
    assert {link["name"] for link in figure} == set(rig.skeleton.index)
