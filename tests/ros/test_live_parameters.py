"""Parameters that change while a robot lives: what can acts at once, the others are refused."""

import json
import time

import numpy as np
import pytest

from kinesics_ros.parameters.known import FIXED, LATER, PARAMETERS

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

USUAL = {name: spec.default for name, spec in PARAMETERS.items()}
LIVE = {name for name, spec in PARAMETERS.items() if spec.reloads}
TOLD = {
    "dials": ("pose=0.4 lips=0.7", {"dials": {"lips": 0.7, "pose": 0.4}}),
    "off": ("blink gaze", {"off": ["blink", "gaze"]}),
    "quiet": (True, {"quiet": True}),
    "level": (False, {"level": False}),
    "warmth": (0.9, {"persona": {"extraversion": 0.5, "warmth": 0.9, "energy": 0.5}}),
    "budget_ms": (1.5, {"budgets": {"budget_ms": 1.5}}),
}
"""By parameter: a value, and what the status tells then."""
STILL = 0.006  # [rad]: four steps of what a servo measures
STARTED = ("black_box",)  # with another value: conftest.py
MAPS = ("persona", "budgets")


def given(client, **values):
    """Results by name, of one call; whatever is refused changes nothing."""
    from rcl_interfaces.srv import SetParameters
    from rclpy.parameter import Parameter

    asked = [Parameter(name, value=value).to_parameter_msg() for name, value in values.items()]
    told = client.call(SetParameters, f"{client.name}/set_parameters", parameters=asked)
    return dict(zip(values, told.results, strict=True))


def given_all(client, **values):
    """Whether all were taken, and why not, of a call that takes all or none."""
    from rcl_interfaces.srv import SetParametersAtomically
    from rclpy.parameter import Parameter

    asked = [Parameter(name, value=value).to_parameter_msg() for name, value in values.items()]
    name = f"{client.name}/set_parameters_atomically"
    answer = client.call(SetParametersAtomically, name, parameters=asked).result
    return answer.successful, answer.reason


def value_of(client, name):
    from rcl_interfaces.srv import GetParameters
    from rclpy.parameter import parameter_value_to_python

    told = client.call(GetParameters, f"{client.name}/get_parameters", names=[name])
    return parameter_value_to_python(told.values[0])


def another(spec):
    """A value that it may have and has not by default."""
    if spec.type is bool:
        return not spec.default
    if spec.type is str:
        return next((one for one in spec.choices if one != spec.default), "speech=hold")
    return spec.low if spec.default != spec.low else spec.high


@pytest.fixture
def alive(body):
    """An active body, as it is by default again afterwards."""
    body.bring("active")
    yield body
    changed = {name: USUAL[name] for name in LIVE if value_of(body, name) != USUAL[name]}
    assert given_all(body, **changed) == (True, "")


def shows(client, wanted):
    """Once the status tells so; of MAPS only what is `wanted` of them."""

    def alike(told):
        return all(
            {key: told[name].get(key) for key in value} == value
            if name in MAPS
            else told[name] == value
            for name, value in wanted.items()
        )

    client.wait(lambda: alike(client.status))


@pytest.mark.parametrize("name", TOLD)
def test_what_is_live_is_in_the_status_of_a_robot_that_lives(alive, name):
    value, told = TOLD[name]
    status = alive.status
    before = {
        key: {one: status[key][one] for one in wanted} if key in MAPS else status[key]
        for key, wanted in told.items()
    }
    assert given(alive, **{name: value})[name].successful
    shows(alive, told)
    assert given(alive, **{name: USUAL[name]})[name].successful
    shows(alive, before)


def reach(client, seconds):
    """How far each joint went within some seconds [rad, m], by name; noise averaged out."""
    shown = client.keep("/joint_states", "sensor_msgs/JointState", depth=500)
    client.pause(seconds)
    rows = np.array([one.position for one in shown])
    means = np.lib.stride_tricks.sliding_window_view(rows, 5, axis=0).mean(axis=-1)
    return dict(zip(shown[-1].name, np.ptp(means, axis=0).tolist(), strict=True))


