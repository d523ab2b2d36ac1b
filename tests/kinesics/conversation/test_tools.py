"""What a language model is told that this robot can do, and what its calls mean."""

from itertools import product

import pytest

from kinesics.behaviours.head_signs import SIGN_CHANNELS
from kinesics.conversation.cues import gesturing, looking, signing
from kinesics.conversation.intent import Start, read_intent
from kinesics.conversation.skill import Skill
from kinesics.conversation.tools import intent_of_call, tools

SKILLS = {
    skill.kind: skill
    for skill in (
        looking(["gaze_yaw"], 0.3),
        *signing(SIGN_CHANNELS, lambda cue: 1.0),
        gesturing(["left_elbow"], ["greet", "point"], lambda cue: (1.0, ""), 0.4),
        Skill("say", (), lambda intent, t_ns: None, alone=True),
    )
}


@pytest.fixture(scope="module")
def told():
    return {tool["name"]: tool for tool in tools(SKILLS)}


def test_only_what_the_robot_can_do_is_told(told):
    assert set(told) == {*SKILLS, "stop", "cancel", "barge_in", "reset"}


def test_a_gesture_is_one_of_the_library(told):
    assert told["gesture"]["input_schema"]["properties"]["concept"]["enum"] == ["greet", "point"]


def test_of_ways_to_say_where_exactly_one_is_wanted(told):
    ways = [way["required"] for way in told["look_at"]["input_schema"]["oneOf"]]
    assert ways == [["target"], ["point_m"], ["yaw_rad"]]
    ways = [way["required"] for way in told["say"]["input_schema"]["anyOf"]]
    assert ways == [["file"], ["text"]]  # no model writes samples


def test_without_a_synthesiser_a_text_alone_is_no_way_to_speak():
    mute = Skill("say", (), lambda intent, t_ns: None)
    (say,) = (one for one in tools({"say": mute}) if one["name"] == "say")
    assert say["input_schema"]["required"] == ["file"]
    assert "anyOf" not in say["input_schema"]


def example(schema):
    if "enum" in schema:
        return schema["enum"][-1]
    if schema.get("items", {}).get("type") == "string":
        return ["a", "b"]
    kinds = {"string": "a", "array": [1.0, 0.0, 1.0], "object": {}}
    return kinds.get(schema["type"], schema.get("maximum", 1))


def test_every_call_that_a_schema_allows_is_an_intent(told):
    for name, tool in told.items():
        schema = tool["input_schema"]
        told_ways = schema.get("oneOf") or schema.get("anyOf") or [{"required": []}]
        ways = [way["required"] for way in told_ways]
        free = [key for key in schema["properties"] if not any(key in way for way in ways)]
        for way, all_free in product(ways, (False, True)):
            keys = {*way, *schema["required"], *(free if all_free else [])} - {"words", "start"}
            given = {key: example(schema["properties"][key]) for key in keys}
            intent = read_intent(intent_of_call(name, given, "made-up"), 0)
            assert intent.kind == name
            assert intent.id == given.get("id", "made-up")


def test_a_call_may_be_anchored():
    given = {"times": 1, "start": {"utterance": "u", "word": 2}, "id": "n"}
    intent = read_intent(intent_of_call("nod", given, "x"), 0)
    assert (intent.id, intent.start) == ("n", Start(utterance="u", word=2))
    assert intent.parameters["times"] == 1
