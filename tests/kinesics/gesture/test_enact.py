"""A robot makes of a gesture what it can, and says what it cannot."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.errors import RigError
from kinesics.gesture.enact import Enactor, Manner
from kinesics.gesture.read import library
from kinesics.gesture.score import NAMES
from kinesics.rig.load import read_document, read_rig
from kinesics.table import Table


def _pointing_error_deg(enactor, target, side=""):
    phrase = enactor.phrase(library()["point"], Manner(1.0, side, target))
    values = phrase.values[phrase.stroke]
    used = "left" if np.abs(values[:8]).max() > 0.2 else "right"
    first = NAMES.index(f"{used}_shoulder_pitch")
    arm = enactor._reaching.arms[used]
    palm, along = arm.finger_line(values[first : first + 7])
    line = enactor._reaching._from_base(arm, target, values) - palm
    cosine = along @ line / np.linalg.norm(line)
    return np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))), phrase.cannot


def test_it_points_within_five_degrees_wherever_it_says_so(enactor):
    draw = np.random.default_rng(4)
    reached = 0
    for _ in range(40):
        yaw, height = draw.uniform(-1.4, 1.4), draw.uniform(0.2, 2.0)
        far = draw.uniform(0.8, 4.0)
        error, cannot = _pointing_error_deg(enactor, (far * np.cos(yaw), far * np.sin(yaw), height))
        assert (error <= 5.0) == (not cannot), (error, cannot)
        reached += error <= 5.0
    assert reached >= 36  # of 40 places before it


def test_it_says_so_where_it_cannot_point(enactor):
    error, cannot = _pointing_error_deg(enactor, (0.0, 0.5, 0.6), "left")  # beside its own hip
    assert error > 5.0
    assert "beside the target" in cannot[0]


def test_it_says_so_where_its_arm_would_meet_the_body(enactor):
    _, cannot = _pointing_error_deg(enactor, (0.0, 0.4, 0.7), "right")  # the other shoulder
    assert "meet the body" in cannot[0]


def test_the_nearer_hand_points(enactor):
    left = enactor.phrase(library()["point"], Manner(1.0, "", (1.0, 0.8, 1.0)))
    right = enactor.phrase(library()["point"], Manner(1.0, "", (1.0, -0.8, 1.0)))
    assert np.abs(left.values[:, :8]).max() > 0.3 > np.abs(left.values[:, 8:16]).max()
    assert np.abs(right.values[:, 8:16]).max() > 0.3 > np.abs(right.values[:, :8]).max()


def test_size_changes_how_far_a_hand_goes(rig, enactor):
    reach = []
    for size in (0.5, 1.0, 1.2):
        phrase = enactor.phrase(library()["wave"], Manner(size, "left"))
        arm = enactor._reaching.arms["left"]
        reach.append(arm.at(phrase.values[phrase.stroke][:7])[0][2])
    assert reach[0] < reach[1] - 0.05
    assert reach[1] < reach[2]


@given(size=st.floats(0.0, 1.0), more=st.floats(0.0, 1.0))
def test_a_size_goes_from_the_least_to_the_largest_by_way_of_the_authored(size, more):
    for gesture in library().values():
        least, most = gesture.sizes
        assert (gesture.scale(0.0), gesture.scale(0.5), gesture.scale(1.0)) == (least, 1.0, most)
        small, large = gesture.scale(min(size, more)), gesture.scale(max(size, more))
        assert least <= small <= large <= most


def test_the_largest_is_larger_than_the_next(enactor):
    wave = library()["wave"]
    reach = []
    for size in (0.0, 0.3, 0.5, 0.7, 0.8, 1.0):
        phrase = enactor.phrase(wave, Manner.asked(wave, size, "left"))
        arm = enactor._reaching.arms["left"]
        reach.append(arm.at(phrase.values[phrase.stroke][:7])[0][2])
    assert np.diff(reach).min() > 0.001


def test_a_size_out_of_range_is_kept_in_it(enactor):
    most = library()["salute"].sizes[1]
    one = enactor.phrase(library()["salute"], Manner(1.9))
    assert np.array_equal(one.values, enactor.phrase(library()["salute"], Manner(most)).values)


def _without(*parts):
    """The humanoid, without the joints whose names hold one of these."""
    document = dict(read_document("humanoid").whole())
    joints = [row for row in document["joints"] if not any(p in row["name"] for p in parts)]
    kept = {row["name"] for row in joints}
    body = dict(document["body"])
    links, names = [], {"base_link"}
    for link in body["links"]:
        if link["joint"] in kept and link["parent"] in names:
            links.append(link)
            names.add(link["name"])
    hands = [hand for hand in body["hands"] if hand["link"] in names]
    document.update(joints=joints, body={**body, "links": links, "hands": hands})
    del document["view"]
    return read_rig(Table("part.toml: ", document, RigError))


def test_a_robot_without_wrists_still_waves_and_says_what_is_missing():
    rig = _without("wrist", "grip")  # and so without hands: its arms are taken for a human-like one
    phrase = Enactor(rig).phrase(library()["wave"], Manner(1.0, "left"))
    moved = [
        name for name, seen in zip(NAMES, np.abs(phrase.values).max(axis=0), strict=True) if seen
    ]
    assert "left_shoulder_pitch" in moved
    assert not any("wrist" in name for name in moved)
    assert "it has no left_wrist_yaw" in " ".join(phrase.cannot)


def test_a_robot_without_arms_shows_nothing_and_says_so():
    rig = _without("shoulder", "elbow", "wrist", "grip")
    phrase = Enactor(rig).phrase(library()["big"], Manner())
    assert not phrase.values.any()
    assert "it has no" in phrase.cannot[-1]


def test_a_left_handed_handshake_is_refused_aloud(enactor):
    phrase = enactor.phrase(library()["handshake"], Manner(1.0, "left"))
    assert "no left-handed version" in phrase.cannot[0]
    assert np.abs(phrase.values[:, 8:16]).max() > 0.3  # the right hand is given all the same


@pytest.mark.parametrize("name", ["cheer", "throw", "big"])
def test_slower_servos_take_longer_and_go_as_far(name, rig, enactor):
    document = dict(read_document("humanoid").whole())
    slow = [
        {**row, "velocity": 0.4 * row["velocity"]} if "shoulder" in row["name"] else row
        for row in document["joints"]
    ]
    gentle = Enactor(read_rig(Table("slow.toml: ", {**document, "joints": slow}, RigError)))
    one, two = (e.phrase(library()[name], Manner(1.0)) for e in (enactor, gentle))
    assert np.array_equal(one.values, two.values)
    assert gentle.whole(two).length_s > 1.1 * enactor.whole(one).length_s
    assert gentle.pace.use(gentle.whole(two)) <= 1.02


def test_phrases_made_side_by_side_are_those_made_alone(enactor):
    asked = [(one, Manner(size)) for one in library().values() for size in (0.8, 1.0)][::7]
    asked.append((library()["point"], Manner(1.0, "left", (1.0, 0.8, 1.0))))
    together = Enactor(enactor.rig)
    together.make(asked)
    for gesture, manner in asked:
        one, other = together.phrase(gesture, manner), enactor.phrase(gesture, manner)
        assert np.array_equal(one.values, other.values), (gesture.name, manner)
        assert one[3:] == other[3:]