def test_behaviours_that_are_switched_off_are_seen_to_rest_and_to_move_again(alive):
    names = alive.status["behaviours"]
    assert given(alive, off=" ".join(names))["off"].successful
    shows(alive, {"off": sorted(names)})
    alive.pause(3.0)  # what was under way comes to rest
    still = reach(alive, 3.0)
    assert given(alive, off="")["off"].successful
    alive.pause(1.0)
    moved = reach(alive, 6.0)
    assert {name: far for name, far in still.items() if far > STILL} == {}
    assert max(moved.values()) > 0.05, moved  # lids, eyes, breath


def test_a_dial_that_is_turned_is_seen_in_what_the_face_shows(alive):
    def smile(ident):
        told = {"kind": "express", "id": ident, "parameters": {"text": "happy", "hold_s": 2.0}}
        shown = alive.keep("/joint_states", "sensor_msgs/JointState", depth=500)
        alive.say("intent", json.dumps(told))
        alive.became("started", ident)
        alive.pause(1.5)
        at = [*shown[-1].name].index("left_corner_lift")
        alive.finished(ident)
        alive.pause(2.0)
        return np.ptp([one.position[at] for one in shown])

    whole = smile("whole")
    assert given(alive, dials="face=0 expression=0")["dials"].successful
    shows(alive, {"dials": {"expression": 0.0, "face": 0.0}})
    assert smile("none") < 0.3 * whole


@pytest.mark.parametrize("by", ["rules", "network"])
def test_whoever_leads_the_gaze_from_now_on_eyes_and_lids_live(alive, by):
    other = {"rules": "network", "network": "rules"}[by]
    assert given(alive, gaze=other)["gaze"].successful
    assert given(alive, gaze=by)["gaze"].successful
    alive.pause(1.0)
    moved = reach(alive, 8.0)
    assert moved["left_eye_yaw"] > 0.02
    assert moved["left_upper_lid"] > 0.1
    assert alive.status["died"] == {}


def test_what_cannot_be_is_refused_with_the_reason_and_nothing_changes(alive):
    for name, wrong, why in (
        ("dials", "nobody=1", "wanted DIAL=GAIN"),
        ("dials", "lips=3", "a gain of 3"),
        ("off", "juggling", "no behaviour 'juggling'; this robot has"),
        ("warmth", 1.7, "Max: 1.0"),
        ("warmth", 1, "Type.DOUBLE"),
        ("quiet", "yes", "Type.BOOL"),
        ("urdf", "/nowhere.urdf", "wanted a URDF file"),
    ):
        answer = given(alive, **{name: wrong})[name]
        assert not answer.successful, name
        assert why in answer.reason
        assert value_of(alive, name) == USUAL[name]
    assert not given(alive, warmht=0.5)["warmht"].successful
    assert given_all(alive, quiet=True, off="juggling")[0] is False  # all, or none
    status = alive.status
    assert (status["quiet"], status["off"], status["dials"]) == (False, [], {})


def test_a_parameter_of_a_type_that_there_is_not_is_refused_and_ends_nothing(alive):
    from rcl_interfaces.msg import Parameter, ParameterValue
    from rcl_interfaces.srv import SetParameters, SetParametersAtomically

    asked = [
        Parameter(name="warmth", value=ParameterValue(type=3, double_value=0.6)),
        Parameter(name="energy", value=ParameterValue(type=77)),
    ]
    first, second = alive.call(SetParameters, "/body/set_parameters", parameters=asked).results
    assert (first.successful, second.successful) == (True, False)
    assert "77" in second.reason
    name = "/body/set_parameters_atomically"
    answer = alive.call(SetParametersAtomically, name, parameters=asked[1:]).result
    assert (answer.successful, "77" in answer.reason) == (False, True)
    assert given(alive, warmth=0.5)["warmth"].successful


@pytest.mark.parametrize("state", ["active", "inactive"])
def test_what_cannot_act_at_once_is_refused_with_that_reason(body, state):
    body.bring(state)
    wanted = {name: another(spec) for name, spec in PARAMETERS.items() if name not in LIVE}
    assert len(wanted) > 10
    for name, answer in given(body, **wanted).items():
        assert not answer.successful, name
        why = "read-only" if name in FIXED else f"{name} {LATER}: deactivate and clean the node up"
        assert why in answer.reason
        assert name in STARTED or value_of(body, name) == USUAL[name]


