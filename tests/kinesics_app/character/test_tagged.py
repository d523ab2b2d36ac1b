"""Tags in what is said: gestures on their words, on a twin in virtual time."""

import numpy as np
import pytest

from kinesics.errors import GestureError, IntentError
from kinesics.gesture.read import by_word
from kinesics_app.demo import HELLO
from kinesics_app.performance.perform import Request, perform
from kinesics_app.robot import Robot

WORDS = [(0.3, 0.7, "Maybe"), (1.0, 1.4, "nobody"), (2.2, 2.7, "listens"), (2.8, 3.1, "today")]
TEXT = "Maybe nobody listens today."


def strokes(robot):
    """(concept, robot time) of what was asked for."""
    arms = next(one for one in robot.link.life.loop.behaviours if one.name == "gesture")
    return [(one.name, one.stroke_ns) for one in arms.made if one.intent]


@pytest.mark.parametrize("tag", ["welcome:0.8", "big", "point", "thanks"])
def test_a_tag_has_its_gesture_made_on_the_stress_of_its_word(tag):
    with Robot.twin() as robot:
        robot.wait(0.5)
        hello = robot.say(HELLO, text=f"Maybe nobody [{tag}] listens today.", words=WORDS)
        robot.wait(4.0)
        ((name, stroke_ns),) = strokes(robot)
        assert name == tag.split(":")[0]
        stressed_s = 2.2 + 0.4 * 0.5
        assert (stroke_ns - hello.shown_ns) * 1e-9 == pytest.approx(stressed_s, abs=0.02)


def said(text):
    """How late the sound begins that is asked for, and where in it strokes fall [s]."""
    with Robot.twin() as robot:
        robot.wait(0.5)
        asked_ns = robot.link.now_ns()
        hello = robot.say(HELLO, text=text, words=WORDS)
        hello.wait()
        assert len(strokes(robot)) == text.count("[")
        fall = [(stroke_ns - hello.shown_ns) * 1e-9 for _, stroke_ns in strokes(robot)]
        return (hello.shown_ns - asked_ns) * 1e-9, fall


def test_the_sound_waits_for_arms_that_are_to_strike_on_its_first_word_for_a_second_at_most():
    usual_s, _ = said(TEXT)
    waited_s, (stroke_s,) = said(f"[greet] {TEXT}")
    assert waited_s - usual_s == pytest.approx(1.0, abs=0.02)
    assert 0.44 < stroke_s < 0.9
    later_s, (stroke_s,) = said(TEXT.replace("listens", "[greet] listens"))
    assert later_s == pytest.approx(usual_s, abs=0.011)
    assert stroke_s == pytest.approx(2.4, abs=0.02)
    longest_s, (stroke_s,) = said(f"[bow] {TEXT}")
    assert 0.3 < longest_s - usual_s <= 1.02
    assert 0.44 < stroke_s < 1.7


def test_a_streamed_text_is_tagged_by_how_fast_people_speak():
    with Robot.twin() as robot:
        robot.wait(0.5)
        hello = robot.say_on(rate_hz=16_000, text="Maybe nobody listens [welcome] today.")
        t_s = np.arange(16_000 * 3) / 16_000
        robot.sound(hello, np.float32(0.2) * np.sin(800 * t_s).astype(np.float32), last=True)
        hello.wait()
        ((name, stroke_ns),) = strokes(robot)
        assert name == "welcome"
        assert 1.0 < (stroke_ns - hello.shown_ns) * 1e-9 < 2.0


def test_what_is_said_without_its_utterance_is_not_made():
    with Robot.twin() as robot:
        hello = robot.say(HELLO, text="Maybe nobody listens [welcome] today.", words=WORDS)
        robot.wait(0.4)
        robot.cancel(hello)
        robot.wait(3.0)
        assert strokes(robot) == []


def test_a_tag_that_is_no_gesture_is_refused_and_one_that_cannot_be_shown_is_left_out():
    with Robot.twin() as robot:
        with pytest.raises(IntentError, match=r"say: text: \[gret\]: .* nearest: greet"):
            robot.say(HELLO, text="[gret] Hello")
        assert robot.status()["underway"] == []
    with Robot.twin("desk") as robot:
        hello = robot.say(HELLO, text="[greet] Hello [bow] there")
        assert hello.reason.startswith("[greet]: this robot shows 0% of it")
        assert "[bow]" not in hello.reason
        hello.wait()
        assert [name for name, _ in strokes(robot)] == ["bow"]


def test_a_performance_takes_tags_and_reads_its_text_without_them():
    shown = perform(Request(HELLO, text="Hello, my name is Kin. [welcome] Nice to see you."))
    assert shown.told.text == "Hello, my name is Kin. Nice to see you."
    with pytest.raises(GestureError, match="no gesture 'gret'; nearest: greet"):
        perform(Request(HELLO, text="[gret] Hello"))


def test_words_alone_call_their_gestures_on_a_guess_at_their_stress():
    words = [(0.4 + 1.5 * n, 0.8 + 1.5 * n, "huge") for n in range(4)]
    with Robot.twin(seed=1) as robot:  # whose chance is a word
        robot.wait(0.5)
        hello = robot.say(HELLO, text="huge huge huge huge", words=words)
        hello.wait()
        arms = next(one for one in robot.link.life.loop.behaviours if one.name == "gesture")
        called = [one.stroke_ns for one in arms.made if one.name == by_word()["huge"].name]
        stressed = [hello.shown_ns + round(1e9 * (0.56 + 1.5 * n)) for n in range(4)]
        assert called
        assert all(min(abs(one - at) for at in stressed) < 120_000_000 for one in called)
