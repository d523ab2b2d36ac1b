"""Tests of a robot as a user writes them: they pass, fail, are skipped, or are for no device."""

from pathlib import Path

import pytest

from kinesics.errors import ConfigError
from kinesics_app.hil import assert_nothing_late, assert_within_limits

SPEECH = Path(__file__).with_name("speech.wav")


def test_good(robot):
    run = robot.perform(SPEECH)
    assert_nothing_late(run)
    assert_within_limits(run)


def test_bad(robot):
    assert_within_limits(robot.perform(SPEECH), share=0.01)


def test_again(robot, recorder):
    run = robot.perform(SPEECH)
    assert recorder.replay(run).is_same
    assert recorder.keep(run) == recorder.folder / "run1" / "motion.mcap"


def test_silent(robot):
    pytest.skip("inconclusive: nobody looked")


@pytest.mark.kinesics_device("native", "port")
def test_elsewhere(robot):
    robot.perform(SPEECH)


@pytest.mark.kinesics_device("nativ")
def test_nowhere(robot):
    robot.perform(SPEECH)


def test_misspelt(robot):
    with pytest.raises(ConfigError, match="no option 'emotoin'; nearest: emotion"):
        robot.perform(SPEECH, emotoin="happy")


@pytest.fixture
def warmed_up(robot):
    run = robot.perform(SPEECH)
    assert_within_limits(run, share=0.01)
    return run


def test_never_begun(warmed_up):
    pass


@pytest.fixture
def left_tidy(robot):
    yield robot
    pytest.fail("its table was not tidy")


def test_untidy(left_tidy):
    left_tidy.perform(SPEECH)


def test_broken_off(robot):
    def check():
        pytest.fail("its hand was in the way")

    robot.perform(SPEECH, at={1.0: check})


def test_broken_off_at_once(robot):
    with pytest.raises(ZeroDivisionError):
        robot.perform(SPEECH, at={0.0: lambda: 1 / 0})
    assert robot.runs == []


@pytest.mark.parametrize("name", ["a/b", "a_b", "plain"])
def test_names(robot, name):
    robot.perform(SPEECH)
    robot.perform(SPEECH)
    assert name == ""
