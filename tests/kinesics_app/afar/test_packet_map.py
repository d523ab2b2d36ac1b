"""Every packet crosses as JSON, and nothing else comes in."""

import json
from dataclasses import fields
from math import inf, isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics import signals as s
from kinesics.conversation.intent import read_intent
from kinesics.errors import TrackError
from kinesics.gesture.outlook import PARTS, PHASES, STRIKE_BINS
from kinesics.rig.load import load_rig
from kinesics_app.afar.packet_map import KINDS, date_ns, packet_map, packet_of, shifted
from kinesics_app.character.express_skill import HeldPlan, NoPlan, express_skill

T = 123_456_789_012_345
FEELING = s.Feeling(T, (0.5, 0.1, -0.2), {"happy": 0.75, "sad": 0.25}, 1.0 / 3.0)
SMILE = express_skill(load_rig("humanoid")).begin(
    read_intent({"kind": "express", "id": "e", "parameters": {"text": "a broad smile"}}, T), T
)
OUTLOOK = [np.random.default_rng(3).random(shape).astype(np.float32)
           for shape in ((STRIKE_BINS,), (len(PARTS), len(PHASES)), (len(PARTS),))]  # fmt: skip
PACKETS = [
    s.SpeechEnd(T),
    s.SpeechText(T, "Ça va?"),
    s.PhoneTimes(T, (s.TimedPhone(0.1, 0.2, "AA"),), (s.TimedWord(0.1, 0.3, "ah"),)),
    s.Prosody(T, 100.0, nan, -31.7, 0.1, 4.2, 0.0, 1.0, 0.3, 0.7),
    s.GestureOutlook(T, T + 5, *OUTLOOK),
    FEELING,
    s.Hint("voice", FEELING, 0.3),
    s.Turn(T, "lips", 0.7, 0.4),
    s.Persona(T, 0.1, 0.2, 0.3),
    s.Quiet(T, True),
    s.Target(T, "person:1", (1.0, -0.5, 1.5), 0.9, 2.0),
    s.Look(T, "look", "person:1", "eyes", inf),
    s.Look(T, "look", (1.0, 2.0, 3.0), "body", 0.6),
    s.GestureCue(T, "wave", "greeting", 0.5, "", None, 0.0),
    s.GestureCue(T, "point", "there", 0.5, "left", (1.0, 0.0, 1.0), 0.5),
    s.HeadCue(T, "nod", "nod", 0.5, 2),
    s.Posture(T, "relaxed"),
    s.Being(T, "thinking"),
    s.Say(T, "hello", "Hello."),
    s.Cease(T, "hello"),
    s.PartnerVoice(T, 0.5),
    s.BaseTilt(T, 0.1, -0.2, (0.3, 0.0, -0.4), False),
    s.BaseTilt(T, 0.1, -0.2, None, True),
    s.Appraisal(T, (0.4, 0.2, -0.3), 20.0),
    s.LetGo(T),
    s.GazeShift(T, (1.0, 0.0, 1.4), "eyes", "avert", (0.1, -0.1), 0.2),
    s.Faces(T, ()),
    s.Faces(T, (s.SeenFace(0.1, -0.2, 1.5, 0.9), s.SeenFace(0.0, 0.0, 2.0, 0.5))),
    s.HeardVoice(T, 0.8, False),
    s.MotorNoise(T, -120.0),
    s.BlinkUrges(T, T + 9, ((T + 1, True), (T + 2, False))),
]


def crossed(packet):
    return packet_of(json.loads(json.dumps(packet_map(packet))))


def same(one, other):
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if isinstance(one, float):
        return type(other) is float and (one == other or (isnan(one) and isnan(other)))
    if isinstance(one, s.Feeling):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    return one == other


@pytest.mark.parametrize("packet", PACKETS, ids=lambda one: type(one).__name__)
def test_a_packet_crosses_without_losing_a_bit(packet):
    other = crossed(packet)
    assert type(other) is type(packet)
    assert all(same(getattr(packet, f.name), getattr(other, f.name)) for f in fields(packet))


