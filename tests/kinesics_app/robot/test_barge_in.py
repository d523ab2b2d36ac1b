"""Somebody interrupts: sound and motion end together within 0.2 s, and what was heard is told."""

import numpy as np
import pytest

from kinesics.audio.speech_file import load_speech
from kinesics_app.demo import HELLO
from kinesics_app.robot import How, Start
from kinesics_app.sound.loudspeaker import Loudspeaker

MS = 1_000_000
RATE_HZ = 16_000
HOP = 160
SOUND_WAIT_S = 0.03
JOINTS = ("jaw", "upper_lip", "lower_lip")
AT_REST = 0.04  # of a joint's range


class Card:
    """A sound card in the twin's time, that keeps what was heard when."""

    def __init__(self, robot, monkeypatch):
        self.currentTime, self.outputBufferDacTime = 5.0, 5.0 + SOUND_WAIT_S
        self.link, self.played = robot.link, []
        self.speaker = Loudspeaker(RATE_HZ)
        life = robot.link.life
        life.loop.analysers = (self.speaker, *life.loop.analysers)
        monkeypatch.setattr("kinesics_app.sound.loudspeaker.time.monotonic_ns", self.link.now_ns)
        tick = self.link.tick

        def tick_and_play():
            tick()
            out = np.zeros((HOP, 1), np.float32)
            self.speaker.fill(out, HOP, self, None)
            self.played.append((self.link.now_ns(), out[:, 0].copy()))

        monkeypatch.setattr(self.link, "tick", tick_and_play)

    def last_heard_ns(self):
        """When the last sample that is not silence was heard."""
        t_ns, block = [one for one in self.played if one[1].any()][-1]
        last = np.flatnonzero(block)[-1] + 1
        return t_ns + round(SOUND_WAIT_S * 1e9) + last * 1_000_000_000 // RATE_HZ


@pytest.fixture(scope="module")
def sentence():
    return load_speech(HELLO)[0]


@pytest.fixture
def noise():
    return np.random.default_rng(1).uniform(0.05, 0.3, 6 * RATE_HZ).astype(np.float32)


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("after_s", [0.9, 1.4567, 2.2])
def test_what_is_told_to_be_heard_is_what_the_loudspeaker_played(
    robot, noise, monkeypatch, after_s, streamed
):
    card = Card(robot, monkeypatch)
    marks = {f"m{n}": n * 0.1 for n in range(60)}
    if streamed:
        wish = robot.say_on(marks=marks)
        robot.sound(wish, noise)
    else:
        wish = robot.say(noise, marks=marks)
    robot.wait(after_s)
    heard = robot.barge_in()
    assert wish.wait() == "ended"
    robot.wait(0.5)
    assert wish.heard == heard
    true_s = (card.last_heard_ns() - wish.shown_ns) * 1e-9
    assert abs(heard["seconds"] - true_s) < 0.002
    assert heard["samples"] == round(heard["seconds"] * RATE_HZ)
    assert heard["mark"] == f"m{int(heard['seconds'] * 10 + 1e-9)}"
    assert (card.last_heard_ns() - robot.link.now_ns()) < 0


def test_sound_motion_and_what_waits_end_together(robot, sentence):
    first = robot.say(sentence)
    second = robot.say(sentence)
    third = robot.say_on()
    along = robot.gesture("wave", how=How(start=Start(after_s=0.2, utterance=first.id)))
    later = robot.nod(how=How(start=Start(after_s=5.0, utterance=first.id)))
    alone = robot.express("happy", hold_s=30.0)
    robot.wait(1.2)
    assert along.state == "started"
    heard = robot.barge_in()
    robot.wait(0.1)
    assert heard["utterance"] == first.id
    for wish in (first, second, third, along, later):
        assert wish.state == "ended", wish
        assert "barge_in by" in wish.reason
    assert alone.state == "started"
    assert (second.heard["samples"], third.heard["samples"]) == (0, 0)
    assert robot.barge_in() is None
    assert robot.say(sentence[:8000]).wait() == "finished"


def test_a_finished_utterance_was_heard_whole(robot, sentence):
    wish = robot.say(sentence[:16_000], words=[(0.1, 0.4, "hello"), (0.5, 0.9, "there")])
    assert wish.wait() == "finished"
    assert wish.heard == {
        "utterance": wish.id,
        "seconds": 1.0,
        "samples": 16_000,
        "rate_hz": RATE_HZ,
        "mark": "",
        "word": 1,
    }


def test_the_mouth_as_played_rests_within_200_ms_of_the_call(robot, sentence):
    life, device = robot.link.life, robot.link.device
    joints = [life.rig.index(name) for name in JOINTS]
    span = np.ptp(
        [(life.rig.joints[j].position_min, life.rig.joints[j].position_max) for j in joints],
        axis=1,
    )
    moved = 0
    for n in range(20):
        robot.say(sentence)
        robot.wait(0.9 + 0.37 * n % 2.2)
        called_ns = robot.link.now_ns()
        device.trace()
        robot.barge_in()
        robot.wait(0.7)
        trace = device.trace()
        off = (np.abs(trace.played[:, joints]) / span).max(axis=1) > AT_REST
        moved += off[0]
        assert not off[trace.t_ns > called_ns + 200 * MS].any()
        limits = life.rig.limits
        for order, limit in enumerate((limits.velocity, limits.acceleration, limits.jerk), 1):
            most = np.abs(np.diff(trace.played, order, axis=0)).max(axis=0) * 1000.0**order
            assert (most <= limit + 2**order * 2e-12 * 1000.0**order).all()
    assert moved > 12
