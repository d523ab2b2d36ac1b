"""What may be asked of a robot, read strictly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.conversation.intent import PRIORITY, Start, read_intent
from kinesics.conversation.kinds import KINDS
from kinesics.conversation.message import QUESTIONS, read_message
from kinesics.errors import IntentError
from kinesics.signals import Appraisal, PartnerVoice, Persona, Target


def intent(kind="look_at", *, ident="a", t_ns=7, parameters=None, **more):
    told = {"kind": kind, "id": ident, "parameters": parameters or {}, **more}
    return read_intent(told, t_ns)


def test_what_is_left_out_has_its_default():
    one = intent(parameters={"point_m": [1.0, 0.2, 1.4]})
    assert (one.t_ns, one.priority, one.start) == (7, PRIORITY, Start())
    assert one.parameters == {"point_m": (1.0, 0.2, 1.4), "style": "head", "pitch_rad": 0.0}


def test_every_kind_says_what_it_does_and_what_it_occupies():
    for kind in KINDS.values():
        assert kind.says.endswith(".")
        assert kind.at_once == (not any(kind.parts_of.values()))
        assert set(kind.one_of) <= set(kind.parameters)


@pytest.mark.parametrize(
    ("style", "parts"),
    [
        ("eyes", {"gaze"}),
        ("head", {"gaze", "head"}),
        ("body", {"gaze", "head", "torso"}),
    ],
)
def test_what_a_look_occupies_depends_on_its_style(style, parts):
    assert intent(parameters={"yaw_rad": 0.3, "style": style}).parts == parts


def test_a_beat_is_anchored_to_a_word_of_an_utterance():
    one = intent("nod", start={"utterance": "hello", "word": 3, "after_s": -0.1})
    assert one.start == Start(-0.1, "hello", word=3)


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ({"kind": "dance", "id": "a"}, "wanted one of say, look_at"),
        ({"kind": "nod"}, "no 'id'"),
        ({"kind": "nod", "id": "a" * 65}, "64 characters"),
        ({"kind": "nod", "id": "a", "version": 2}, "version is 2; wanted 1"),
        ({"kind": "nod", "id": "a", "priority": 256}, "0 to 255"),
        ({"kind": "nod", "id": "a", "prio": 3}, "unknown key 'prio'; did you mean 'priority'?"),
        ({"kind": "nod", "id": "a", "parameters": {"size": 1.1}}, "size is 1.1"),
        ({"kind": "nod", "id": "a", "parameters": {"times": 9}}, "times is 9; wanted an integer"),
        ({"kind": "nod", "id": "a", "parameters": {"siez": 1}}, "did you mean 'size'"),
        ({"kind": "express", "id": "a"}, "wanted one of text, plan; got none"),
        ({"kind": "express", "id": "a", "parameters": {"text": "a" * 401}}, "400 characters"),
        ({"kind": "look_at", "id": "a"}, "wanted one of target, point_m, yaw_rad; got none"),
        ({"kind": "look_at", "id": "a", "parameters": {"point_m": [0, 1]}}, "3 finite numbers"),
        ({"kind": "feel", "id": "a"}, "wanted one of mixture, vad; got none"),
        ({"kind": "feel", "id": "a", "parameters": {"vad": [0, 2, 0]}}, "3 finite numbers"),
        ({"kind": "nod", "id": "a", "start": {"word": 1}}, "an utterance, and of mark"),
        (
            {"kind": "nod", "id": "a", "start": {"utterance": "u", "word": 1, "mark": "m"}},
            "one at most",
        ),
        ({"kind": "say", "id": "a", "parameters": {"samples": "!"}}, "base64"),
        ({"kind": "say", "id": "a", "parameters": {"samples": b"123"}}, "16-bit samples"),
        (
            {"kind": "say", "id": "a", "parameters": {"file": "f", "words": [[1, 0, "a"]]}},
            "in seconds",
        ),
        ({"kind": "say", "id": "a", "parameters": {"file": "f", "marks": {"m": -1}}}, "seconds"),
    ],
)
def test_a_complaint_says_what_would_be_right(told, complaint):
    with pytest.raises(IntentError) as caught:
        read_intent(told, 0)
    assert complaint in str(caught.value)


def test_samples_come_as_bytes_or_base64():
    as_bytes = intent("say", parameters={"samples": b"\1\0\2\0"})
    assert intent("say", parameters={"samples": "AQACAA=="}).parameters == as_bytes.parameters


def test_targets_personas_and_who_speaks_are_messages_too():
    told = {"target": {"id": "person:1", "position_m": [1, 0, 1.5], "confidence": 0.8}}
    assert read_message(told, 5) == Target(5, "person:1", (1.0, 0.0, 1.5), 0.8, 1.0)
    assert read_message({"persona": {"energy": 0.9}}, 5) == Persona(5, 0.5, 0.5, 0.9)
    assert read_message({"partner": {"speaks": 0.9}}, 5) == PartnerVoice(5, 0.9)


def test_events_and_hints_are_messages_too():
    told = read_message({"event": {"name": "gratitude", "intensity": 0.5}}, 5)
    assert told == Appraisal(5, (0.2, 0.1, -0.15), 20.0)
    push = {"vad": [0.1, 0, -1], "half_life_s": 60}
    assert read_message({"event": push}, 5) == Appraisal(5, (0.1, 0.0, -1.0), 60.0)
    hint = read_message({"hint": {"source": "text", "vad": [0.8, 0.5, 0.4]}}, 5)
    assert (hint.source, hint.confidence, hint.feeling.t_ns) == ("text", 0.5, 5)
    assert max(hint.feeling.mixture, key=hint.feeling.mixture.get) == "happy"
    named = read_message({"hint": {"source": "f", "feeling": "sad:0.4", "confidence": 0.2}}, 5)
    assert (dict(named.feeling.mixture), named.confidence) == ({"sad": 1.0}, 0.2)


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        ([], "wanted a map"),
        ({}, "none of them"),
        ({"partner": {"speaks": 2}}, "speaks"),
        ({"event": {"name": "gratitud"}}, "nearest: gratitude"),
        ({"event": {"name": "love", "intensity": 2}}, "0 to 1"),
        ({"event": {"name": "love", "vad": [0, 0, 0]}}, "a name, or else vad"),
        ({"event": {"vad": [0, 0, 0], "half_life_s": 0}}, "0.5 to 600"),
        ({"hint": {"source": "", "vad": [0, 0, 0]}}, "non-empty"),
        ({"hint": {"source": "text"}}, "a mixture, or else vad"),
        ({"hint": {"source": "text", "feeling": "hapy"}}, "nearest: happy"),
        ({"hint": {"source": "text", "vad": [0, 0, 0], "confidence": 1.5}}, "confidence"),
        ({"partner": {}}, "speaks"),
        ({"ask": "tools", "persona": {}}, "ask"),
        ({"ask": "anything"}, "tools, status, watch"),
        ({1: 2}, "a key is no text"),
        ({"target": {"id": "\ud800", "position_m": [0, 0, 0]}}, "surrogate"),
        ({"faces": {"t_ns": 1 << 64, "seen": []}}, "more than 64 bits"),
        ({"heard": {"id": "a", "sample": 10**400, "t_ns": 0}}, "more than 64 bits"),
        ({"persona": {"a": [[[[[[[[[[[[[]]]]]]]]]]]]]}}, "deeper than 12"),
        ({"ask": "tools", "version": 3}, "version"),
    ],
)
def test_what_is_no_message_is_refused_with_a_reason(message, complaint):
    with pytest.raises(IntentError) as caught:
        read_message(message, 0)
    assert complaint in str(caught.value)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=20,
)
KEYS = st.sampled_from(["kind", "id", "parameters", "start", "ttl_s", "priority", "size", "text"])


def date_or_reason(message):
    """When it is dated, as every message is but a question; or why it was refused."""
    try:
        read = read_message(message, 7)
    except IntentError as refusal:
        return str(refusal)
    return 7 if read in QUESTIONS else read.t_ns


@given(
    told=st.dictionaries(KEYS, PLAIN | st.sampled_from(sorted(KINDS))),
    key=st.sampled_from(["intent", "target", "partner", "base", "persona", "ask"]),
)
def test_whatever_is_said_is_read_and_dated_or_refused_with_a_reason(told, key):
    for message in (told, {key: told}):
        found = date_or_reason(message)
        assert found == 7 or (isinstance(found, str) and found)