def test_every_kind_of_packet_is_tried():
    assert {type(one) for one in PACKETS} | {s.Speech, s.Expression} == set(KINDS.values())


def test_of_speech_its_length_crosses_and_no_sound():
    piece = s.Speech(T, 320, 16_000, np.full(160, 0.5, np.float32))
    other = crossed(piece)
    assert (other.t_ns, other.first_sample, other.rate_hz) == (T, 320, 16_000)
    assert np.array_equal(other.samples, np.zeros(160, np.float32))


def test_a_plan_crosses_and_shows_the_same():
    (expression,) = SMILE.packets
    other = crossed(expression)
    for t_s in (0.0, 0.13, 0.5, 3.0):
        assert np.array_equal(expression.plan.at(t_s), other.plan.at(t_s))
    assert crossed(s.Expression(T, HeldPlan(expression.plan.staging, 0.4))).plan.at(0.5) is None
    assert crossed(s.Expression(T, NoPlan())).plan.at(0.0) is None


def test_dates_are_moved_from_one_clock_to_another():
    for packet in PACKETS:
        assert date_ns(shifted(packet, 1000)) == date_ns(packet) + 1000
    assert shifted(PACKETS[-1], 7).blinks == ((T + 8, True), (T + 9, False))
    assert shifted(PACKETS[-1], 7).until_ns == T + 16


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ([], "a packet is a list; wanted a map"),
        ({"is": "Horizon", "t_ns": T}, "no packet 'Horizon'; wanted Speech, "),
        ({"is": "SpeechEnd"}, "SpeechEnd: .*t_ns"),
        ({"is": "SpeechEnd", "t_ns": 1.5}, "SpeechEnd.t_ns is '1.5'; wanted a int"),
        ({"is": "SpeechEnd", "t_ns": 2**70}, "SpeechEnd.t_ns is"),
        ({"is": "SpeechEnd", "t_ns": T, "more": 1}, "SpeechEnd has no 'more'; wanted t_ns"),
        ({"is": "Quiet", "t_ns": T, "on": 1}, "Quiet.on is '1'; wanted a bool"),
        ({"is": "Being", "t_ns": T, "state": "dead"}, "Being.state is 'dead'; wanted 'idle' or"),
        ({"is": "PartnerVoice", "t_ns": T, "speaks": nan}, "PartnerVoice.speaks is 'nan'"),
        ({**packet_map(PACKETS[3]), "rate_hz": 0.0}, "Prosody.rate_hz is '0.0'; wanted 1 to"),
        ({**packet_map(PACKETS[4]), "strikes": [0.0]}, r"of shape \(16,\)"),
        ({**packet_map(PACKETS[11]), "at": [1.0, 2.0]}, "wanted 3 values"),
        ({"is": "Speech", "t_ns": T, "first_sample": 0, "rate_hz": 0, "samples": 1}, "rate_hz"),
        ({"is": "Speech", "t_ns": T, "first_sample": 0, "rate_hz": 8000, "samples": 10**9}, "is"),
        ({"is": "Expression", "t_ns": T, "plan": {"hold_s": "inf", "document": 5}}, "is a int"),
    ],
)
def test_what_is_no_packet_is_refused_with_what_would_be_right(told, why):
    with pytest.raises(TrackError, match=why):
        packet_of(told)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.sampled_from(PACKETS), st.data())
def test_no_value_of_a_stranger_does_more_than_be_refused(packet, data):
    told = packet_map(packet)
    told[data.draw(st.sampled_from(sorted(told)))] = data.draw(JSON)
    try:
        read = packet_of(told)
    except TrackError:
        return
    assert type(read) in KINDS.values()
    assert isinstance(date_ns(read), int)
    assert crossed(read).__class__ is read.__class__
