"""What messages of topics mean, without ROS: any object with their fields will do."""

import json
import math
from array import array
from dataclasses import replace
from types import SimpleNamespace as Message

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.conversation.intent import Intent
from kinesics.conversation.message import read_message
from kinesics.errors import IntentError
from kinesics.rig.load import load_rig
from kinesics.signals import PartnerVoice, Turn
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.messages.asked import ASKED, Edge
from kinesics_ros.messages.audio import say_of, spell_out

EDGE = Edge(Moment(5_000_000_000, 1_700_000_000_000_000_000), "base_link", 1.0)


def stamp(ros_ns=0):
    return Message(sec=ros_ns // 10**9, nanosec=ros_ns % 10**9)


def point(x, y, z, frame="base_link", ros_ns=0):
    header = Message(frame_id=frame, stamp=stamp(ros_ns))
    return Message(header=header, point=Message(x=x, y=y, z=z))


def speech(samples, rate_hz=16_000, **words):
    dims = [
        Message(label=label, size=size, stride=stride)
        for label, size, stride in spell_out(len(samples), rate_hz, **words)
    ]
    data = np.asarray(samples, "<i2").tobytes()
    return Message(layout=Message(dim=dims, data_offset=0), data=data)


def read(maps):
    return [
        read_message({k: {"id": "one", **v} if k == "intent" else v for k, v in one.items()}, 0)
        for one in maps
    ]


@pytest.mark.parametrize(
    ("topic", "text", "kind"),
    [
        ("express", "slightly worried", "express"),
        ("gesture", "greet", "gesture"),
        ("posture", "relaxed", "posture"),
        ("be", "listening", "be"),
        ("intent", '{"kind": "nod", "parameters": {"times": 1}}', "nod"),
        ("intent", '{"version": 1, "intent": {"kind": "reset", "id": "r"}}', "reset"),
    ],
)
def test_texts_are_intents(topic, text, kind):
    (said,) = read(ASKED[topic](Message(data=text), EDGE))
    assert isinstance(said, Intent)
    assert said.kind == kind


def test_a_point_is_looked_at_at_its_stamp():
    (now,) = read(ASKED["look_at"](point(1.0, 0.2, 1.4), EDGE))
    assert (now.parameters["point_m"], now.start.after_s) == ((1.0, 0.2, 1.4), 0.0)
    soon = point(1.0, 0.2, 1.4, frame="", ros_ns=EDGE.now.ros_ns + 250_000_000)
    assert read(ASKED["look_at"](soon, EDGE))[0].start.after_s == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (point(1.0, 0.0, 1.0, frame="camera"), "frame 'camera'; wanted 'base_link'"),
        (point(1.0, 0.0, 1.0, ros_ns=EDGE.now.ros_ns - 2 * 10**9), "2 s ago: too late"),
        (point(1.0, 0.0, 1.0, ros_ns=5_000_000_000), "of another clock"),
        (point(1.0, 0.0, 1.0, ros_ns=EDGE.now.ros_ns + 9 * 10**9), "9 s ahead"),
    ],
)
def test_a_point_of_another_frame_or_clock_is_refused(message, why):
    with pytest.raises(IntentError, match=why):
        ASKED["look_at"](message, EDGE)


def test_a_point_of_another_frame_is_where_that_was_at_its_stamp():
    asked = []

    def placed(frame, at, t_ns):
        asked.append((frame, at, t_ns))
        return [2.0, 0.0, 1.0]

    edge = replace(EDGE, placed=placed)
    seen = point(0.1, 0.0, 1.0, frame="camera_link", ros_ns=EDGE.now.ros_ns - 100_000_000)
    (look,) = read(ASKED["look_at"](seen, edge))
    assert (look.parameters["point_m"], look.start.after_s) == ((2.0, 0.0, 1.0), 0.0)
    ASKED["look_at"](point(0.1, 0.0, 1.0, frame="camera_link"), edge)
    dates = (EDGE.now.robot_ns - 100_000_000, None)
    assert asked == [("camera_link", [0.1, 0.0, 1.0], t_ns) for t_ns in dates]


def test_one_target_or_many_are_told():
    one = {"id": "person:1", "position_m": [1.0, 0.0, 1.5]}
    assert len(read(ASKED["targets"](Message(data=json.dumps(one)), EDGE))) == 1
    assert len(read(ASKED["targets"](Message(data=json.dumps([one, one])), EDGE))) == 2


@pytest.mark.parametrize(
    "told",
    [
        '{"event": {"name": "gratitude", "intensity": 0.5}}',
        '{"hint": {"source": "text", "vad": [0.4, 0.1, 0.0]}}',
    ],
)
def test_events_and_hints_are_told_as_json(told):
    (said,) = ASKED["intent"](Message(data=told), EDGE)
    assert said == json.loads(told)
    read_message(said, 0)


def test_whether_the_partner_speaks_is_told_as_a_number_or_in_json():
    for topic, data in (("partner", 0.9), ("intent", '{"partner": {"speaks": 0.9}}')):
        assert read(ASKED[topic](Message(data=data), EDGE)) == [PartnerVoice(0, 0.9)]
    for wrong in (math.nan, -0.1, 1.5):
        with pytest.raises(IntentError, match="speaks"):
            read(ASKED["partner"](Message(data=wrong), EDGE))


def test_a_dial_is_turned_over_the_topic_of_intents():
    text = '{"dial": {"name": "lips", "gain": 0.7}}'
    assert read(ASKED["intent"](Message(data=text), EDGE)) == [Turn(0, "lips", 0.7)]


