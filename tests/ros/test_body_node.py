"""body_node as a process, on the twin: lifecycle, what it is asked and tells, what stops it."""

import itertools
import json
import signal
import time
from array import array
from pathlib import Path

import numpy as np
import pytest

from kinesics.audio.speech_file import load_speech
from kinesics.audio.visemes import VISEMES
from kinesics.rig.load import load_rig
from kinesics_app.demo import HELLO
from kinesics_ros.messages.audio import spell_out
from kinesics_ros.parameters.known import PARAMETERS

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

FLOATS = "std_msgs/Float32MultiArray"
RIG = load_rig("humanoid")


def positions(message):
    return dict(zip(message.name, message.position, strict=True))


def test_its_transitions_are_those_of_the_robot(body):
    body.bring("inactive")
    assert body.status["state"] == "DISARMED"
    assert body.change("activate")
    assert body.status["state"] in ("ACTIVE", "STARVED")
    assert body.change("deactivate")
    assert body.status["state"] == "DISARMED"
    assert body.change("cleanup")
    assert body.status == {"lifecycle": "unconfigured", "refusal": "", "state": "not opened"}
    assert body.trigger("arm") == (
        False,
        "the node is unconfigured; activate it: that arms the robot",
    )


def test_a_robot_that_cannot_be_fails_to_configure_with_the_reason(body):
    body.bring("inactive")
    assert body.change("cleanup")
    from rcl_interfaces.msg import Parameter, ParameterType, ParameterValue
    from rcl_interfaces.srv import SetParameters

    def robot(name):
        value = ParameterValue(type=ParameterType.PARAMETER_STRING, string_value=name)
        asked = [Parameter(name="robot", value=value)]
        return body.call(SetParameters, "/body/set_parameters", parameters=asked).results[0]

    assert robot("nobody").successful
    assert not body.change("configure")
    assert body.state == "unconfigured"
    assert "no robot 'nobody'; shipped: desk, humanoid" in body.status["refusal"]
    assert robot("humanoid").successful
    assert body.change("configure")
    refused = robot("nobody")
    assert not refused.successful
    assert "clean the node up first" in refused.reason


def test_parameters_tell_their_range_and_refuse_what_is_out_of_it(body):
    from rcl_interfaces.msg import Parameter, ParameterType, ParameterValue
    from rcl_interfaces.srv import DescribeParameters, SetParameters

    told = body.call(DescribeParameters, "/body/describe_parameters", names=[*PARAMETERS])
    assert all(one.description for one in told.descriptors)
    (warmth,) = [one for one in told.descriptors if one.name == "warmth"]
    assert (warmth.floating_point_range[0].to_value, "0.5 is" in warmth.description) == (1.0, True)
    body.bring("active")
    for wanted, good in ((0.9, True), (1.7, False)):
        value = ParameterValue(type=ParameterType.PARAMETER_DOUBLE, double_value=wanted)
        asked = [Parameter(name="warmth", value=value)]
        answer = body.call(SetParameters, "/body/set_parameters", parameters=asked).results[0]
        assert answer.successful is good
        assert good or answer.reason


def test_joint_states_are_those_of_the_rig_and_come_once_as_often_as_the_firmware_tells(body):
    body.bring("active")
    told = body.keep("/joint_states", "sensor_msgs/JointState", depth=200)
    body.wait(lambda: len(told) >= 50)
    dates_ns = np.array([one.header.stamp.sec * 10**9 + one.header.stamp.nanosec for one in told])
    apart_s = np.diff(dates_ns) * 1e-9
    assert (apart_s > 0).all()
    assert np.median(apart_s) == pytest.approx(0.04, abs=0.005)
    message = told[-1]
    assert tuple(message.name) == RIG.names
    assert isinstance(message.position, array)
    values = np.array(message.position)
    assert (values >= RIG.limits.position_min - 0.05).all()
    assert (values <= RIG.limits.position_max + 0.05).all()
    stamp_s = message.header.stamp.sec + message.header.stamp.nanosec * 1e-9
    assert abs(stamp_s - body.node.get_clock().now().nanoseconds * 1e-9) < 2.0


