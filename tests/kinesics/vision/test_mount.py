"""Where what a camera sees is in the robot's base frame."""

from dataclasses import replace
from math import radians

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.motion.direction import from_head
from kinesics.rig.camera import Camera
from kinesics.rig.load import load_rig
from kinesics.rig.look_at import direction_to
from kinesics.rig.sight import sight_of
from kinesics.signals import SeenFace
from kinesics.vision.mount import AHEAD, Mount, Turned

HUMANOID = load_rig("humanoid")
ANGLE = st.floats(-0.6, 0.6)


def place(rig, face, turned=AHEAD):
    (one,) = Mount(rig).placed([face], turned)
    assert np.linalg.norm(one.way) == pytest.approx(1.0)
    return one.from_m + one.distance_m * one.way


def test_straight_ahead_is_before_the_camera():
    face = SeenFace(0.0, 0.0, 2.0, 1.0)
    assert place(HUMANOID, face) == pytest.approx((2.0 + 0.057, 0.0, 0.85 + 0.125))


@given(ANGLE, ANGLE, ANGLE, st.floats(-0.3, 0.3), ANGLE, ANGLE)
def test_a_head_that_turns_sees_as_its_eyes_do(yaw, pitch, torso, roll, seen_yaw, seen_pitch):
    face = SeenFace(seen_yaw, seen_pitch, 1.7, 1.0)
    turned = AHEAD._replace(torso_yaw=torso, head_yaw=yaw, head_pitch=pitch, head_roll=roll)
    (one,) = Mount(HUMANOID).placed([face], turned)
    wanted = from_head((seen_yaw, seen_pitch), (yaw + torso, pitch), roll)
    assert np.arctan2(one.way[1], one.way[0]) == pytest.approx(wanted[0], abs=1e-9)
    assert -np.arcsin(one.way[2]) == pytest.approx(wanted[1], abs=1e-9)


@given(ANGLE, ANGLE, ANGLE, ANGLE, ANGLE)
def test_looking_at_what_was_seen_is_looking_the_way_it_was_seen(yaw, pitch, torso, side, up):
    face, turned = SeenFace(side, up, 1.3, 1.0), Turned(torso, 0.0, 0.0, yaw, pitch, 0.0)
    x, y, z = place(HUMANOID, face, turned)
    told = direction_to(sight_of(HUMANOID), (x, y, z), torso, (yaw, pitch))
    assert told[:2] == pytest.approx(from_head((side, up), (yaw + torso, pitch)), abs=1e-6)
    assert told[2] == pytest.approx(1.3)


def test_a_camera_on_the_base_does_not_turn_with_the_head():
    rig = replace(HUMANOID, camera=Camera("base", (0.1, 0.0, 0.5), pitch_rad=radians(-30.0)))
    turned = Turned(0.3, 0.2, 0.1, 0.4, 0.3, 0.2)
    x, y, z = place(rig, SeenFace(0.0, 0.0, 1.0, 1.0), turned)
    assert (x, y, z) == pytest.approx((0.1 + 0.8660, 0.0, 0.5 + 0.5), abs=1e-4)


def test_a_camera_that_lies_on_its_side_sees_left_above():
    rig = replace(HUMANOID, camera=Camera("base", (0.0, 0.0, 0.0), roll_rad=radians(90.0)))
    assert place(rig, SeenFace(0.5, 0.0, 1.0, 1.0)) == pytest.approx((np.cos(0.5), 0, np.sin(0.5)))
