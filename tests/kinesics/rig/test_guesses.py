"""What a joint's name, speed and effort suggest."""

import re

import pytest

from kinesics.motion import channels
from kinesics.record.view import ROLES
from kinesics.rig import name_guess
from kinesics.rig.actuators import ACTUATORS
from kinesics.rig.name_guess import guess_of, plain_name
from kinesics.rig.servo_guess import allowed_velocity, servo_for


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("HeadYaw", "head_yaw"),
        ("l-shoulder.pitch", "l_shoulder_pitch"),
        ("LElbow", "l_elbow"),
        ("WheelFL", "wheel_fl"),
        ("1st__axis", "joint_1st_axis"),
        ("_é_", "joint"),
        ("x" * 80, "x" * 64),
    ],
)
def test_names_become_those_of_a_rig(name, plain):
    assert plain_name(name) == plain


@pytest.mark.parametrize(
    ("name", "channel"),
    [
        ("head_yaw", "head_yaw"),
        ("neck_pitch_joint", "head_pitch"),
        ("head_pan", "head_yaw"),
        ("head_tilt", "head_pitch"),
        ("jaw", "jawOpen"),
        ("jaw_joint", "jawOpen"),
        ("eye_l_yaw", "gaze_yaw"),
        ("right_eye_pitch", "gaze_pitch"),
        ("r_eyelid", "eyeBlinkRight"),
        ("eyelid_upper_left", "eyeBlinkLeft"),
        ("r_shoulder_pitch", "right_shoulder_pitch"),
        ("left_elbow_joint", "left_elbow"),
        ("l_gripper", "left_hand"),
        ("waist_yaw", "torso_yaw"),
        ("yaw_body", "torso_yaw"),
    ],
)
def test_common_names_suggest_a_channel(name, channel):
    assert guess_of(name).channel == channel


@pytest.mark.parametrize("name", ["elbow", "wheel", "left_knee", "antenna_left", "head", "joint_1"])
def test_other_names_suggest_nothing(name):
    assert guess_of(name) is None


def test_every_guess_names_a_channel_and_a_role_that_exist():
    for row in name_guess._ROWS:
        re.compile(row["name"])
        assert ("gain" in row) != ("way" in row)
        assert row.get("way", "far") in ("far", "up", "down")
        for side in ("left", "right"):
            guess = name_guess._named(row, side)
            assert guess.channel in channels.NAMES
            if guess.view:
                part, role = guess.view.split(".")
                assert role in ROLES[part]


def test_the_weakest_servo_that_will_do_is_taken():
    assert servo_for(2.51, 10.6, 1.0).name == "xm540-w270"
    assert servo_for(3.0, 4.0, 1.0).name == "xm430-w350"
    assert servo_for(0.28, 20.0, 0.01).name == "xl330-m077"


def test_the_strongest_of_the_fast_and_the_fastest_of_all_stand_in():
    assert servo_for(9.0, 50.0, 1.0).name == "xl330-m288"
    assert servo_for(1000.0, None, 1.0).name == "xl330-m077"
    assert servo_for(None, None, 1.0).name == min(
        (one for one in ACTUATORS.values() if one.name != "led"),
        key=lambda one: (one.stall_torque_nm, one.velocity),
    ).name  # fmt: skip


def test_the_servo_that_is_taken_is_fast_enough_where_one_is():
    for velocity in (0.1, 1.0, 3.0, 5.0, 9.0, 20.0):
        for effort in (None, 0.1, 1.0, 8.0):
            assert allowed_velocity(servo_for(velocity, effort, 1.0), 1.0) >= velocity
