"""Another program plays the sound: what it reports is what was heard; what cannot be is counted."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.audio.speech_file import load_speech
from kinesics.conversation.intent import Intent
from kinesics.conversation.message import Position
from kinesics.conversation.utterance import Utterance
from kinesics.errors import IntentError
from kinesics.motion.channels import index
from kinesics_app.demo import HELLO
from kinesics_app.robot import Robot
from kinesics_app.sound.external_sink import ExternalSink
from kinesics_app.sound.loudspeaker import Loudspeaker

RATE_HZ = 16_000
S = 1_000_000_000
MS = 1_000_000
T0_NS = 9 * S
SAID = (
    Intent("say", "hello", T0_NS, parameters={"rate_hz": RATE_HZ}),
    Utterance(T0_NS, 60.0),
)


@pytest.fixture
def noise():
    return np.random.default_rng(1).uniform(-0.3, 0.3, 6 * RATE_HZ).astype(np.float32)


def report(sink, at_s, late_ms, said=SAID):
    """Sound that is so late reports, at `at_s` after its first sample was to be heard."""
    sample = round((at_s - late_ms * 1e-3) * RATE_HZ)
    heard_ns = T0_NS + round(at_s * S)
    sink.report(Position(heard_ns, "hello", sample, heard_ns), said, heard_ns)


def play(robot, wish, late_ms, for_s):
    """As a program that plays what is late, and reports every 50 ms what is heard then."""
    for _ in range(round(for_s / 0.05)):
        robot.wait(0.05)
        since_ns = robot.link.now_ns() - wish.shown_ns - late_ms * MS
        if since_ns >= 0:
            robot.heard(wish, since_ns * RATE_HZ // S, robot.link.now_ns())


@pytest.mark.parametrize("late_ms", [-30, 0, 140])
@pytest.mark.parametrize("streamed", [False, True])
def test_a_cancel_tells_what_was_reported(robot, noise, late_ms, streamed):
    wish = robot.say_on() if streamed else robot.say(noise)
    if streamed:
        robot.sound(wish, noise, last=True)
    play(robot, wish, late_ms, 1.5)
    robot.cancel(wish)
    assert wish.wait() == "ended"
    status = robot.status()["sound"]
    assert status["heard_late_ms"] == pytest.approx(late_ms, abs=0.1)
    assert status["refused"] == 0
    assert status["reports"] > 15
    by_schedule_s = (robot.link.now_ns() - wish.shown_ns) * 1e-9
    assert abs(wish.heard["seconds"] + late_ms * 1e-3 - by_schedule_s) < 0.15
    assert wish.heard["samples"] == round(wish.heard["seconds"] * RATE_HZ)


def test_two_that_differ_only_in_what_was_reported_differ_by_that(noise):
    heard = {}
    for late_ms in (0, 100):
        with Robot.twin() as robot:
            robot.wait(0.5)
            wish = robot.say(noise)
            play(robot, wish, late_ms, 1.5)
            heard[late_ms] = robot.barge_in()["seconds"]
    assert heard[0] - heard[100] == pytest.approx(0.1, abs=0.001)


def test_without_reports_the_schedule_holds_and_status_says_so(robot, noise):
    wish = robot.say(noise)
    robot.wait(1.0)
    assert "the schedule holds" in robot.status()["sound"]["goes"]
    robot.cancel(wish)
    robot.wait(0.1)
    assert abs(wish.heard["seconds"] - (robot.link.now_ns() - wish.shown_ns) * 1e-9) < 0.15


def test_one_report_that_jumps_is_refused_and_counted_and_the_third_is_believed():
    sink = ExternalSink()
    report(sink, 1.0, 40.0)
    report(sink, 1.1, 90.0)
    assert (sink.reports, sink.refused) == (1, 1)
    assert "jump of +50 ms" in sink.status()["refused_last"]
    assert sink.scheduled_ns("hello", T0_NS) == T0_NS - 40 * MS
    report(sink, 1.2, 41.0)  # it was nothing
    report(sink, 1.3, 91.0)
    report(sink, 1.4, 92.0)
    assert sink.status()["heard_late_ms"] == pytest.approx(41.0, abs=0.1)
    report(sink, 1.5, 90.0)  # the sound was interrupted
    assert sink.status()["heard_late_ms"] == pytest.approx(90.0, abs=0.1)
    assert (sink.reports, sink.refused) == (3, 3)


@settings(deadline=None, max_examples=200)
@given(lates=st.lists(st.floats(-3000.0, 3000.0), min_size=1, max_size=40))
def test_whatever_is_reported_what_is_believed_never_jumps_unconfirmed(lates):
    sink = ExternalSink()
    believed = None
    for n, late_ms in enumerate(lates):
        before = sink.refused
        report(sink, 3.5 + 0.05 * n, late_ms)
        assert sink.reports + sink.refused == n + 1
        now = sink.status().get("heard_late_ms")
        if sink.refused > before:
            assert now == believed
        elif believed is not None and abs(now - believed) > 20.0 + 50.0 * n:
            assert max(np.abs(np.subtract(lates[n - 2 : n], late_ms))) <= 40.1
        else:
            assert believed is not None or abs(late_ms) <= 500.1
        believed = now


@pytest.mark.parametrize(
    ("told", "said", "why"),
    [
        (Position(T0_NS, "hello", 0, T0_NS), None, "no utterance 'hello'"),
        (Position(T0_NS, "hello", 61 * RATE_HZ, T0_NS), SAID, "has 960000"),
        (Position(T0_NS, "hello", 0, T0_NS + 2 * S), SAID, "robot time"),
        (Position(T0_NS + S, "hello", 0, T0_NS + S), SAID, "500 ms at most"),
    ],
)
def test_a_report_that_cannot_be_is_counted(told, said, why):
    sink = ExternalSink()
    sink.report(told, said, told.t_ns)
    assert (sink.reports, sink.refused) == (0, 1)
    assert why in sink.status()["refused_last"]
    assert "the schedule holds" in sink.status()["goes"]


def test_a_robot_that_plays_its_sound_itself_says_so():
    with pytest.raises(IntentError, match="--no-sound"):
        Loudspeaker(RATE_HZ).report(Position(0, "hello", 0, 0), None, 0)


def test_a_trim_is_added_to_what_is_reported():
    sink = ExternalSink()
    sink.trim(25.0)
    report(sink, 1.0, 40.0)
    assert sink.scheduled_ns("hello", T0_NS) == T0_NS - 65 * MS
    assert sink.scheduled_ns("another", T0_NS) == T0_NS - 25 * MS
    assert sink.status()["heard_late_ms"] == pytest.approx(65.0, abs=0.1)


@cache
def jaw_of(late_ms, streamed):
    """How open the mouth is by the time since the sound was to begin [ms], and its joint."""
    speech = load_speech(HELLO)[0]
    with Robot.twin() as robot:
        robot.wait(0.5)
        wish = robot.say_on() if streamed else robot.say(speech)
        if streamed:
            robot.sound(wish, speech, last=True)
        play(robot, wish, late_ms, 4.0)
        life = robot.link.life
        jaw, joint = index("jawOpen"), life.rig.index("jaw")
        early_ns = life.loop.early_ns - life.rig.lag_groups()[0].lag_ns
        shown_ns = wish.shown_ns
        rows = [(row.t_ns + early_ns - shown_ns, row) for row in life.loop.rows]
        limit = life.rig.limits.velocity[joint]
    t_ms = np.array([at_ns for at_ns, _ in rows]) / MS
    joints = np.array([row.sent[joint] for _, row in rows])
    assert np.abs(np.diff(joints)).max() <= 0.01 * limit * (1.0 + 1e-6)
    return t_ms, np.array([row.channels[jaw] for _, row in rows])


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("late_ms", [120, -60])
def test_the_mouth_meets_a_sound_that_is_not_on_schedule_within_a_second(late_ms, streamed):
    t_ms, planned = jaw_of(0, streamed)
    _, shown = jaw_of(late_ms, streamed)
    if late_ms < 0 and streamed:  # what is still being made cannot be shown before it is there
        assert np.array_equal(shown, planned)
        return
    assert np.array_equal(shown[t_ms < 0], planned[t_ms < 0])
    begins_ms = max(late_ms, 0) + 1000  # a second after the first report
    for begin_ms in range(begins_ms, 2600, 200):
        here = (t_ms >= begin_ms) & (t_ms < begin_ms + 200)
        off = {
            by_ms: np.abs(shown[here] - np.interp(t_ms[here] - by_ms, t_ms, planned)).max()
            for by_ms in range(-200, 201, 2)
        }
        best_ms = min(off, key=off.__getitem__)
        assert abs(best_ms - late_ms) <= 6  # the planned one is held until its next row is there
        assert off[best_ms] < 0.02
