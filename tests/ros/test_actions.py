"""The actions of body_node, from another program, with kinesics_interfaces built."""

from array import array
from contextlib import contextmanager

import numpy as np
import pytest

from kinesics_app.demo import HELLO

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")
pytest.importorskip(
    "kinesics_interfaces", reason="kinesics_interfaces is not built; scripts/test --ros builds it"
)


WRONG_RATES_HZ = (1, 7999, 192_001, 2**31)
SPEAKER = """import pathlib, shutil, sys, time
time.sleep(8.0 if sys.argv[2] == "Slowly." else 0.0)
pathlib.Path(__file__).with_name(sys.argv[2]).touch()
shutil.copy(sys.argv[3], sys.argv[1])
"""


@contextmanager
def performing(body):
    """`perform(name, **fields)`: the goal's handle, its future result, and feedback so far."""
    from kinesics_interfaces import action
    from rclpy.action import ActionClient

    clients = []

    def start(name, **fields):
        kind = getattr(action, name)
        words = "".join(f"_{one.lower()}" if one.isupper() else one for one in name)[1:]
        client = ActionClient(body.node, kind, f"/{words}")
        clients.append(client)
        body.wait(client.server_is_ready)
        told = []
        goal = kind.Goal(**fields)
        accepted = client.send_goal_async(goal, lambda one: told.append(one.feedback))
        body.wait(accepted.done)
        handle = accepted.result()
        return handle, handle.get_result_async(), told

    body.bring("active")
    yield start
    for client in clients:
        client.destroy()


@pytest.fixture
def perform(body):
    with performing(body) as start:
        yield start


def test_a_goal_is_told_of_until_it_is_finished(body, perform):
    _, done, told = perform("Express", text="happy", hold_s=0.3)
    body.wait(done.done)
    assert (done.result().result.state, done.result().status) == ("finished", 4)
    assert [one.state for one in told] == ["acknowledged", "started"]
    shown_s = told[-1].shown.sec + told[-1].shown.nanosec * 1e-9
    assert abs(shown_s - body.node.get_clock().now().nanoseconds * 1e-9) < 5.0


def test_a_target_of_which_nobody_has_told_is_remarked_upon(body, perform):
    handle, done, told = perform("LookAt", target="person:9")
    body.wait(lambda: told)
    assert told[0].state == "acknowledged"
    assert "nobody has told of target 'person:9'" in told[0].remark
    handle.cancel_goal_async()
    body.wait(done.done)
    _, done, told = perform("Express", text="happy", hold_s=0.3)
    body.wait(done.done)
    assert [one.remark for one in told] == ["", ""]


def away_from(shown, name, there, least):
    """`angle() -> bool`: whether a joint, as measured, is `least` or more away from `there`."""

    def angle(message):
        return message.position[list(message.name).index(name)]

    return lambda: any(abs(angle(message) - there) > least for message in shown)


def test_a_look_at_a_point_turns_the_head_and_is_finished(body, perform):
    from geometry_msgs.msg import PointStamped

    point = PointStamped()
    point.point.x, point.point.y, point.point.z = 1.0, 0.6, 1.4
    shown = body.keep("/joint_states", "sensor_msgs/JointState", depth=500)
    _, done, told = perform("LookAt", point=point, style="head", hold_s=2.0)
    body.wait(done.done)
    assert_finished(done, told)
    assert away_from(shown, "neck_yaw", 0.0, 0.15)()  # it is 0.54 rad to the left


def test_a_gesture_moves_the_arm_that_is_named_and_is_finished(body, perform):
    shown = body.keep("/joint_states", "sensor_msgs/JointState", depth=500)
    body.wait(lambda: shown)
    _, done, told = perform("PerformGesture", concept="greet", side="left")
    body.wait(done.done)
    assert_finished(done, told)
    rest = shown[0].position[list(shown[0].name).index("left_elbow")]
    assert away_from(shown, "left_elbow", rest, 0.3)()


def assert_finished(done, told):
    result = done.result()
    assert (result.result.state, result.status) == ("finished", 4), result.result.reason
    assert [one.state for one in told] == ["acknowledged", "started"]


