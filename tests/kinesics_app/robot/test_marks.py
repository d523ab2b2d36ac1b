"""A place of an utterance gets its name while that is made; whoever is anchored to it waits."""

import numpy as np
import pytest

from kinesics.conversation.message import read_message
from kinesics.errors import IntentError
from kinesics_app.robot import How, Start

RATE_HZ = 16_000


def hum(seconds):
    t_s = np.arange(round(RATE_HZ * seconds)) / RATE_HZ
    return (0.2 * np.sin(2 * np.pi * 150 * t_s)).astype(np.float32)


def anchored(robot, utterance, mark, ttl_s=5.0):
    return robot.express(
        "happy", hold_s=0.3, how=How(start=Start(utterance=utterance.id, mark=mark), ttl_s=ttl_s)
    )


def test_a_mark_that_is_told_while_it_is_said_is_where_an_intent_begins(robot):
    spoken = robot.say_on()
    smile = anchored(robot, spoken, "there")
    robot.sound(spoken, hum(0.5))
    robot.wait(0.3)
    assert (spoken.state, smile.state) == ("started", "acknowledged")
    robot.mark(spoken, "there", 0.8)
    robot.sound(spoken, hum(0.7), last=True)
    assert spoken.wait() == "finished"
    assert smile.shown_ns - spoken.shown_ns == 800_000_000


@pytest.mark.parametrize(
    ("name", "at_s", "told"),
    [("there", np.nan, "at_s is nan"), ("there", -1.0, "at_s is -1.0"), ("", 1.0, "name is ''")],
)
def test_one_that_cannot_be_is_refused_at_once(robot, name, at_s, told):
    spoken = robot.say_on()
    with pytest.raises(IntentError, match=f"mark: {told}; wanted"):
        robot.mark(spoken, name, at_s)
    robot.cancel(spoken)


def test_it_is_the_last_that_was_heard_when_the_utterance_is_cut(robot):
    spoken = robot.say_on(marks={"first": 0.1})
    robot.sound(spoken, hum(2.0))
    robot.mark(spoken, "second", 0.2)
    robot.mark(spoken, "third", 1.9)
    robot.wait(1.0)
    assert robot.barge_in()["mark"] == "second"


def test_of_a_say_that_waits_its_turn_it_is_known_too(robot):
    first, second = robot.say(hum(0.4)), robot.say(hum(0.6))
    robot.mark(second, "there", 0.5)
    smile = anchored(robot, second, "there")
    assert [first.wait(), second.wait(), smile.wait()] == ["finished"] * 3
    assert smile.shown_ns - second.shown_ns == 500_000_000


def test_one_that_is_never_told_is_waited_for_as_long_as_may_be(robot):
    spoken = robot.say_on()
    smile = anchored(robot, spoken, "there", ttl_s=0.5)
    robot.sound(spoken, hum(1.5))
    assert smile.wait() == "refused"
    assert smile.reason == f"mark 'there' of the utterance {spoken.id!r} was not told in time"


def test_once_it_is_whole_a_mark_that_it_does_not_have_is_refused_by_name(robot):
    spoken = robot.say_on(marks={"here": 0.1})
    smile = anchored(robot, spoken, "there")
    robot.sound(spoken, hum(0.3), last=True)
    assert smile.wait() == "refused"
    assert "no mark 'there' in the utterance; it has begin, end, here" in smile.reason


def test_of_nothing_that_is_said_there_are_none(robot):
    over = robot.say(hum(0.2))
    over.wait()
    with pytest.raises(IntentError, match=r"no utterance .* is said or waits"):
        robot.link.life.hear({"mark": {"id": over.id, "name": "a", "at_s": 0.1}}, 0)


def test_two_hundred_are_enough(robot):
    spoken = robot.say_on(marks={f"m{number}": 0.1 for number in range(200)})
    robot.link.life.hear({"mark": {"id": spoken.id, "name": "m7", "at_s": 0.2}}, 0)
    with pytest.raises(IntentError, match="has 200 marks"):
        robot.link.life.hear({"mark": {"id": spoken.id, "name": "more", "at_s": 0.1}}, 0)


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ({"name": "end", "at_s": 1.0}, "not begin or end"),
        ({"name": "", "at_s": 1.0}, "name"),
        ({"name": "a" * 65, "at_s": 1.0}, "1 to 64 characters"),
        ({"name": "a", "at_s": -0.1}, "at_s"),
        ({"name": "a", "at_s": float("nan")}, "at_s"),
        ({"name": "a"}, "at_s"),
    ],
)
def test_what_cannot_be_a_mark_is_refused(told, complaint):
    with pytest.raises(IntentError, match=complaint):
        read_message({"mark": {"id": "u", **told}}, 0)
