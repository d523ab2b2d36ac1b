"""What ROS4HRI's messages ask of body_node, and what it tells of its face: on stand-ins of them."""

import json

import numpy as np
import pytest

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")
BUILT = "the stand-ins of hri_msgs are not built; scripts/test --ros does it, with cmake and g++"
pytest.importorskip("hri_msgs", reason=BUILT)
pytest.importorskip("hri_actions_msgs", reason=BUILT)

SMILE = 12


@pytest.fixture
def alive(body):
    body.bring("active")
    return body


def intend(body, intent, **data):
    from hri_actions_msgs.msg import Intent

    intents = body.publisher("/intents", "hri_actions_msgs/Intent")
    intents.publish(Intent(intent=f"__intent_{intent}__", data=json.dumps(data), priority=128))


def test_an_expression_is_shown_and_told_as_action_units(alive):
    from hri_msgs.msg import Expression

    faces = alive.keep("/facs", "hri_msgs/FacialActionUnits", depth=200)
    express = alive.publisher("/expression", "hri_msgs/Expression")
    express.publish(Expression(expression="neutral"))
    alive.wait(lambda: faces)
    alive.pause(1.5)
    before = faces[-1].intensity[SMILE]
    express.publish(Expression(valence=0.8, arousal=0.4))
    alive.wait(lambda: faces[-1].intensity[SMILE] > before + 0.3)
    assert (len(faces[-1].intensity), len(faces[-1].confidence)) == (99, 99)
    assert (faces[-1].confidence[SMILE], faces[-1].confidence[3]) == (1.0, 0.0)
    assert 0.0 <= min(faces[-1].intensity) <= max(faces[-1].intensity) <= 1.0
    now_s = alive.node.get_clock().now().nanoseconds * 1e-9
    assert faces[-1].header.stamp.sec == pytest.approx(now_s, abs=2.0)
    known = len(alive.events)
    express.publish(Expression(valence=3.0))
    alive.wait(lambda: any(one["event"] == "refused" for one in alive.events[known:]))
    assert "valence 3, arousal 0; wanted -1 to 1" in alive.became("refused")["reason"]


def test_intents_are_done_as_far_as_a_body_can(alive):
    intend(alive, "greet")
    assert alive.became("started")["intent"].startswith("intents-")
    intend(alive, "move_to", goal="kitchen")
    assert "'__intent_move_to__' is nothing that a body does" in alive.became("refused")["reason"]
    known = len(alive.events)
    intend(alive, "say", object="Hello.")
    alive.wait(lambda: any(one["event"] == "refused" for one in alive.events[known:]))
    assert "no synthesiser is known" in alive.events[-1]["reason"]


def test_a_tracked_face_is_somebody_to_engage_with(alive):
    from geometry_msgs.msg import TransformStamped
    from hri_msgs.msg import IdsList
    from tf2_msgs.msg import TFMessage

    tracked = alive.publisher("/humans/faces/tracked", "hri_msgs/IdsList")
    frames = alive.publisher("/tf", "tf2_msgs/TFMessage", depth=100)
    states = alive.keep("/joint_states", "sensor_msgs/JointState", depth=200)

    def see(seconds, until=lambda: False):
        for _ in range(round(seconds / 0.1)):
            if until():
                break
            stamp = alive.node.get_clock().now().to_msg()
            face = TransformStamped(child_frame_id="face_a1b2c")
            face.header.frame_id, face.header.stamp = "base_link", stamp
            face.transform.translation.x, face.transform.translation.y = 0.5, 1.0
            face.transform.translation.z, face.transform.rotation.w = 1.4, 1.0
            frames.publish(TFMessage(transforms=[face]))
            ids = IdsList(ids=["a1b2c"])
            ids.header.stamp = stamp
            tracked.publish(ids)
            alive.pause(0.1)

    see(1.0)
    known = len(alive.events)
    intend(alive, "engage_with", recipient="a1b2c")

    def aim_rad():
        looks = dict(zip(states[-1].name, states[-1].position, strict=True))
        return looks["waist_yaw"] + looks["neck_yaw"] + looks["left_eye_yaw"]

    see(60.0, lambda: states and abs(aim_rad() - np.arctan2(1.0, 0.5)) < 0.35)
    assert aim_rad() == pytest.approx(np.arctan2(1.0, 0.5), abs=0.35)
    see(1.5)
    assert [one["event"] for one in alive.events[known:]][:2] == ["acknowledged", "started"]
    alive.wait(lambda: alive.counts("messages")["humans/faces/tracked taken"] > 20)
