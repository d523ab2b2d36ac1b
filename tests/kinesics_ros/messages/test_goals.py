"""What goals of actions mean, without ROS."""

from dataclasses import replace
from types import SimpleNamespace as Message

import numpy as np
import pytest

from kinesics.conversation.intent import read_intent
from kinesics.errors import IntentError
from kinesics.rig.load import load_rig
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.messages.asked import Edge
from kinesics_ros.messages.goals import FOLLOW, GOALS, READ

EDGE = Edge(Moment(0, 0), "base_link", 1.0)
PLAIN = {
    "id": "",
    "parameters": "{}",
    "priority": 128,
    "ttl_s": -1.0,
    "interruptible": True,
    "after_s": 0.0,
    "utterance": "",
    "mark": "",
    "word": -1,
    "character": -1,
}
STAMPED = Message(
    header=Message(frame_id="", stamp=Message(sec=0, nanosec=0)), point=Message(x=1.0, y=0.0, z=1.5)
)


def read(action, **fields):
    return read_intent({"id": "goal-1", **GOALS[action](Message(**fields), EDGE)}, 0)


RIG = load_rig("humanoid")


def path(names, *positions):
    """Of MoveIt, a second from point to point."""
    points = [
        Message(positions=[*at], velocities=[], time_from_start=Message(sec=n, nanosec=0))
        for n, at in enumerate(positions)
    ]
    stamp = Message(sec=0, nanosec=0)
    return Message(
        trajectory=Message(header=Message(stamp=stamp), joint_names=names, points=points)
    )


def test_a_path_is_followed_as_one_of_the_topic_under_the_goal_s_own_id():
    edge = replace(EDGE, rig=RIG)
    told = READ[FOLLOW](path(["left_elbow"], [-0.5], [-0.8]), edge)
    said = read_intent({"id": "goal-1", **told}, 0)
    assert (said.kind, said.id, said.priority) == ("move_joints", "goal-1", 200)
    assert said.parameters["takes"] == "left_arm"
    np.testing.assert_allclose(said.parameters["positions"], [[-0.5], [-0.8]])
    with pytest.raises(IntentError, match="no points"):
        READ[FOLLOW](path(["left_elbow"]), edge)
    with pytest.raises(IntentError, match="no joint tail"):
        READ[FOLLOW](path(["tail"], [0.0]), edge)


def intent(**fields):
    return read("execute_intent", intent=Message(**{**PLAIN, **fields}))


def test_an_intent_at_its_defaults_says_nothing_but_its_kind():
    told = GOALS["execute_intent"](Message(intent=Message(**PLAIN, kind="reset")), EDGE)
    assert told == {"kind": "reset", "parameters": {}, "priority": 128, "interruptible": True}


def test_an_intent_says_all_that_one_over_the_socket_could():
    nod = intent(
        kind="nod",
        id="yes",
        parameters='{"times": 1}',
        ttl_s=float(np.float32(0.1)),
        utterance="hello",
        word=2,
        after_s=-0.25,
    )
    assert (nod.id, nod.parameters["times"], nod.ttl_s) == ("yes", 1, 0.1)
    assert (nod.start.utterance, nod.start.word, nod.start.after_s) == ("hello", 2, -0.25)
    with pytest.raises(IntentError, match="parameters 'nod'"):
        intent(kind="nod", parameters="nod")


def test_each_action_asks_for_its_kind():
    assert read("express", text="happy", hold_s=0.0).parameters == {"text": "happy"}
    assert read("express", text="happy", hold_s=2.0).parameters["hold_s"] == 2.0
    look = read("look_at", target="", point=STAMPED, style="eyes", hold_s=0.5)
    assert (look.parameters["point_m"], look.parameters["style"]) == ((1.0, 0.0, 1.5), "eyes")
    assert (
        read("look_at", target="person:1", point=STAMPED, style="head", hold_s=0.0).parameters[
            "target"
        ]
        == "person:1"
    )
    wave = read("perform_gesture", concept="greet", size=0.5, side="left", hold_s=0.0)
    assert (wave.kind, wave.parameters["side"]) == ("gesture", "left")
    said = read("say", data=b"\x01\x02", rate_hz=16_000, text="")
    with pytest.raises(IntentError, match="wanted some, or a text"):
        read("say", data=b"", rate_hz=0, text="")
    assert (said.parameters["samples"], "text" in said.parameters) == (b"\x01\x02", False)
