"""While the robot speaks its mouth is told by its own sound alone, whatever else comes."""

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kinesics.affect.feeling import feeling_at
from kinesics.affect.staging import Staging
from kinesics.audio.speech_file import load_speech, resample
from kinesics.gesture.read import by_concept, postures
from kinesics.motion.limits import Limiter
from kinesics.motion.mixer import Mixer
from kinesics.motion.track import Track
from kinesics.signals import (
    Appraisal,
    BaseTilt,
    Being,
    Cease,
    Expression,
    Feeling,
    GestureCue,
    HeadCue,
    Hint,
    LetGo,
    Look,
    PartnerVoice,
    Persona,
    Posture,
    Quiet,
    Speech,
    SpeechEnd,
    Target,
    Turn,
)
from kinesics_app.character.character import speech_character
from kinesics_app.character.expressing import plan_of_words
from kinesics_app.demo import HELLO
from kinesics_app.robot import Robot
from kinesics_app.tick.body import Body
from kinesics_app.tick.loop import Loop

TICK_NS = 10_000_000
AHEAD_NS = 110_000_000
TICKS = 130
PLANS = [Staging(plan_of_words(text)) for text in ("angry, frowning", "a smirk, then a pout")]

SHARE, AXIS, ANGLE = st.floats(0.0, 1.0), st.floats(-1.0, 1.0), st.floats(-0.3, 0.3)
VAD = st.tuples(AXIS, AXIS, AXIS)
PLACE = st.tuples(st.floats(0.4, 2.0), AXIS, st.floats(0.5, 1.8))
IDENT = st.sampled_from(["a", "b"])


def dated(kind, *fields):
    """How to make one for a date."""
    return st.tuples(*fields).map(lambda drawn: lambda t_ns: kind(t_ns, *drawn))


OTHERS = st.one_of(
    dated(PartnerVoice, SHARE),
    dated(Target, st.just("person:1"), PLACE, SHARE, st.floats(0.1, 3.0)),
    dated(Persona, SHARE, SHARE, SHARE),
    dated(Posture, st.sampled_from(["", *postures()])),
    dated(Being, st.sampled_from(["idle", "listening", "thinking", "speaking", "asleep"])),
    dated(Quiet, st.sampled_from([True, False, None])),
    dated(BaseTilt, ANGLE, ANGLE, st.none() | st.tuples(ANGLE, ANGLE, ANGLE), st.booleans()),
    dated(Look, IDENT, PLACE, st.sampled_from(["eyes", "head", "body"]), st.floats(0.1, 3.0)),
    dated(HeadCue, IDENT, st.sampled_from(["nod", "shake", "tilt"]), SHARE, st.integers(1, 3)),
    dated(GestureCue, IDENT, st.sampled_from(sorted(by_concept())), SHARE, st.just(""), st.none(),
          st.floats(0.0, 1.0)),
    dated(Cease, IDENT),
    dated(Expression, st.sampled_from(PLANS)),
    dated(Appraisal, VAD, st.floats(0.5, 60.0)),
    dated(LetGo),
    dated(Turn, st.sampled_from(["lips", "expression", "pose", "face"]), st.floats(0.0, 2.0)),
    VAD.map(lambda vad: lambda t_ns: feeling_at(t_ns, vad)),
    st.tuples(VAD, SHARE).map(
        lambda drawn: lambda t_ns: Hint("text", feeling_at(t_ns, drawn[0]), drawn[1])
    ),
)  # fmt: skip


class Wire:
    """Takes every row as it is."""

    def send(self, frame):
        return frame


@pytest.fixture(scope="module")
def voice():
    samples, rate_hz = load_speech(HELLO)
    return resample(samples, rate_hz, 16_000)[: 80 * 160]


def said(rig, voice, others):
    """What the mouth wants, track by track, and what was sent (T, J), while `others` come too."""
    made = speech_character(rig, lookahead_ms=80, backend="onnxruntime", seed=3, affect=0.5)
    limiter = Limiter(rig.limits, 1e9 / TICK_NS)
    limiter.start(rig.neutral)
    body = Body(rig, Mixer([layer for layer, _ in made.parts]), limiter, Wire())
    loop = Loop(body, [one for _, one in made.parts], AHEAD_NS, analysers=made.analysers, rows=[])
    loop.said, heard_ns = [], loop.asked_ns + 100_000_000
    for tick in range(TICKS):
        now_ns = tick * TICK_NS
        soonest_ns = now_ns + loop.asked_ns + TICK_NS
        packets = [make(soonest_ns + later_ns) for at, later_ns, make in others if at == tick]
        if (sound := voice[tick * 160 : tick * 160 + 160]).size == 160:
            packets.append(Speech(now_ns + heard_ns, tick * 160, 16_000, sound))
        if tick == 80:
            packets.append(SpeechEnd(now_ns + heard_ns))
        loop.tick(now_ns, packets)
    assert not loop.died
    tracks = [one for one in loop.said if isinstance(one, Track)]
    return tracks, np.array([row.sent for row in loop.rows])