def test_an_utterance_is_said_with_its_name_and_text():
    (said,) = ASKED["speech"](speech([0, 32767, -32768], text="Hi: you", id="hello"), EDGE)
    assert said["intent"]["id"] == "hello"
    (intent,) = read([said])
    assert intent.parameters["samples"] == b"\x00\x00\xff\x7f\x00\x80"
    assert (intent.parameters["rate_hz"], intent.parameters["text"]) == (16_000, "Hi: you")


@pytest.mark.parametrize(
    "change",
    [
        lambda m: setattr(m, "data", m.data[:-1]),
        lambda m: setattr(m, "data", b""),
        lambda m: setattr(m.layout, "data_offset", 2),
        lambda m: setattr(m.layout, "dim", []),
        lambda m: m.layout.dim.append(Message(label="channels", size=2, stride=2)),
    ],
)
def test_a_speech_of_another_layout_is_refused(change):
    message = speech([1, 2, 3])
    change(message)
    with pytest.raises(IntentError, match="speech"):
        say_of(message)


@given(st.sampled_from(["intent", "targets"]), st.text(max_size=60) | st.from_regex(r"[\[{].*"))
def test_any_text_is_refused_or_means_maps_and_never_fails_otherwise(topic, text):
    try:
        maps = ASKED[topic](Message(data=text), EDGE)
    except IntentError:
        return
    for one in maps:
        with pytest.raises(IntentError):
            read_message(one, 0)


def test_a_foreign_value_in_json_is_refused_where_it_is_read():
    text = '{"id": "person:1", "position_m": [NaN, 0, Infinity]}'
    with pytest.raises(IntentError, match="finite"):
        read(ASKED["targets"](Message(data=text), EDGE))
    with pytest.raises(IntentError, match="characters"):
        ASKED["intent"](Message(data=" " * 100_000), EDGE)


RIG = load_rig("humanoid")
ROBOT = replace(EDGE, rig=RIG, priority=220)


def trajectory(names, points, ros_ns=0):
    """`points`: seconds, positions and velocities."""
    return Message(
        header=Message(stamp=stamp(ros_ns)),
        joint_names=names,
        points=[
            Message(
                time_from_start=Message(sec=int(t), nanosec=round(t % 1 * 1e9)),
                positions=array("d", where),
                velocities=array("d", speeds),
            )
            for t, where, speeds in points
        ],
    )


def test_a_trajectory_is_a_path_of_the_joints_that_it_names():
    points = [(0.5, [-0.3, 0.1], []), (2.25, [-0.6, 0.2], [])]
    ahead = trajectory(["left_elbow", "left_grip"], points, EDGE.now.ros_ns + 300_000_000)
    (intent,) = read(ASKED["joint_trajectory"](ahead, ROBOT))
    told = intent.parameters
    assert (intent.kind, intent.id, intent.priority) == ("move_joints", "joint_trajectory", 220)
    assert (told["takes"], told["from_ns"]) == ("left_arm", EDGE.now.robot_ns + 300_000_000)
    np.testing.assert_array_equal(told["times_s"], [0.5, 2.25])
    np.testing.assert_array_equal(told["positions"], [[-0.3, 0.1], [-0.6, 0.2]])
    now = trajectory(["left_elbow", "neck_yaw"], [(0.5, [-0.3, 0.0], [0.1, 0.0])])
    (intent,) = read(ASKED["joint_trajectory"](now, ROBOT))
    assert intent.parameters["takes"] == "all"
    assert "from_ns" not in intent.parameters
    np.testing.assert_array_equal(intent.parameters["velocities"], [[0.1, 0.0]])


def test_a_trajectory_without_points_gives_its_joints_back():
    (intent,) = read(ASKED["joint_trajectory"](trajectory([], []), ROBOT))
    assert (intent.kind, intent.parameters["intent"]) == ("cancel", "joint_trajectory")


@pytest.mark.parametrize(
    ("names", "points", "late_s", "reason"),
    [
        (["tail"], [(1.0, [0.0], [])], 0.0, "no joint tail"),
        (["left_elbow"], [(1.0, [math.nan], [])], 0.0, "finite numbers"),
        (["left_elbow"], [(1.0, [0.0], []), (1.0, [0.1], [])], 0.0, "rising"),
        (["left_elbow"], [(1.0, [0.0, 0.1], [])], 0.0, "wanted \\(1, 1\\)"),
        (["left_elbow"], [(1.0, [0.0], [0.0]), (2.0, [0.0], [])], 0.0, "of all, or of none"),
        (["left_elbow"], [(1.0, [0.0], [])], 2.0, "of another clock"),
        (["left_elbow"], [(1.0, [0.0], [])], -1e9, "of another clock"),
        (["left_elbow"] * 2, [(1.0, [0.0, 0.0], [])], 0.0, "different, non-empty"),
        ([], [(1.0, [], [])], 0.0, "wanted"),
    ],
)
def test_a_bad_trajectory_is_refused_with_what_would_be_right(names, points, late_s, reason):
    message = trajectory(names, points, EDGE.now.ros_ns - round(late_s * 1e9) if late_s else 0)
    with pytest.raises(IntentError, match=reason):
        ASKED["joint_trajectory"](message, ROBOT)


def test_a_trajectory_for_no_robot_is_refused():
    with pytest.raises(IntentError, match="configure the node first"):
        ASKED["joint_trajectory"](trajectory(["left_elbow"], [(1.0, [0.0], [])]), EDGE)