def test_a_limp_robot_is_told_for_its_next_life_and_an_unconfigured_one_everything(body):
    body.bring("inactive")
    assert "wanted DIAL=GAIN" in given(body, dials="nobody=1")["dials"].reason
    assert given_all(body, dials="pose=0.4", off="blink", energy=0.8) == (True, "")
    assert body.change("activate")
    shows(body, {"dials": {"pose": 0.4}, "off": ["blink"], "persona": {"energy": 0.8}})
    assert body.trigger("disarm")[0]
    assert body.trigger("arm")[0]
    shows(body, {"dials": {"pose": 0.4}, "off": ["blink"], "persona": {"energy": 0.8}})
    assert body.change("deactivate")
    assert body.change("cleanup")
    assert given_all(body, dials="", off="", energy=0.5, lead_ms=150.0, seed=3) == (True, "")
    assert body.change("configure")
    assert not given(body, lead_ms=100.0)["lead_ms"].successful
    assert body.change("cleanup")
    assert given_all(body, lead_ms=100.0, seed=0) == (True, "")


def test_what_the_node_itself_does_changes_at_once(alive, tmp_path):
    rows = alive.keep("/sent_rows", "sensor_msgs/JointState", depth=500)
    states = alive.keep("/joint_states", "sensor_msgs/JointState", depth=500)
    assert given_all(alive, tell_rows=True, joint_state_rate_hz=2.0) == (True, "")
    alive.wait(lambda: len(rows) > 50)
    states.clear()
    alive.pause(3.0)
    assert 3 <= len(states) <= 9
    assert given_all(alive, tell_rows=False, joint_state_rate_hz=50.0) == (True, "")
    alive.pause(0.5)
    rows.clear()
    alive.pause(1.0)
    assert rows == []
    path = tmp_path / "other.urdf"
    path.write_text("<robot name='other'/>")
    described = alive.keep("/robot_description", "std_msgs/String", latched=True)
    assert given(alive, urdf=str(path))["urdf"].successful
    alive.wait(lambda: described and described[-1].data == "<robot name='other'/>")


def look(frame, stamp_s=0.0):
    from builtin_interfaces.msg import Time
    from geometry_msgs.msg import PointStamped

    message = PointStamped()
    message.header.frame_id = frame
    message.header.stamp = Time(sec=int(stamp_s), nanosec=int(stamp_s % 1 * 1e9))
    message.point.x, message.point.z = 1.0, 1.4
    return message


def planner_s():
    """A host's clock that is like no other."""
    return time.monotonic() + 1e6


def asks_for_the_time(client, ident):
    """As a host does whose clock is that, three times."""
    answers = client.keep("/body/clock", "std_msgs/String")
    got = {}
    for number in (1, 2, 3):
        asked = {"id": ident, "number": number, "sent_ns": round(planner_s() * 1e9), **got}
        client.say("clock_probe", json.dumps(asked))
        client.wait(lambda number=number: len(answers) >= number)
        got = {"got": {"number": number, "ns": round(planner_s() * 1e9)}}


def test_how_messages_are_read_changes_at_once(alive):
    send = alive.publisher("/look_at", "geometry_msgs/PointStamped").publish

    def answer(message):
        """What became of it first."""
        known = {one["intent"] for one in alive.events}

        def news():
            looks = [one for one in alive.events if one["intent"].startswith("look_at")]
            return [one for one in looks if one["intent"] not in known]

        send(message)
        alive.wait(news)
        told = news()[0]
        return told["event"], told["reason"]

    def ahead(seconds):
        return look("", alive.node.get_clock().now().nanoseconds * 1e-9 + seconds)

    assert "frame 'torso'" in answer(look("torso"))[1]
    assert given(alive, base_frame="torso")["base_frame"].successful
    assert answer(look("torso"))[0] == "acknowledged"
    assert "s ahead" in answer(ahead(20.0))[1]
    assert given(alive, stamp_tolerance_s=60.0)["stamp_tolerance_s"].successful
    assert answer(ahead(20.0))[0] == "acknowledged"
    asks_for_the_time(alive, "planner")
    assert "wanted 0 or within" in answer(look("", planner_s()))[1]
    assert given(alive, stamps_of="planner")["stamps_of"].successful
    assert answer(look("", planner_s()))[0] == "acknowledged"


