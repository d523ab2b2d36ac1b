"""What hri_msgs and hri_actions_msgs ask for, without ROS: any object with their fields will do."""

import json
import math
from dataclasses import replace
from types import SimpleNamespace as Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.affect.feeling import read_feeling
from kinesics.conversation.message import read_message
from kinesics.errors import IntentError
from kinesics.rig.load import load_rig
from kinesics_app.character.express_skill import express_skill
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.messages.asked import Edge
from kinesics_ros.messages.hri import FACES, HRI, sentence_of

EDGE = Edge(Moment(0, 0), "base_link", 1.0)
NOW = Message(sec=0, nanosec=0)
# As the page of hri_msgs/Expression for Humble lists them.
NAMED = """
neutral angry sad happy surprised disgusted scared pleading vulnerable despaired guilty disappointed
embarrassed horrified skeptical annoyed furious suspicious rejected bored tired asleep confused
amazed excited
"""


def read(topic, message, edge=EDGE):
    return [
        read_message(
            {**one, "intent": {"id": "one", **one["intent"]}} if "intent" in one else one, 0
        )
        for one in HRI[topic](message, edge)
    ]


def shown(expression="", valence=0.0, arousal=0.0):
    message = Message(expression=expression, valence=valence, arousal=arousal, confidence=0.0)
    (one,) = read("expression", message)
    return one


@pytest.mark.parametrize("name", NAMED.split())
def test_every_expression_that_has_a_name_there_can_be_shown(name):
    asked = shown(name)
    assert asked.parameters["text"] == name
    express_skill(load_rig("humanoid")).check(asked)  # AffectError where no word of it is known


@pytest.mark.parametrize(
    ("valence", "arousal", "most"),
    [(0.8, 0.4, "happy"), (-0.6, -0.3, "sad"), (0.0, 0.0, "neutral"), (-0.5, 0.7, "angry fearful")],
)
def test_a_point_of_valence_and_arousal_is_what_it_is_most_likely(valence, arousal, most):
    feeling = read_feeling(shown("", valence, arousal).parameters["text"], 0)
    assert max(feeling.mixture, key=feeling.mixture.get) in most.split()
    assert feeling.intensity == pytest.approx(min(math.hypot(valence, arousal), 1.0), abs=0.05)


@given(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0))
def test_any_point_can_be_shown(valence, arousal):
    express_skill(load_rig("humanoid")).check(shown("", valence, arousal))


@pytest.mark.parametrize("valence", [math.nan, -1.5, math.inf])
def test_what_is_no_point_is_refused(valence):
    with pytest.raises(IntentError, match="wanted -1 to 1, or a name"):
        shown("", valence)


def intended(name, data="", priority=128):
    return Message(intent=name, data=data, priority=priority, source="", modality="speech")


def test_what_a_body_can_do_of_an_intent_it_does():
    (wave,) = read("intents", intended("__intent_greet__", priority=200))
    assert (wave.kind, wave.parameters["concept"], wave.priority) == ("gesture", "greet", 200)
    anna = json.dumps({"recipient": "anna"})
    kinds = [one.kind for one in read("intents", intended("__intent_greet__", anna))]
    assert kinds == ["gesture", "look_at"]
    (look,) = read("intents", intended("__intent_engage_with__", anna))
    assert look.parameters["target"] == "person:anna"
    bow = intended("__intent_perform_motion__", json.dumps({"object": "bow"}))
    assert read("intents", bow)[0].parameters["concept"] == "bow"
    assert sentence_of(bow) is None
    assert sentence_of(intended("__intent_say__", json.dumps({"object": "Hi."}))) == "Hi."


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("__intent_move_to__", "", "nothing that a body does; wanted __intent_engage_with__, "),
        ("__intent_engage_with__", "{}", "recipient is None in data; wanted a text"),
        ("__intent_perform_motion__", '{"object": 3}', "object is 3 in data"),
        ("__intent_perform_motion__", "[1]", "data is a list; wanted a map of roles"),
        ("__intent_perform_motion__", "{", "data '{': "),
    ],
)
def test_an_intent_that_no_body_can_do_or_nobody_understands_is_refused(name, data, why):
    with pytest.raises(IntentError, match=why):
        HRI["intents"](intended(name, data), EDGE)


@pytest.mark.parametrize(("style", "turns"), [(0, "head"), (1, "eyes"), (2, "head")])
def test_a_look_has_a_style(style, turns):
    header = Message(frame_id="base_link", stamp=NOW)
    point = Message(header=header, point=Message(x=1.0, y=0.0, z=1.5))
    (look,) = read("look_at_with_style", Message(style=style, target=point))
    assert (look.parameters["style"], look.parameters["point_m"]) == (turns, (1.0, 0.0, 1.5))
    with pytest.raises(IntentError, match="style 3; wanted 0, 1 or 2"):
        HRI["look_at_with_style"](Message(style=3, target=point), EDGE)


def test_faces_that_are_tracked_are_persons_where_tf_has_them():
    places = {"face_a1b2c": [1.0, 0.0, 1.6], "face_d3e4f": [1.0, 0.5, 1.5]}
    edge = replace(EDGE, placed=lambda frame, point, t_ns: places[frame])
    ids = Message(header=Message(stamp=NOW), ids=["a1b2c", "d3e4f"])
    told = read(FACES, ids, edge)
    assert [one.id for one in told] == ["person:a1b2c", "person:d3e4f"]
    assert told[1].position_m == (1.0, 0.5, 1.5)
    with pytest.raises(IntentError, match="no tf is heard"):
        HRI[FACES](ids, EDGE)
