"""Every mistake of a rig is told at once, and what is unwise of one without any."""

import pytest

from kinesics.errors import RigError
from kinesics.rig import load
from kinesics.rig.check import check_rig
from kinesics.rig.load import read_document, read_rig
from kinesics.table import Table

JOINT = {
    "name": "jaw",
    "unit": "rad",
    "actuator": "xl330-m288",
    "ratio": 1.0,
    "neutral": 0.02,
    "safe": 0.0,
    "position": [0.0, 0.42],
    "velocity": 9.18,
    "acceleration": 255.0,
    "jerk": 25500.0,
    "lag_ms": 32.6,
    "feedback": "position",
    "drives": [{"channel": "jawOpen", "by": 0.35}],
}
HEAD = {"schema": 1, "name": "desk", "summary": "a jaw", "view": {"mouth": {"jaw": "jaw"}}}


def found(*changes, **head):
    """Findings of a robot whose joints are the jaw with these changes, each its own."""
    joints = [{**JOINT, **change} for change in changes or ({},)]
    joints = [{key: one[key] for key in one if one[key] is not None} for one in joints]
    return list(check_rig(Table("rig: ", {**HEAD, "joints": joints, **head}, RigError)))


def told(findings, level):
    return [f"{one.seen}: {one.todo}" for one in findings if one.level == level]


def test_a_good_rig_is_ok_line_by_line():
    findings = found()
    assert {finding.level for finding in findings} == {"ok"}
    assert findings[0].line() == "ok       desk: 1 joint, none faster than its servo"


def test_the_shipped_robots_have_nothing_to_complain_of():
    for name in load.shipped_rigs():
        assert not told(check_rig(read_document(name)), "error")
        assert not told(check_rig(read_document(name)), "warning")


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"drives": [{"channel": "jawOpe", "by": 0.3}]}, "no channel 'jawOpe'; nearest: jawOpen"),
        ({"velocity": 20.0}, "velocity 20.0; xl330-m288 allows 9.18"),
        ({"acceleration": 400.0}, "acceleration 400.0; xl330-m288 allows 300"),
        ({"neutral": 0.6}, "neutral 0.6 is outside position [0.0, 0.42]"),
        ({"lag_ms": None}, "no 'lag_ms'; that of xl330-m288 is 32.6"),
        ({"jerk": 10.0}, "can only promise"),
        ({"colour": "red"}, "unknown key 'colour'"),
        ({"actuator": "xl330"}, "wanted one of xl330-m077"),
    ],
)
def test_a_mistake_is_an_error_with_what_would_be_right(change, wanted):
    errors = told(found(change), "error")
    assert len(errors) == 1
    assert wanted in errors[0]
    assert "joint 'jaw'" in errors[0]


def test_all_mistakes_come_at_once():
    errors = told(
        found(
            {"drives": [{"channel": "jawOpe", "by": 1.0}, {"channel": "jawLeft"}], "lag_ms": None},
            {"name": "chin", "neutral": 0.6},
            {"name": "lip", "velocity": 20.0},
        ),
        "error",
    )
    for part in ("'jawOpe'", "'jawLeft'", "'lag_ms'", "neutral 0.6", "velocity 20.0"):
        assert sum(part in error for error in errors) == 1, part
    assert len(errors) == 5


BUS = {"name": "face", "kind": "dynamixel", "port": "/dev/face"}


def test_a_bus_address_that_is_taken_is_an_error():
    seat = {"bus": "face", "address": 3}
    errors = told(found(seat, {**seat, "name": "chin"}, buses=[BUS]), "error")
    assert errors == ["rig: joint 'chin': address 3 of bus 'face' is that of 'jaw' already: "]


def test_a_mistake_of_the_whole_file_is_told_once_its_joints_are_sound():
    assert "unknown key 'colour'" in told(found(colour="red"), "error")[0]
    assert "joints named twice: jaw" in told(found({}, {}), "error")[0]
    assert "schema is 2" in told(found(schema=2), "error")[0]
    assert len(told(found({"neutral": 9.0}, colour="red"), "error")) == 1


def test_no_joints_at_all_is_an_error():
    document = Table("rig: ", HEAD, RigError)
    assert "no [[joints]]" in told(check_rig(document), "error")[0]
    document = Table("rig: ", {**HEAD, "joints": 3}, RigError)
    assert "wanted tables headed [[joints]]" in told(check_rig(document), "error")[0]


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"lag_ms": 0.0}, "lag_ms 0: xl330-m288 has 32.6"),
        ({"lag_ms": 200.0}, "lag_ms 200: xl330-m288 has 32.6"),
        ({"feedback": "current"}, "feedback 'current': xl330-m288 reports 'position'"),
        (
            {"drives": [*JOINT["drives"], {"channel": "tongueOut", "by": 0.1, "over": [2.0, 3.0]}]},
            "its drive of tongueOut never acts: tongueOut goes from 0 to 1",
        ),
        (
            {"drives": [*JOINT["drives"], {"channel": "tongueOut", "gain": 0.0}]},
            "its drive of tongueOut never acts",
        ),
        (
            {"drives": [*JOINT["drives"], JOINT["drives"][0]]},
            "2 drives of jawOpen are the same, and add up: one, by ",
        ),
    ],
)
def test_what_is_unwise_is_a_warning(change, wanted):
    (warning,) = told(found(change), "warning")
    assert warning.startswith("jaw: ")
    assert wanted in warning


def test_a_part_of_a_curve_outside_of_the_channel_is_no_matter():
    curve = {"channel": "jawOpen", "curve": [[0.0, 0.0], [1.0, 0.3], [1.5, 0.4]]}
    assert not told(found({"drives": [curve]}), "warning")


def test_a_joint_that_nothing_moves_a_missing_mouth_and_view_are_warnings():
    warnings = told(found({"drives": []}, view={}), "warning")
    assert any(warning.startswith("jaw: no channel moves it") for warning in warnings)
    assert any(warning.startswith("no mouth joint") for warning in warnings)
    assert any(warning.startswith("no [view]") for warning in warnings)


def test_a_mouth_that_does_not_open_is_a_warning():
    drives = [{"channel": "mouthSmileLeft", "by": 0.1}]
    assert "no joint opens with jawOpen" in told(found({"drives": drives}), "warning")[0]


def test_lips_that_close_by_drives_alone_are_told():
    drives = [{"channel": "jawOpen", "by": 0.4}, {"channel": "mouthClose", "by": -0.3}]
    assert any("with [lips]" in line for line in told(found({"drives": drives}), "ok"))
    lips = {"gap": [{"joint": "jaw", "by": 1.0}], "close_with": ["jaw"]}
    assert not any("[lips]" in line for line in told(found({"drives": drives}, lips=lips), "ok"))


def test_what_has_no_error_loads():
    document = Table("rig: ", {**HEAD, "joints": [JOINT]}, RigError)
    assert not told(check_rig(document), "error")
    assert read_rig(document).names == ("jaw",)
