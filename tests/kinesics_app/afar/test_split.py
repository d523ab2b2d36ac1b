"""A body in departments does what one in a single process does."""

import numpy as np
import pytest

from kinesics.rig.load import load_rig
from kinesics_app.character.character import speech_character
from kinesics_app.demo import HELLO
from kinesics_app.device.opening import open_device
from kinesics_app.life.life import TICK_NS, Life
from kinesics_app.performance.results import mouth_joints
from kinesics_app.speech.prepared import Prepared, prepare
from kinesics_app.tick.delays import Delays, mouth_lag_ms

RIG = load_rig("humanoid")
DELAYS = Delays(80, 100.0, mouth_lag_ms(RIG))
MOUTH = [RIG.index(name) for name in mouth_joints(RIG)]
LENGTH_S = 1.6
ASKED_AT = 60
TICKS = 310


def say(now_ns):
    """The first sample is heard at a whole tick and the mouth's lag: hops are complete at ticks."""
    heard_ns = (now_ns // TICK_NS + 60) * TICK_NS + round(DELAYS.lag_ms * 1e6)
    parameters = {"file": "elsewhere", "text": "Hello."}
    start = {"after_s": (heard_ns - now_ns) * 1e-9}
    return {"kind": "say", "id": "hello", "parameters": parameters, "start": start}


@pytest.fixture
def hello(tmp_path):
    """The beginning of a sentence, made ready anew at every call."""

    def make():
        ready = prepare({"file": str(HELLO)}, tmp_path, 16_000)
        whole = Prepared.take(ready)
        samples = np.array(whole.samples[: round(16_000 * LENGTH_S)])
        return Prepared(samples, LENGTH_S, (), ())

    return make


def shown(life, events):
    """Rows of the mouth as sent, by their time in the utterance."""
    (started,) = [one for one in events if one.state == "started"]
    ahead = {row.t_ns - started.t_ns: row.sent[MOUTH] for row in life.loop.rows}
    return {t_ns: row for t_ns, row in ahead.items() if -0.3e9 < t_ns < (LENGTH_S + 0.2) * 1e9}


def said_here(sound):
    with open_device("twin", RIG, live=False) as device:
        pose = device.bring_up(DELAYS.ahead_ns, TICK_NS)
        life = Life(
            (RIG, pose, device),
            speech_character(RIG, lookahead_ms=80, backend="onnxruntime", seed=0),
            DELAYS,
        )
        events = []
        for tick in range(TICKS):
            device.clock.wait_until(device.next_tick_ns)
            if tick == ASKED_AT:
                life.voice._sounds.expect("hello", sound)
                life.hear({"intent": say(device.clock.now_ns())}, device.clock.now_ns())
            life.tick(device.next_tick_ns)
            events += life.events()
            device.poll()
            device.next_tick_ns += TICK_NS
        return shown(life, events)


def test_a_sentence_from_elsewhere_is_at_the_joints_what_it_is_from_here(split, hello):
    here = said_here(hello())
    with split() as body:
        for tick in range(TICKS):
            if tick == ASKED_AT:
                body.departments["speech"].thinker.expect("hello", hello())
                body.hear(say)
            body.tick()
        there = shown(body.life, body.events)
        assert body.life.status()["died"] == {}
        assert {source for source, _ in body.given} >= {"speech", "gaze", "head", "breathing"}
        assert body.life.mind.reactions < 4  # tracks came in time
    assert here.keys() == there.keys()
    assert max(np.ptp(rows) for rows in np.transpose([*here.values()])) > 0.1
    assert max(np.abs(here[t_ns] - there[t_ns]).max() for t_ns in here) == 0.0


def test_a_head_whose_gaze_is_planned_elsewhere_is_level_on_a_slope(split):
    with split() as body:
        for tick in range(500):
            if tick % 4 == 0:
                told = {"roll_rad": 0.0, "pitch_rad": 0.2, "turns_rad_s": [0.0, 0.0, 0.0]}
                body.life.hear({"base": told}, body.device.next_tick_ns - TICK_NS)
            body.tick()
        neck = [row.sent[RIG.index("neck_pitch")] for row in [*body.life.loop.rows][-200:]]
        assert body.life.status()["died"] == {}
        assert np.median(neck) == pytest.approx(-0.2, abs=0.06)  # it looks about meanwhile
        assert body.life.mind.reactions < 40  # what is known as it was costs nothing


def test_what_is_felt_elsewhere_is_told_here_and_its_mood_is_said_to_be_unknown(split):
    with split() as body:
        now_ns = body.device.next_tick_ns
        body.life.hear({"event": {"name": "gratification"}}, now_ns)
        for _ in range(500):
            body.tick()
        of_event = body.life.status()["feels"]
        joy = {"kind": "feel", "id": "joy", "parameters": {"mixture": "happy:0.6"}}
        body.life.hear({"intent": joy}, body.device.next_tick_ns - TICK_NS)
        for _ in range(50):
            body.tick()
        commanded = body.life.status()["feels"]
        assert body.life.status()["packets"]["refused"] == 0
    assert 0.1 < of_event["intensity"] < 0.6
    assert of_event["mixture"]["happy"] > 0.1
    assert 0.0 <= of_event["age_s"] < 0.5
    assert (of_event["by"], of_event["mood"]) == (["elsewhere"], None)
    assert (commanded["mixture"], commanded["intensity"]) == ({"happy": 1.0}, 0.6)
    assert (commanded["by"], commanded["intent"]) == (["command"], "joy")
    assert commanded["mood"] is None
