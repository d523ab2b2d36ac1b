"""The robots without a face of flesh: what antennas and lights make of a face's channels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.motion import channels
from kinesics.motion.channels import CHANNELS
from kinesics.rig.description.pictures import SIZE, lights
from kinesics.rig.load import load_rig
from kinesics.rig.urdf import read_root

DESK, MATRIX = load_rig("desk"), load_rig("matrix")
FACE = [channel.name for channel in CHANNELS if channel.unit == "1" and channel.region != "breath"]


def pose(rig, **given):
    values = np.zeros(len(CHANNELS))
    for name, value in given.items():
        values[channels.index(name)] = value
    return dict(zip(rig.names, rig.pose(values), strict=True))


def picture(**given):
    """The face as it is seen: `#` lit, `.` dark, `?` in between."""
    shown = pose(MATRIX, **given)
    rows = [["."] * SIZE for _ in range(SIZE)]
    for row, column in lights():
        value = shown[f"light_r{row}c{column}"]
        rows[row][column] = "#" if value > 1.0 - 1e-9 else "." if value < 1e-9 else "?"
    return ["".join(row) for row in rows]


REST = picture()


def mouth(**given):
    return picture(**given)[5:]


def test_at_rest_it_has_two_eyes_and_a_line():
    assert REST == [
        "........",
        "........",
        ".##..##.",
        ".##..##.",
        "........",
        "........",
        "..####..",
        "........",
    ]


@pytest.mark.parametrize(
    ("face", "wanted"),
    [
        ({"jawOpen": 0.3}, ["...##...", "..#..#..", "...##..."]),
        ({"jawOpen": 0.7}, ["..####..", ".#....#.", "..####.."]),
        ({"jawOpen": 0.7, "mouthPucker": 0.8}, ["...##...", "..#..#..", "...##..."]),
        ({"jawOpen": 0.3, "mouthClose": 0.3}, ["........", "..####..", "........"]),
        (
            {"mouthSmileLeft": 0.8, "mouthSmileRight": 0.8},
            [".#....#.", "..####..", "........"],
        ),
        ({"mouthSmileLeft": 0.8}, ["......#.", "..####..", "........"]),
        (
            {"mouthFrownLeft": 0.8, "mouthFrownRight": 0.8},
            ["........", "..####..", ".#....#."],
        ),
    ],
)
def test_a_mouth_opens_rounds_closes_and_smiles(face, wanted):
    assert mouth(**face) == wanted


def test_eyes_go_to_where_they_look_and_close():
    assert picture(gaze_yaw=0.3)[2:4] == ["..##..##", "..##..##"]  # to its left: our right
    assert picture(gaze_yaw=-0.3)[2:4] == ["##..##..", "##..##.."]
    assert picture(eyeBlinkLeft=1.0, eyeBlinkRight=1.0)[1:4] == ["........"] * 2 + [".##..##."]
    assert picture(eyeBlinkLeft=1.0, gaze_yaw=0.3, eyeWideLeft=1.0)[1:4] == [
        "........",
        "..##....",
        "..##..##",
    ]


@given(st.dictionaries(st.sampled_from(FACE), st.sampled_from([0.0, 1.0]), max_size=20))
def test_any_face_at_full_strength_is_a_pattern_without_shades(face):
    assert "?" not in "".join(picture(**face))


def test_the_desk_robots_antennas_tell_glad_from_sad_and_mirror_each_other():
    sad = pose(DESK, mouthFrownLeft=1.0, mouthFrownRight=1.0)
    upright = pose(DESK, browOuterUpLeft=1.0, browOuterUpRight=1.0)
    rest = pose(DESK)
    assert sad["left_antenna"] < rest["left_antenna"] < upright["left_antenna"]
    for one in (rest, sad, upright):
        assert one["right_antenna"] == pytest.approx(-one["left_antenna"])


def test_the_urdfs_have_the_joints_and_limits_of_the_rigs():
    from kinesics_app.studio.figure import urdf_of

    for rig in (DESK, MATRIX):
        found = {
            joint.get("name"): joint for joint in read_root(urdf_of(rig.name)).findall("joint")
        }
        assert set(rig.names) == set(found)
        for joint in rig.joints:
            limit = found[joint.name].find("limit")
            if limit is not None:
                ends = [float(limit.get(key)) for key in ("lower", "upper", "velocity")]
                assert ends == [joint.position_min, joint.position_max, joint.velocity]
