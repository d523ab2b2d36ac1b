"""A robot's lips close where the channels hold them closed, whatever else moves them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kinesics.errors import RigError
from kinesics.motion.channels import CHANNELS, index
from kinesics.motion.lips import closing
from kinesics.rig.lips import read_lips
from kinesics.rig.load import load_rig
from kinesics.table import Table

RIG = load_rig("humanoid")
MOUTH = [column for column, channel in enumerate(CHANNELS) if channel.region == "mouth"]


def read(**lips):
    return read_lips(Table("robot.toml: ", {"lips": lips}, RigError), ("jaw", "upper", "lower"))


@given(arrays(float, len(MOUTH), elements=st.floats(0.0, 1.0, width=32)))
def test_a_closure_is_one_on_the_humanoid_whatever_the_mouth_does_besides(mouth):
    values = np.zeros(len(CHANNELS))
    values[MOUTH] = mouth
    values[index("mouthClose")] = 1.0
    values[[index("mouthPressLeft"), index("mouthPressRight")]] = 1.0
    pose = RIG.pose(values)
    assert (RIG.lips.of(pose) <= 1e-12) or closing(values) < 1.0
    assert (pose >= RIG.limits.position_min).all()
    assert (pose <= RIG.limits.position_max).all()


def test_a_rounded_closure_was_none_by_the_drives_alone():
    values = np.zeros(len(CHANNELS))
    values[[index("jawOpen"), index("mouthClose"), index("mouthFunnel")]] = 0.3, 0.3, 0.8
    assert RIG.lips.of(RIG.pose(values)) == pytest.approx(0.0, abs=1e-12)
    values[index("mouthClose")] = 0.0  # an open, rounded vowel is left as it is
    assert RIG.lips.of(RIG.pose(values)) > 0.005


def test_the_second_closer_does_what_the_first_cannot():
    lips = read(
        gap=[{"joint": "upper", "by": 1.0}, {"joint": "lower", "by": -2.0}],
        close_with=["lower", "upper"],
    )
    positions = np.array([0.5, 0.6, 0.0])
    lips.close(positions, 1.0, np.full(3, -0.1), np.array([1.0, 1.0, 0.2]))
    np.testing.assert_allclose(positions, [0.5, 0.4, 0.2])
    assert lips.of(positions) == pytest.approx(0.0)


def test_a_robot_may_have_no_lips():
    assert read_lips(Table("", {}, RigError), ("jaw",)) is None


@pytest.mark.parametrize(
    ("lips", "message"),
    [
        ({"gap": [{"joint": "chin", "by": 1.0}], "close_with": []}, "joint is 'chin'; wanted one"),
        ({"gap": [{"joint": "jaw", "by": 1.0}], "close_with": ["upper"]}, "wanted one of jaw"),
        (
            {"gap": [{"joint": "jaw", "by": 1.0}], "close_with": [], "speed": 1},
            "unknown key 'speed'",
        ),
        ({"gap": [], "close_with": []}, "gap is empty"),
        ({"gap": [{"joint": "jaw", "by": 1.0}] * 2, "close_with": []}, "each joint once"),
    ],
)
def test_mistakes_are_named(lips, message):
    with pytest.raises(RigError, match=message):
        read(**lips)
