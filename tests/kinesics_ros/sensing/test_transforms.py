"""Points of one frame in another, as tf tells where frames are."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.errors import IntentError
from kinesics_ros.sensing.transforms import Transforms

S = 1_000_000_000
NONE = (0.0, 0.0, 0.0)
STILL = (0.0, 0.0, 0.0, 1.0)
AHEAD = np.array([1.0, 0.0, 0.0])

PLACES = st.tuples(*[st.floats(-5.0, 5.0)] * 3)
ANGLES = st.floats(-3.1, 3.1)


def yaw(angle_rad):
    return (0.0, 0.0, math.sin(angle_rad / 2), math.cos(angle_rad / 2))


def camera():
    """On a head that turns to the left by 1 rad a second, from 100 s to 102 s."""
    told = Transforms()
    told.put("base_link", "torso", 0, (0.0, 0.0, 1.0), STILL, static=True)
    for step in range(21):
        told.put("torso", "head", 100 * S + step * S // 10, (0.0, 0.0, 0.5), yaw(step * 0.1))
    told.put("/head", "/camera_link", 0, (0.1, 0.0, 0.0), STILL, static=True)
    return told


def seen(told, frame, t_s, now_s=102.0):
    t_ns = None if t_s is None else round(t_s * S)
    return told.point("base_link", frame, AHEAD, t_ns, round(now_s * S))


@pytest.mark.parametrize(("t_s", "angle_rad"), [(100.0, 0.0), (101.05, 1.05), (102.3, 2.0)])
def test_a_point_is_where_its_frame_was_at_its_stamp(t_s, angle_rad):
    where = [1.1 * math.cos(angle_rad), 1.1 * math.sin(angle_rad), 1.5]
    assert seen(camera(), "camera_link", t_s, 102.4) == pytest.approx(where, abs=1e-6)


def test_without_a_stamp_it_is_where_its_frame_was_told_to_be_last():
    where = [1.1 * math.cos(2.0), 1.1 * math.sin(2.0), 1.5]
    assert seen(camera(), "camera_link", None, 500.0) == pytest.approx(where)


@pytest.mark.parametrize(
    ("frame", "t_s", "why"),
    [
        ("lidar", 101.0, "'lidar' is unknown; known: base_link, camera_link, head, torso"),
        ("camera_link", 103.0, "'head' was told of last 1 s before the stamp"),
        ("camera_link", 99.0, "'head' was told of first 1 s after the stamp"),
        ("moon", 101.0, "'moon' hangs together with 'base_link' nowhere"),
        ("snake", 101.0, "hang in a ring"),
    ],
)
def test_a_point_of_a_frame_that_cannot_be_placed_is_refused(frame, t_s, why):
    told = camera()
    if frame == "moon":
        told.put("sky", "moon", 101 * S, NONE, STILL)
    if frame == "snake":
        told.put("tail", "snake", 101 * S, NONE, STILL)
        told.put("snake", "tail", 101 * S, NONE, STILL)
    with pytest.raises(IntentError, match=why):
        seen(told, frame, t_s, 103.0)


def test_before_any_tf_came_nothing_is_known():
    with pytest.raises(IntentError, match="known: none, for no tf came"):
        seen(Transforms(), "camera_link", None)


@pytest.mark.parametrize(
    ("parent", "child", "at", "turned"),
    [
        ("head", "", NONE, STILL),
        ("head", "head", NONE, STILL),
        ("head", "ear", (math.nan, 0.0, 0.0), STILL),
        ("head", "ear", NONE, (0.0, 0.0, 0.0, 0.0)),
        ("head", "ear", NONE, (math.inf, 0.0, 0.0, 1.0)),
    ],
)
def test_what_means_nothing_is_counted_and_changes_nothing(parent, child, at, turned):
    told = camera()
    told.put(parent, child, 102 * S, at, turned)
    assert told.ignored == 1
    with pytest.raises(IntentError, match="unknown; known: base_link, camera_link, head, torso"):
        seen(told, "ear", None)


def test_a_clock_that_is_set_back_begins_anew():
    told = camera()
    told.put("torso", "head", 1 * S, (0.0, 0.0, 0.5), STILL)
    assert seen(told, "camera_link", 1.0, 1.0) == pytest.approx([1.1, 0.0, 1.5])


@given(places=st.lists(st.tuples(PLACES, ANGLES), min_size=3, max_size=3), point=PLACES)
def test_there_and_back_is_where_one_was_whichever_frame_is_the_root(places, point):
    told = Transforms()
    for (parent, child), (at, angle_rad) in zip(
        (("odom", "base_link"), ("odom", "map_camera"), ("map_camera", "lens")), places, strict=True
    ):
        told.put(parent, child, 5 * S, at, yaw(angle_rad))
    there = told.point("base_link", "lens", np.array(point), 5 * S, 5 * S)
    back = told.point("lens", "base_link", there, 5 * S, 5 * S)
    assert back == pytest.approx(np.array(point), abs=1e-9)
    apart = np.linalg.norm(there - told.point("base_link", "lens", np.zeros(3), None, 5 * S))
    assert apart == pytest.approx(float(np.linalg.norm(point)), abs=1e-9)