def test_who_has_joints_first_changes_at_once(alive):
    from builtin_interfaces.msg import Duration
    from trajectory_msgs.msg import JointTrajectory, JointTrajectoryPoint

    after = Duration(sec=20)
    arm = JointTrajectory(joint_names=["left_elbow"])
    arm.points = [JointTrajectoryPoint(positions=[-0.8], time_from_start=after)]
    gesture = {"kind": "gesture", "priority": 150, "parameters": {"concept": "greet"}}

    def greets(ident):
        """Whether a greeting of priority 150 gets the arms at once."""
        alive.publisher("/joint_trajectory", "trajectory_msgs/JointTrajectory").publish(arm)
        alive.became("started", "joint_trajectory")
        alive.say("intent", json.dumps({**gesture, "id": ident, "ttl_s": 0.5}))
        alive.wait(lambda: any(one["intent"] == ident for one in alive.events))
        alive.wait(
            lambda: any(
                one["intent"] == ident and one["event"] in ("started", "refused")
                for one in alive.events
            )
        )
        states = {one["event"] for one in alive.events if one["intent"] == ident}
        alive.forget()
        alive.publisher("/joint_trajectory", "trajectory_msgs/JointTrajectory").publish(
            JointTrajectory(joint_names=["left_elbow"])
        )
        alive.pause(1.0)
        return "started" in states

    assert not greets("waits")
    assert given(alive, trajectory_priority=100)["trajectory_priority"].successful
    assert greets("goes_first")


def test_frames_are_told_on_tf_from_now_on_and_no_longer(alive):
    pytest.importorskip("tf2_msgs", reason="the stand-in of tf2_msgs is not built")
    heard = alive.keep("/tf", "tf2_msgs/TFMessage", depth=200)
    assert given_all(alive, tell_tf=True, frame_prefix="left/") == (True, "")
    alive.wait(lambda: heard)
    assert all(one.child_frame_id.startswith("left/") for one in heard[-1].transforms)
    assert given(alive, frame_prefix="")["frame_prefix"].successful
    alive.pause(0.5)
    heard.clear()
    alive.wait(lambda: heard)
    assert not any(one.child_frame_id.startswith("left/") for one in heard[-1].transforms)
    assert given(alive, tell_tf=False)["tell_tf"].successful
    alive.pause(0.5)
    heard.clear()
    alive.pause(1.0)
    assert heard == []


def brought_to_life(client, *names):
    for name in names:
        client.name = f"/{name}"
        assert client.change("configure")
        assert client.change("activate")


def test_what_thinks_elsewhere_is_told_there(domain, start, connect, piece, monkeypatch):
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    slack = ("-p", "lead_ms:=300.0", "-p", "transport_ms:=1000.0")
    with start(domain, *slack, node="mixer_node speech_node"):
        client = connect(domain)
        brought_to_life(client, "speech", "body")
        refused = given(client, loudness=1.0)["loudness"]
        assert not refused.successful
        assert "not thought of here; wanted it told to speech" in refused.reason
        assert "told to gaze" in given(client, gaze="rules")["gaze"].reason
        assert given(client, dials="pose=0.4")["dials"].successful
        shows(client, {"dials": {"pose": 0.4}})
        packets = client.keep("/packets", "std_msgs/String", depth=500)
        pieces = client.publisher("/speech_stream", "std_msgs/UInt8MultiArray", depth=1000)

        def became(ident):
            return {one["event"] for one in client.events if one["intent"] == ident}

        def turns(ident):
            """Turns of the dial that a voice has while it grows loud."""
            packets.clear()
            t_s = np.arange(48_000) / 16_000
            voice = np.sign(np.sin(2 * np.pi * 140 * t_s)) * np.where(t_s < 2.0, 0.02, 0.4)
            pieces.publish(piece(ident, rate_hz=16_000))
            for begin in range(0, 48_000, 1600):
                pieces.publish(piece(ident, voice[begin : begin + 1600], first_sample=begin))
            pieces.publish(piece(ident, last=0))
            client.wait(lambda: {"finished", "ended"} & became(ident))
            told = [one for many in packets for one in json.loads(many.data)["packets"]]
            return [one for one in told if one["is"] == "Turn" and one["dial"] == "loudness"]

        assert turns("even") == []
        client.name = "/speech"
        assert given(client, loudness=1.0)["loudness"].successful
        client.name = "/body"
        assert max(one["gain"] for one in turns("raised")) > 1.1
        client.close()