def assert_same(one, other):
    """Bit for bit."""
    assert len(one) == len(other)
    for a, b in zip(one, other, strict=True):
        assert (a.t_ns, a.rate_hz, a.weight, a.priority) == (
            b.t_ns,
            b.rate_hz,
            b.weight,
            b.priority,
        )
        assert np.array_equal(a.columns, b.columns)
        assert a.values.tobytes() == b.values.tobytes()


@pytest.fixture(scope="module")
def alone(humanoid, voice):
    tracks, sent = said(humanoid, voice, [])
    assert max(np.ptp(np.concatenate([t.values for t in tracks]), axis=0)) > 0.3  # it does speak
    return tracks, sent


def joy(t_ns):
    return Feeling(t_ns, (0.8, 0.5, 0.4), {"happy": 1.0}, 1.0)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    others=st.lists(
        st.tuples(st.integers(0, TICKS - 20), st.integers(0, 400_000_000), OTHERS), max_size=40
    )
)
@example(others=[(20, 0, joy), (30, 0, lambda t_ns: Being(t_ns, "asleep"))])
def test_whatever_else_comes_at_any_time_the_speech_track_is_the_same_to_the_bit(
    humanoid, voice, alone, others
):
    assert_same(said(humanoid, voice, others)[0], alone[0])


def test_what_else_comes_does_move_the_rest(humanoid, voice, alone):
    """Else the property above would say nothing."""
    tracks, sent = said(humanoid, voice, [(20, 0, joy)])
    assert_same(tracks, alone[0])
    assert np.abs(sent - alone[1]).max() > 0.05


def test_another_sound_is_another_track(humanoid, voice, alone):
    with pytest.raises(AssertionError):
        assert_same(said(humanoid, 0.7 * voice, [])[0], alone[0])


MESSAGES = (
    {"faces": {"seen": [{"yaw_rad": 0.2, "pitch_rad": 0.0, "distance_m": 1.2, "confidence": 0.9}]}},
    {"partner": {"speaks": 0.9}},
    {"target": {"id": "person:1", "position_m": [1.0, 0.4, 1.4], "ttl_s": 2.0}},
    {"persona": {"extraversion": 0.9, "warmth": 0.1, "energy": 1.0}},
    {"base": {"roll_rad": 0.1, "pitch_rad": -0.1}},
    {"event": {"name": "hate"}},
    {"hint": {"source": "text", "feeling": "happy:0.9", "confidence": 0.9}},
    {"behaviour": {"name": "blink", "on": False}},
    {"dial": {"name": "expression", "gain": 1.5}},
)
ASKS = (
    ("posture", {"name": "proud"}),
    ("be", {"state": "thinking"}),
    ("quiet", {}),
    ("gesture", {"concept": "greet"}),
    ("express", {"text": "angry, a wide open mouth"}),
    ("feel", {"vad": [-0.6, 0.6, 0.3]}),
    ("nod", {}),
    ("look_at", {"yaw_rad": 0.4}),
)


def test_a_living_robot_that_is_told_and_asked_everything_says_it_the_same():
    spoken, moved = [], []
    for told in (False, True):
        with Robot.twin() as robot:
            robot.link.life.loop.said = tracks = []
            robot.wait(0.5)
            robot.say(HELLO)
            for n, message in enumerate((*MESSAGES, *ASKS)):
                if told and isinstance(message, dict):
                    robot.link.send(message)
                elif told:
                    kind, parameters = message
                    asked = {"kind": kind, "id": f"ask-{n}", "parameters": parameters}
                    robot.link.send({"intent": asked})
                for _ in range(9):
                    robot.link.tick()
            spoken.append([one for one in tracks if isinstance(one, Track)])
            moved.append(np.array([row.sent for row in robot.link.life.loop.rows][-150:]))
            assert robot.link.life.loop.died == {}
            refused = [t for t in robot.link._told if t.get("event") == "refused" or "error" in t]
            assert refused == []
    assert len(spoken[0]) > 50
    assert_same(*spoken)
    assert np.abs(moved[0] - moved[1]).max() > 0.1
