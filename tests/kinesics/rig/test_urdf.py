"""What is read of a URDF, and what is refused."""

import numpy as np
import pytest

from kinesics.errors import RigError
from kinesics.rig import load
from kinesics.rig.load import load_rig
from kinesics.rig.urdf import read_urdf

HUMANOID = load._ROBOTS / "humanoid" / "humanoid.urdf"
XACRO = "http://www.ros.org/wiki/xacro"
LIMIT = '<limit lower="-1" upper="1" velocity="2" effort="3"/>'


def joint(name, kind="revolute", inside=LIMIT, parent="base", child=None, rpy="0 0 0"):
    return (
        f'<joint name="{name}" type="{kind}"><parent link="{parent}"/>'
        f'<child link="{child or name + "_link"}"/><origin rpy="{rpy}"/>{inside}</joint>'
    )


def robot(*joints):
    return f'<robot name="foreign"><link name="base"/>{"".join(joints)}</robot>'


@pytest.fixture
def read(tmp_path):
    def reading(text):
        path = tmp_path / "robot.urdf"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_urdf(path)

    return reading


def test_the_humanoids_joints_are_those_of_its_rig():
    urdf, rig = read_urdf(HUMANOID), load_rig("humanoid")
    for one in urdf.joints:
        own = rig.joints[rig.index(one.name)]
        assert (one.low, one.high) == (own.position_min, own.position_max)
        assert one.velocity == own.velocity
    assert len(urdf.joints) == len(rig.joints)


def test_fixed_joints_are_passed_over_and_others_without_a_servo_are_told(read):
    mimic = LIMIT + '<mimic joint="a"/>'
    urdf = read(
        robot(
            joint("a"),
            joint("b", "fixed", ""),
            joint("c", inside=mimic),
            joint("d", "floating"),
            joint("passive_e"),
        )
    )
    assert [one.name for one in urdf.joints] == ["a"]
    assert urdf.left_out == {
        "c": "it follows another joint (mimic)",
        "d": "no servo is floating",
        "passive_e": "it is passive by its name",
    }


def test_a_continuous_joint_needs_no_limits(read):
    (one,) = read(robot(joint("wheel", "continuous", ""))).joints
    assert (one.low, one.high, one.velocity, one.effort) == (None, None, None, None)


def test_a_prismatic_joint_is_in_metres(read):
    (one,) = read(robot(joint("lip", "prismatic", LIMIT + '<axis xyz="0 0 -2"/>'))).joints
    assert one.unit == "m"
    assert one.axis.tolist() == [0.0, 0.0, -1.0]


def test_an_axis_is_told_in_the_frame_of_the_base(read):
    """A neck whose frames are turned by its parents, as many exporters write them."""
    half = "1.5707963267948966"
    urdf = read(
        robot(
            joint("turned", "fixed", "", child="a", rpy=f"{half} 0 0"),
            joint("pitch", inside=LIMIT + '<axis xyz="0 0 1"/>', parent="a", child="b"),
            joint("last", inside=LIMIT + '<axis xyz="1 0 0"/>', parent="b", rpy=f"0 0 {half}"),
        )
    )
    pitch, last = urdf.joints
    np.testing.assert_allclose(pitch.axis, [0, -1, 0], atol=1e-12)  # z, rolled by a quarter turn
    np.testing.assert_allclose(last.axis, [0, 0, 1], atol=1e-12)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<robot", "not XML"),
        ("", "not XML"),
        ("<mujoco/>", "begins with <mujoco>"),
        (
            f'<robot xmlns:xacro="{XACRO}"><xacro:macro/></robot>',
            "xacro FILE > robot.urdf",
        ),
        (robot(), "no joint that moves"),
        (robot(joint("a", "fixed", "")), "no joint that moves"),
        (robot(joint("a"), joint("a")), "two joints are named 'a'"),
        (robot(joint("")), "a joint has no name"),
        (robot(joint("a", inside="")), "joint 'a': no limits"),
        (robot(joint("a", inside='<limit velocity="1"/>')), "lower below upper"),
        (robot(joint("a", inside='<limit lower="-1" upper="1"/>')), "velocity is None"),
        (robot(joint("a", inside=LIMIT.replace('"2"', '"0"'))), "velocity is '0'"),
        (robot(joint("a", inside=LIMIT.replace('"2"', '"nan"'))), "wanted a finite number"),
        (robot(joint("a", inside=LIMIT.replace('"2"', '"fast"'))), "wanted a finite number"),
        (robot(joint("a", inside=LIMIT + '<axis xyz="0 0 0"/>')), "its axis is zero"),
        (robot(joint("a", inside=LIMIT + '<axis xyz="0 1"/>')), "wanted three numbers"),
        (robot(joint("a", parent="l", child="l")), "go round in a circle"),
        ('<!DOCTYPE robot [<!ENTITY a "b">]>' + robot(joint("a")), "a document type or entities"),
        ('<!DOCTYPE r SYSTEM "file:///etc/passwd">' + robot(joint("a")), "a document type"),
        (('<!DOCTYPE r [<!ENTITY a "b">]>' + robot(joint("a"))).encode("utf-16"), "document type"),
    ],
)
def test_what_is_no_robot_is_refused_in_one_line(read, text, told):
    with pytest.raises(RigError) as caught:
        read(text)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(RigError, match="cannot read"):
        read_urdf(tmp_path / "none.urdf")
