"""What was told of one utterance and refused is no matter of who asks for another."""

import numpy as np
import pytest

from kinesics.errors import IntentError
from kinesics_app.robot import Robot

SOUND = np.full(1600, 0.1, np.float32)


@pytest.fixture(scope="module")
def robot():
    with Robot.twin() as one:
        yield one


@pytest.fixture
def cut_off(robot):
    """An utterance that somebody interrupted, of which a piece more was pushed."""
    robot.wait(1.0)  # what was said before is over
    speech = robot.speech.begin()
    robot.speech.push(speech, SOUND)
    robot.wait(0.5)
    robot.barge_in()
    robot.speech.push(speech, SOUND)
    return speech


def test_the_next_sentence_is_said_whatever_was_pushed_of_one_that_is_over(robot, cut_off):
    following = robot.speech.begin()
    robot.speech.push(following, SOUND)
    robot.speech.end(following)
    assert robot.status()["state"] == "ACTIVE"
    assert following.wait(5.0) == "finished"
    with pytest.raises(IntentError, match=f"no utterance '{cut_off.id}' is open"):
        robot.speech.push(cut_off, SOUND)


def test_who_waits_for_nothing_in_particular_is_told_once(robot, cut_off):
    robot.nod()
    with pytest.raises(IntentError, match=f"no utterance '{cut_off.id}' is open"):
        robot.wait(0.1)
    robot.wait(0.1)


def test_what_is_of_no_utterance_is_told_by_the_next_call(robot):
    robot.link.send({"dial": {"name": "lips", "gain": 7.0}})
    with pytest.raises(IntentError, match="gain"):
        robot.status()