def test_who_comes_late_gets_the_description_and_the_status(body, at_best):
    body.bring("inactive")
    told = body.keep("/robot_description", "std_msgs/String", latched=True)
    body.wait(lambda: told)
    assert all(f'name="{name}"' in told[0].data for name in RIG.names)

    def come_late():
        """The status that is told at once, and how long it was there before anybody listened."""
        assert body.status["state"] == "DISARMED"
        came_ns = time.time_ns()
        status, sent_ns = body.first_of_late("/body/status", "std_msgs/String")
        return json.loads(status.data)["state"], came_ns - sent_ns

    # another may be sent before the two have met
    state, before_ns = at_best(come_late, lambda found: found[1] > 0)
    assert before_ns > 0
    assert state == "DISARMED"


def test_what_is_asked_is_done_and_told(body):
    body.bring("active")
    body.say("express", "happy")
    begun = body.became("started")
    assert abs(begun["stamp"] - body.node.get_clock().now().nanoseconds * 1e-9) < 3.0
    body.say("intent", json.dumps({"kind": "nod", "id": "yes", "parameters": {"times": 1}}))
    body.finished("yes")
    body.say("be", "listening")
    body.say("posture", "upside down")
    assert "posture" in body.became("refused")["reason"]


def test_it_looks_where_it_is_told_to(body):
    from geometry_msgs.msg import PointStamped

    body.bring("active")
    states = body.keep("/joint_states", "sensor_msgs/JointState")
    point = PointStamped()
    point.header.frame_id = "base_link"
    point.point.x, point.point.y, point.point.z = 1.0, 1.0, 1.3
    body.publisher("/look_at", "geometry_msgs/PointStamped").publish(point)
    body.wait(lambda: states and positions(states[-1])["neck_yaw"] > 0.2)
    assert positions(states[-1])["neck_yaw"] > 0.2


def trajectory(names, points, stamp_s=0.0):
    """`points`: seconds and positions."""
    from builtin_interfaces.msg import Duration, Time
    from trajectory_msgs.msg import JointTrajectory, JointTrajectoryPoint

    message = JointTrajectory(joint_names=names)
    message.header.stamp = Time(sec=int(stamp_s), nanosec=int(stamp_s % 1 * 1e9))
    message.points = [
        JointTrajectoryPoint(
            positions=where, time_from_start=Duration(sec=int(t), nanosec=int(t % 1 * 1e9))
        )
        for t, where in points
    ]
    return message


def test_joints_follow_a_trajectory_from_outside_and_are_given_back(body):
    body.bring("active")
    states = body.keep("/joint_states", "sensor_msgs/JointState", depth=500)
    send = body.publisher("/joint_trajectory", "trajectory_msgs/JointTrajectory").publish
    send(trajectory(["left_elbow", "left_wrist_yaw"], [(1.0, [-1.2, 0.4]), (1.5, [-1.2, 0.4])]))
    body.wait(lambda: states and positions(states[-1])["left_elbow"] < -1.1)
    body.say("gesture", "greet")
    body.finished("joint_trajectory")
    body.wait(lambda: positions(states[-1])["left_elbow"] > -0.8)
    turned = [positions(one)["left_wrist_yaw"] for one in states]
    assert max(turned) > 0.3  # both joints followed


def test_a_bad_trajectory_is_refused_counted_and_told(body):
    body.bring("active")
    send = body.publisher("/joint_trajectory", "trajectory_msgs/JointTrajectory").publish
    send(trajectory(["tail"], [(1.0, [0.0])]))
    send(trajectory(["left_elbow"], [(1.0, [float("nan")])]))
    send(trajectory(["left_elbow"], [(1.0, [0.1])], stamp_s=5.0))
    body.wait(lambda: sum(one["event"] == "refused" for one in body.events) >= 3)
    reasons = " ".join(one["reason"] for one in body.events if one["event"] == "refused")
    assert all(word in reasons for word in ("no joint tail", "finite", "of another clock"))
    assert "joint_trajectory" in body.diagnostics["messages"][1]


