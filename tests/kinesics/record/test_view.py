"""A `[view]` is checked before a robot moves, against names alone."""

import datetime
import re

import pytest

from kinesics.errors import RecordError
from kinesics.motion.channels import NAMES
from kinesics.record.view import ROLES, checked_view
from kinesics.rig.load import load_rig

JOINTS = load_rig("humanoid").names


def test_roles_have_a_scale_and_an_offset():
    view = {"mouth": {"jaw": {"joint": "jaw", "scale": 0.03}, "upper_lip": "upper_lip"}}
    assert checked_view(view, JOINTS, NAMES)["parts"]["mouth"] == {
        "jaw": {"joint": "jaw", "scale": 0.03, "offset": 0.0},
        "upper_lip": {"joint": "upper_lip", "scale": 1.0, "offset": 0.0},
    }


def test_an_empty_view_shows_the_first_joints():
    wanted = {"parts": {}, "curves": list(JOINTS[:6]), "paint": {}}
    assert checked_view({}, JOINTS, NAMES) == wanted


def test_curves_and_paint_are_kept_as_written():
    paint = {"accent": "#4fcdb5", "iris": ["white", "white", "black"]}
    view = {"curves": ["channel:jawOpen", "jaw"], "paint": paint}
    assert checked_view(view, JOINTS, NAMES) == view | {"parts": {}}


@pytest.mark.parametrize(
    ("view", "says"),
    [
        ({"tail": {}}, "view has 'tail'; wanted torso, head, "),
        ({"head": {"wag": "jaw"}}, "view.head has 'wag'; wanted yaw, pitch, roll"),
        ({"head": {"yaw": "neck"}}, "view.head.yaw names the joint 'neck'; nearest: neck_"),
        ({"head": {"yaw": "日本"}}, "names the joint '日本'; nearest: "),
        ({"head": {"yaw": {"scale": 2.0}}}, "view.head.yaw: no 'joint'"),
        ({"head": {"yaw": {"joint": "jaw", "gain": 1}}}, "has 'gain'; wanted joint, scale, offset"),
        ({"head": {"yaw": {"joint": []}}}, "view.head.yaw: joint is []; wanted a non-empty string"),
        ({"head": {"yaw": {"joint": "jaw", "scale": "2"}}}, "scale is '2'; wanted a finite number"),
        ({"head": {"yaw": {"joint": "jaw", "offset": float("nan")}}}, "offset is nan"),
        ({"head": {"yaw": 3}}, "view.head.yaw is 3; wanted a table of joint, scale, offset"),
        ({"head": datetime.date(2020, 1, 1)}, "view.head is datetime.date(2020, 1, 1); wanted a"),
        ({"curves": ["jawOpen"]}, "view.curves has 'jawOpen'; wanted a joint, or channel:NAME"),
        ({"curves": ["jawOpen"]}, "nearest: channel:jawOpen"),
        ({"curves": [["jaw"]]}, "view.curves is [['jaw']]; wanted a list of strings"),
        ({"paint": {"hat": "red"}}, "view.paint has 'hat'; wanted accent, iris"),
        ({"paint": {"accent": 3}}, "view.paint.accent is 3; wanted a non-empty string"),
        ({"paint": {"iris": ["red"]}}, "view.paint.iris is ['red']; wanted three colours"),
        ({"paint": "red"}, "view.paint is 'red'; wanted a table of accent, iris"),
    ],
)
def test_a_view_that_does_not_fit_is_refused_in_a_short_line(view, says):
    with pytest.raises(RecordError, match=re.escape(says)) as caught:
        checked_view(view, JOINTS, NAMES)
    assert len(str(caught.value)) < 200


def test_every_role_takes_a_joint():
    view = {part: dict.fromkeys(roles, "jaw") for part, roles in ROLES.items()}
    parts = checked_view(view, ("jaw",), ())["parts"]
    assert {part: tuple(roles) for part, roles in parts.items()} == ROLES