def test_speech_of_a_wrong_rate_is_refused_counted_and_harmless(body, perform, piece):
    from std_msgs.msg import MultiArrayDimension, UInt8MultiArray

    from kinesics_ros.messages.audio import spell_out

    before = body.counts("messages")
    sound = np.zeros(1600, "<i2").tobytes()
    whole = body.publisher("/speech", "std_msgs/UInt8MultiArray")
    pieces = body.publisher("/speech_stream", "std_msgs/UInt8MultiArray")
    for rate_hz in WRONG_RATES_HZ:
        why = f"rate_hz is {rate_hz}; wanted an integer"
        message = UInt8MultiArray(data=array("B", sound))
        message.layout.dim = [
            MultiArrayDimension(label=label, size=size, stride=stride)
            for label, size, stride in spell_out(1600, rate_hz, id=f"whole-{rate_hz}")
        ]
        whole.publish(message)
        pieces.publish(piece(f"pieces-{rate_hz}", np.zeros(1600), rate_hz=rate_hz))
        _, done, told = perform("Say", data=sound, rate_hz=rate_hz)
        body.wait(done.done)
        assert (done.result().status, done.result().result.state, told) == (6, "refused", [])
        assert why in done.result().result.reason
        for ident in (f"whole-{rate_hz}", f"pieces-{rate_hz}"):
            assert why in body.became("refused", ident)["reason"]
    body.wait(
        lambda: all(
            body.counts("messages").get(one, 0) - before.get(one, 0) == len(WRONG_RATES_HZ)
            for one in ("speech refused", "speech_stream refused", "say goal refused")
        )
    )
    assert body.diagnostics["robot"] == (0, "alive")
    assert body.status["died"] == {}
    _, done, _ = perform("Say", data=sound, rate_hz=16_000)  # it goes on hearing
    body.wait(done.done)
    assert done.result().result.state == "finished"


def test_a_goal_that_is_cancelled_is_ended_and_says_so(body, perform):
    handle, done, told = perform("LookAt", style="head")
    body.wait(lambda: any(one.state == "started" for one in told))
    cancelled = handle.cancel_goal_async()
    body.wait(cancelled.done)
    body.wait(done.done)
    assert (done.result().status, done.result().result.state) == (5, "ended")
    assert "cancelled by" in done.result().result.reason


def test_a_goal_that_cannot_be_is_aborted_with_the_reason(body, perform):
    _, done, _ = perform("PerformGesture", concept="levitate")
    body.wait(done.done)
    assert done.result().status == 6
    assert "concept is 'levitate'" in done.result().result.reason


def test_an_intent_is_executed_under_its_own_id_and_another_anchored_to_it(body, perform):
    from kinesics_interfaces.msg import Intent

    t_s = np.arange(16_000) / 16_000
    hum = (8000 * np.sin(2 * np.pi * 150 * t_s)).astype("<i2").tobytes()
    _, said, _ = perform("Say", data=hum, rate_hz=16_000, text="Mmm")
    wish = Intent(kind="nod", id="yes", parameters='{"times": 1}')
    _, nodded, told = perform("ExecuteIntent", intent=wish)
    _, again, _ = perform("ExecuteIntent", intent=wish)
    body.wait(lambda: said.done() and nodded.done() and again.done())
    assert said.result().result.state == "finished"
    assert nodded.result().result.state == "finished"
    assert "under way already" in again.result().result.reason
    assert told[0].state == "acknowledged"


def test_the_persona_is_set_by_a_service_and_refused_out_of_its_range(body):
    from kinesics_interfaces.srv import SetPersona

    body.bring("active")
    assert body.call(SetPersona, "/set_persona", warmth=0.9).success
    answer = body.call(SetPersona, "/set_persona", warmth=1.9)
    assert (answer.success, "warmth is 1.9" in answer.message or "range" in answer.message) == (
        False,
        True,
    )


def test_a_text_alone_is_refused_where_nothing_makes_it_into_sound(perform, body):
    _, done, told = perform("Say", text="Hello.")
    body.wait(done.done)
    assert (done.result().status, done.result().result.state, told) == (6, "refused", [])
    assert "no synthesiser is known; wanted" in done.result().result.reason


def test_a_text_alone_is_said_as_a_program_makes_it_and_cancelled_meanwhile(
    domain, start, connect, tmp_path, monkeypatch
):
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    speaker = tmp_path / "speaker.py"
    speaker.write_text(SPEAKER)
    with start(domain, "-p", f"say_command:=python3 {speaker} {{file}} {{text}} {HELLO}"):
        body = connect(domain)
        with performing(body) as perform:
            _, said, told = perform("Say", text="Hello there.")
            body.wait(said.done)
            assert (said.result().result.state, said.result().status) == ("finished", 4)
            assert [one.state for one in told] == ["acknowledged", "started"]
            handle, slow, _ = perform("Say", text="Slowly.")
            cancelled = handle.cancel_goal_async()
            body.wait(slow.done)
            assert not [*tmp_path.glob("*Slowly.")]  # its sound is not made yet
            assert (cancelled.result().return_code, slow.result().status) == (0, 5)
            assert slow.result().result.reason == "cancelled while its sound was made"
            _, after, _ = perform("Say", text="And now?")
            body.wait(after.done)
            assert after.result().result.state == "finished"
            begun = [one for one in body.events if one["event"] == "started"]
            assert len(begun) == 2  # what was cancelled was never said
        body.close()