def test_what_it_is_about_to_do_is_told_ahead_when_asked_for(body):
    from rcl_interfaces.msg import Parameter, ParameterType, ParameterValue
    from rcl_interfaces.srv import SetParameters

    def planned_rate(rate_hz):
        value = ParameterValue(type=ParameterType.PARAMETER_DOUBLE, double_value=rate_hz)
        asked = [Parameter(name="planned_rate_hz", value=value)]
        return body.call(SetParameters, "/body/set_parameters", parameters=asked).results[0]

    body.bring("active")
    assert planned_rate(25.0).successful
    told = body.keep("/planned_trajectory", "trajectory_msgs/JointTrajectory")
    body.wait(lambda: len(told) > 5)
    assert planned_rate(0.0).successful
    message = told[-1]
    assert tuple(message.joint_names) == RIG.names
    since_s = [one.time_from_start.nanosec * 1e-9 for one in message.points]
    np.testing.assert_allclose(np.diff(since_s), 0.04)
    assert (np.abs(message.points[0].velocities) <= RIG.limits.velocity).all()
    rows = np.array([one.positions for one in message.points])
    assert (rows >= RIG.limits.position_min).all()
    assert (rows <= RIG.limits.position_max).all()


@pytest.mark.parametrize("rate_hz", [1.0, 5.0, 10.0, 50.0])
def test_what_it_is_about_to_do_is_told_as_often_as_asked_for(body, rate_hz):
    from rcl_interfaces.msg import Parameter, ParameterType, ParameterValue
    from rcl_interfaces.srv import SetParameters

    value = ParameterValue(type=ParameterType.PARAMETER_DOUBLE, double_value=rate_hz)
    asked = [Parameter(name="planned_rate_hz", value=value)]
    body.bring("active")
    assert body.call(SetParameters, "/body/set_parameters", parameters=asked).results[0].successful
    told = body.keep("/planned_trajectory", "trajectory_msgs/JointTrajectory", depth=50)
    wanted = max(round(2 * rate_hz), 4)
    body.wait(lambda: len(told) >= wanted)
    stamps_s = [one.header.stamp.sec + one.header.stamp.nanosec * 1e-9 for one in told]
    assert np.median(np.diff(stamps_s)) == pytest.approx(1 / rate_hz, rel=0.3)
    assert all(len(one.points) > 1 for one in told)


def dated(messages):
    """Names of columns, dates of rows [s], and rows, of visemes or prosody."""
    dates_s, rows = [], []
    for one in messages:
        (head, columns) = one.layout.dim
        told = json.loads(head.label)
        dates_s += [told["stamp_ns"] * 1e-9 + row / told["rate_hz"] for row in range(head.size)]
        rows.append(np.array(one.data).reshape(head.size, columns.size))
    return columns.label.split(), np.array(dates_s), np.concatenate(rows)


def say_in_pieces(send, piece, ident, samples, rate_hz):
    """As fast as they go: a second of sound in 10 ms pieces."""
    send(piece(ident, rate_hz=rate_hz))
    for begin in range(0, rate_hz, 160):
        send(piece(ident, samples[begin : begin + 160], first_sample=begin))
    send(piece(ident, last=0))


