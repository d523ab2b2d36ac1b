"""Frames of head and eyes, without ROS: put together they are those of the rig."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.errors import RigError
from kinesics.rig.load import load_rig
from kinesics.rig.skeleton import BASE
from kinesics_ros.telling.frames import Frames

RIG = load_rig("humanoid")
FRAMES = Frames(RIG)


def turned(x, y, z, w):
    """The rotation of a quaternion (3, 3), from its definition."""
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


@given(share=st.lists(st.floats(0.0, 1.0), min_size=len(RIG.joints), max_size=len(RIG.joints)))
def test_put_together_they_are_where_the_links_are(share):
    low, high = RIG.limits.position_min, RIG.limits.position_max
    positions = low + np.array(share) * (high - low)
    whole = RIG.skeleton.frames(positions[None])
    found = {BASE: np.eye(4)}
    for link, place, turn in zip(FRAMES.links, *FRAMES.local(positions), strict=True):
        assert np.linalg.norm(turn) == pytest.approx(1.0)
        local = np.eye(4)
        local[:3, :3], local[:3, 3] = turned(*turn), place
        found[link.name] = found[link.parent] @ local
        np.testing.assert_allclose(
            found[link.name], whole[RIG.skeleton.index[link.name], 0], atol=1e-9
        )
    assert {"head", "left_eye_pitch_link", "right_eye_pitch_link"} <= set(found)


def test_they_are_a_tree_from_the_base_on_without_arms():
    names = FRAMES.names("base_footprint", "anna/")
    assert names[0] == ("base_footprint", "anna/waist_yaw_link")
    known = {"base_footprint"}
    for parent, child in names:
        assert parent in known
        known.add(child)
    assert not any("elbow" in name for name in known)


def test_a_link_that_slides_moves_along_its_axis():
    first = FRAMES.links[0]
    body = replace(first, slides=True, axis=(0.0, 0.0, 1.0), joint=RIG.index("neck_yaw"))
    rig = replace(RIG, skeleton=replace(RIG.skeleton, links=(body,)))
    positions = np.zeros(len(RIG.joints))
    positions[body.joint] = 0.1
    (place,), (turn,) = Frames(rig).local(positions)
    np.testing.assert_allclose(place, np.add(body.origin, (0.0, 0.0, 0.1)))
    np.testing.assert_allclose(turn, (0.0, 0.0, 0.0, 1.0))


def test_a_robot_without_such_links_says_so():
    for rig in (
        replace(RIG, skeleton=None),
        replace(RIG, skeleton=replace(RIG.skeleton, links=RIG.skeleton.pruned(["chest"]).links)),
    ):
        with pytest.raises(RigError, match="wanted tell_tf off"):
            Frames(rig)