def test_an_utterance_is_said_while_it_is_made(body, piece, at_best):
    body.bring("active")
    states = body.keep("/joint_states", "sensor_msgs/JointState", depth=500)
    told = {name: body.keep(f"/{name}", FLOATS, depth=500) for name in ("visemes", "prosody")}
    body.pause(1.0)  # it looks now and then whether somebody listens
    samples, rate_hz = load_speech(HELLO)
    send = body.publisher("/speech_stream", "std_msgs/UInt8MultiArray", depth=1000).publish
    numbers = itertools.count()

    def say():
        """Its name, and how far the jaw went."""
        ident = f"stream-{next(numbers)}"
        states.clear()
        say_in_pieces(send, piece, ident, samples, rate_hz)
        body.finished(ident)
        return ident, np.ptp([positions(one)["jaw"] for one in states])

    ident, jaw = at_best(say, lambda found: found[1] > 0.05)  # a host that is behind shows less
    assert jaw > 0.05
    said = {name: dated(messages) for name, messages in told.items()}
    heard_s = body.became("started", ident)["stamp"]
    (names, dates_s, weights), (features, hops_s, hops) = said["visemes"], said["prosody"]
    assert names == [*VISEMES]
    within = (dates_s > heard_s) & (dates_s < heard_s + 1.0)
    assert 80 <= within.sum() <= 120
    assert weights[within, 0].min() < 0.5  # it is not silent throughout
    np.testing.assert_allclose(weights.sum(axis=1), 1.0, atol=1e-4)
    assert features[0] == "f0_hz"
    voiced = hops[(hops_s > heard_s) & (hops_s < heard_s + 1.0), 0]
    assert 50.0 < np.nanmedian(voiced) < 400.0
    send(piece("starved", samples[:8000], rate_hz=rate_hz, stream_ms=300))
    assert "no sound came" in body.became("ended", "starved")["reason"]
    send(piece("stream", samples[:160]))
    assert "no utterance" in body.became("refused", "stream")["reason"]


def test_phones_of_an_utterance_move_its_lips_while_it_is_made(body, piece, at_best):
    body.bring("active")
    states = body.keep("/joint_states", "sensor_msgs/JointState", depth=500)
    send = body.publisher("/speech_stream", "std_msgs/UInt8MultiArray", depth=1000).publish
    numbers = itertools.count()

    def jaw(*phones):
        """How far it went while a second of silence was said, with these."""
        ident = f"silence-{next(numbers)}"
        body.pause(1.0)  # what was said before has left the mouth
        states.clear()
        send(piece(ident, rate_hz=16_000, **spelt(*phones)))
        send(piece(ident, np.zeros(16_000), last=0))
        body.finished(ident)
        return np.ptp([positions(one)["jaw"] for one in states])

    went = at_best(lambda: jaw([0.0, 0.5, "m"], [0.5, 1.0, "AA1"]), lambda far: far > 0.05)
    assert went > 0.05
    assert jaw() < 0.5 * went
    silence = np.zeros(8000)
    send(piece("odd", silence, rate_hz=16_000, stream_ms=300, **spelt([0.0, 0.1, "zz9"])))
    assert "none of its 1 symbols is known" in body.became("refused")["reason"]
    assert body.became("ended", "odd")["reason"] == "no sound came, nor its end"
    send(piece("odd", **spelt([0.0, 0.1, "m"])))
    body.wait(lambda: "no utterance 'odd'" in body.became("refused")["reason"])
    assert body.status["phones"] == {"late": 0, "unknown": 0}


def spelt(*phones):
    """As a label of speech_stream; none: no label."""
    return {f"phones:{json.dumps(phones)}": 0} if phones else {}


def test_an_utterance_is_said_and_moves_the_jaw(body):
    from std_msgs.msg import MultiArrayDimension, UInt8MultiArray

    body.bring("active")
    states = body.keep("/joint_states", "sensor_msgs/JointState", depth=500)
    samples, rate_hz = load_speech(HELLO)
    message = UInt8MultiArray()
    message.layout.dim = [
        MultiArrayDimension(label=label, size=size, stride=stride)
        for label, size, stride in spell_out(len(samples), rate_hz, id="hello", text="Hello.")
    ]
    message.data = array("B", (samples * 32767).astype("<i2").tobytes())
    body.publisher("/speech", "std_msgs/UInt8MultiArray").publish(message)
    body.became("finished", "hello")
    jaw = [positions(one)["jaw"] for one in states]
    assert np.ptp(jaw) > 0.05


def test_bad_messages_are_counted_told_and_harmless(body):
    from geometry_msgs.msg import PointStamped
    from std_msgs.msg import UInt8MultiArray

    body.bring("active")
    looks = body.publisher("/look_at", "geometry_msgs/PointStamped")
    point = PointStamped()
    point.point.x = float("nan")
    looks.publish(point)
    point.point.x = 1.0
    point.header.stamp.sec = 12  # of a clock that counts from another day
    looks.publish(point)
    body.publisher("/speech", "std_msgs/UInt8MultiArray").publish(UInt8MultiArray(data=[1, 2, 3]))
    body.say("targets", '{"id": "person:1", "position_m": [1, 2]}')
    body.say("intent", "not JSON")
    body.wait(lambda: sum(one["event"] == "refused" for one in body.events) >= 5)
    reasons = " ".join(one["reason"] for one in body.events)
    assert all(
        why in reasons for why in ("finite", "another clock", "labels", "list of 3", "no JSON")
    )
    assert body.diagnostics["robot"] == (0, "alive")
    assert body.status["died"] == {}


def test_stop_works_by_topic_and_by_service_and_only_disarm_leads_out(body):
    from std_msgs.msg import Empty

    body.bring("active")
    body.publisher("/stop", "std_msgs/Empty").publish(Empty())
    body.wait(lambda: body.status["state"] == "STOPPED")
    level, said = body.diagnostics["robot"]
    assert (level, "has no effect" in said) == (2, True)
    good, why = body.trigger("arm")
    assert (good, "STOPPED" in why) == (False, True)
    for told in (said, why):  # in words of ROS, where there is neither shell nor studio
        assert told.endswith("look why it was stopped, then `disarm`, then `arm` (services)")
    assert body.trigger("disarm")[0]
    assert body.trigger("arm") == (True, "alive")
    assert body.trigger("stop")[0]
    body.wait(lambda: body.status["state"] == "STOPPED")


def test_stop_is_heard_while_a_transition_takes_its_seconds(body):
    from lifecycle_msgs.msg import Transition
    from lifecycle_msgs.srv import ChangeState
    from std_srvs.srv import Trigger

    body.bring("active")
    stop = body.node.create_client(Trigger, "/stop")
    body.wait(stop.service_is_ready)
    change = body.node.create_client(ChangeState, "/body/change_state")
    body.wait(change.service_is_ready)
    body.pause(0.3)  # as Client.call
    parking = change.call_async(
        ChangeState.Request(transition=Transition(id=Transition.TRANSITION_DEACTIVATE))
    )
    body.pause(0.3)
    stopped = stop.call_async(Trigger.Request())
    body.wait(stopped.done)
    assert stopped.result().success
    assert not parking.done()
    body.wait(parking.done)
    body.wait(lambda: body.status["state"] == "STOPPED")


def test_sigterm_parks_it_and_is_a_success(domain, start, connect, monkeypatch):
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    with start(domain) as process:
        client = connect(domain)
        client.bring("active")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        client.close()


def test_a_robot_whose_thread_died_leads_its_node_to_unconfigured_with_the_reason(
    domain, start, connect, monkeypatch
):
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    with start(domain, program=Path(__file__).with_name("dying_body.py")):
        body = connect(domain)
        body.bring("active")
        body.wait(lambda: body.status["lifecycle"] == "unconfigured")
        refusal = body.status["refusal"]
        assert (
            refusal == "the robot is lost: its thread died: MemoryError: as if there were none left"
        )
        assert body.diagnostics["robot"][1] == "not configured: no robot is opened"
        assert body.change("configure")  # it can be had again
        body.wait(lambda: body.status["state"] == "DISARMED")  # one may be on its way already
        body.close()


def commands():
    """Messages of all kinds, by topic and type, over and over."""
    from geometry_msgs.msg import PointStamped
    from std_msgs.msg import Float32, String

    look = PointStamped()
    look.point.x, look.point.y, look.point.z = 1.0, 0.5, 1.3
    targets = json.dumps({"id": "person:1", "position_m": [1.0, -0.5, 1.4]})
    nod = json.dumps({"kind": "nod", "parameters": {"times": 1}})
    return {
        "express": ("std_msgs/String", [String(data="happy"), String(data="sad")]),
        "be": ("std_msgs/String", [String(data="listening"), String(data="idle")]),
        "gesture": ("std_msgs/String", [String(data="greet")]),
        "posture": ("std_msgs/String", [String(data="upright"), String(data="relaxed")]),
        "intent": ("std_msgs/String", [String(data=nod)]),
        "targets": ("std_msgs/String", [String(data=targets)]),
        "partner": ("std_msgs/Float32", [Float32(data=0.9), Float32(data=0.0)]),
        "look_at": ("geometry_msgs/PointStamped", [look]),
        "joint_trajectory": (
            "trajectory_msgs/JointTrajectory",
            [trajectory(["left_elbow"], [(0.5, [-1.0])])],
        ),
    }


def test_of_ten_thousand_commands_to_one_robot_none_acts_on_another(
    domain, start, connect, monkeypatch
):
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    with start(domain, "-r", "__ns:=/left"), start(domain, "-r", "__ns:=/right"):
        left, right = connect(domain, "/left"), connect(domain, "/right")
        for one in (left, right):
            one.bring("active")
        states = right.keep("/right/joint_states", "sensor_msgs/JointState", depth=100)
        asked = commands()
        send = {
            topic: left.publisher(f"/left/{topic}", kind).publish
            for topic, (kind, _) in asked.items()
        }
        for number in range(10_000 // len(asked)):
            for topic, (_, messages) in asked.items():
                send[topic](messages[number % len(messages)])
            left.pause(0.011)  # within what a topic may carry
        assert left.trigger("stop")[0]
        left.wait(lambda: left.status["state"] == "STOPPED")
        right.pause(0.5)
        left_counts, right_counts = (one.counts("messages") for one in (left, right))
        assert sum(left_counts.values()) > 5_000  # heard, on a machine that may be busy
        assert right_counts == {}
        assert right.events == []
        assert right.status["state"] in ("ACTIVE", "STARVED")
        assert right.status["reactions"] == 0
        elbow = [positions(one)["left_elbow"] for one in states]
        assert np.ptp(elbow) < 0.2  # it sways and breathes, and goes nowhere
        left.close()
        right.close()


def test_a_sentence_is_made_into_sound_by_the_program_that_the_node_was_started_with(
    domain, start, connect, monkeypatch
):
    from rcl_interfaces.msg import Parameter, ParameterType, ParameterValue
    from rcl_interfaces.srv import DescribeParameters, SetParameters

    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    with start(domain, "-p", f"say_command:=cp {HELLO} {{file}}"):
        body = connect(domain)
        body.bring("active")
        body.say("say", "Hello there.")
        ident = body.became("started")["intent"]
        assert ident.startswith("say-")
        body.finished(ident)
        value = ParameterValue(type=ParameterType.PARAMETER_STRING, string_value="sh {file}")
        asked = [Parameter(name="say_command", value=value)]
        answer = body.call(SetParameters, "/body/set_parameters", parameters=asked).results[0]
        assert not answer.successful
        assert "read-only" in answer.reason
        names = ["say_command", "device"]
        told = body.call(DescribeParameters, "/body/describe_parameters", names=names).descriptors
        fixed, later = (one.additional_constraints for one in told)
        assert (told[0].read_only, fixed) == (True, "read-only: told when the node is started")
        assert (told[1].read_only, "next configure" in later) == (False, True)
        body.close()


def test_what_a_node_is_started_with_is_told_where_it_cannot_be_or_nobody_has_it(domain, start):
    for given, why in (
        ("warmth:=9.0", "parameter warmth"),
        ("lookahead_ms:=70", "lookahead_ms is 70; this mouth's network has 0, 40, 80"),
    ):
        with start(domain, "-p", given) as process:
            _, told = process.communicate(timeout=60)
        assert process.returncode == 2
        assert why in told.splitlines()[-1]
        assert "Traceback" not in told
    with start(domain, "-p", "warmht:=0.4") as process:
        line = ""
        while "no parameter" not in line:
            line = process.stderr.readline()
            assert line, "it ended"
        assert "nearest: warmth" in line
