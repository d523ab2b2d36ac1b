"""Dials that are turned for a time, and for words of what is said, on a robot that lives."""

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinesics.errors import IntentError
from kinesics_app.cli.main import main
from kinesics_app.demo import HELLO
from kinesics_app.robot import How, Robot, Start

WORDS = [(0.0, 0.4, "hello"), (0.5, 1.0, "kin")]
DIALS = ("lips", "expression", "pose", "face")


@pytest.fixture
def twins():
    """Two that live alike, and show a feeling."""
    with Robot.twin(seed=3) as one, Robot.twin(seed=3) as other:
        for robot in (one, other):
            robot.wait(0.5)
            robot.express("happy:0.5")
            robot.wait(1.5)
        yield one, other


def emotions(robot, seconds):
    """(T, C) what is shown of feelings, tick by tick, and each date of it, from now on."""
    life = robot.link.life
    rows, times = [], []
    for _ in range(round(seconds * 100)):
        robot.wait(0.01)
        t_ns = life.loop.rows[-1].t_ns + life.loop.early_ns
        rows.append(life.loop.body.mixer.part("emotion", t_ns))
        times.append(t_ns)
    return np.array(rows), np.array(times)


def scaled(twins, dial, gain, hold_s):
    """Of the one; the other is asked for what changes nothing, so as to spend as much time."""
    twins[1].scale("lips", 1.0, hold_s)
    return twins[0].scale(dial, gain, hold_s)


def gains(one, other, seconds):
    """What the one shows of feelings by what the other does, and when."""
    mine, t_ns = emotions(one, seconds)
    theirs, _ = emotions(other, seconds)
    column = np.abs(theirs).min(0).argmax()
    return mine[:, column] / theirs[:, column], t_ns


def test_for_so_long_so_much_is_shown_and_then_as_before(twins):
    wish = scaled(twins, "face", 1.5, 0.6)
    gain, t_ns = gains(*twins, 1.6)
    assert wish.state == "finished"
    begun_ns = t_ns[gain > 1.0][0]
    assert 0 <= begun_ns - wish.shown_ns <= 150_000_000  # no row is made anew for it
    held = (t_ns >= begun_ns + 300_000_000) & (t_ns < begun_ns + 590_000_000)
    np.testing.assert_allclose(gain[held], 1.5, atol=1e-9)
    np.testing.assert_allclose(gain[t_ns >= begun_ns + 900_000_000], 1.0, atol=1e-9)
    assert np.abs(np.diff(gain)).max() < 0.5 * 1.5 / 30 + 1e-9  # of a ramp of 0.3 s: no step


def test_a_word_is_stressed_while_it_is_heard(twins):
    one, other = twins
    said = one.say(HELLO, words=WORDS, dials=["expression=1.8@kin"])
    other.say(HELLO, words=WORDS)
    gain, t_ns = gains(one, other, 2.0)
    at_s = (t_ns - said.shown_ns) * 1e-9
    np.testing.assert_allclose(gain[at_s <= 0.5], 1.0, atol=1e-9)
    np.testing.assert_allclose(gain[(at_s >= 0.75) & (at_s <= 1.0)], 1.8, atol=1e-9)
    np.testing.assert_allclose(gain[at_s >= 1.25], 1.0, atol=1e-9)


def test_who_turns_a_dial_meanwhile_has_the_last_word(twins):
    one, other = twins
    scaled(twins, "face", 1.5, 1.0)
    for robot in twins:
        robot.wait(0.4)
    one.dial("face", 0.5)
    gain, _ = gains(one, other, 2.0)
    assert gain[-1] == pytest.approx(0.5)


def test_it_goes_back_to_what_its_dial_was_told_also_if_it_is_cancelled(twins):
    one, other = twins
    one.dial("face", 0.8)
    wish = scaled(twins, "face", 1.5, 30.0)
    for robot in twins:
        robot.wait(1.0)
    assert gains(one, other, 0.1)[0][-1] == pytest.approx(1.5)
    one.cancel(wish.id)
    other.nod(how=How(start=Start(5.0)))
    gain, _ = gains(one, other, 1.0)
    assert gain[-1] == pytest.approx(0.8)
    assert np.abs(np.diff(gain)).max() < 0.7 * 1.5 / 30 + 1e-9


def test_a_newer_one_of_the_same_dial_takes_over_without_a_step(twins):
    one, other = twins
    scaled(twins, "face", 1.5, 0.5)
    for robot in twins:
        robot.wait(0.3)
    scaled(twins, "face", 0.6, 0.6)
    gain, _ = gains(one, other, 1.8)
    assert gain.min() == pytest.approx(0.6, abs=1e-6)
    assert gain[-1] == pytest.approx(1.0)
    assert np.abs(np.diff(gain)).max() < 0.9 * 1.5 / 30 + 1e-9


@pytest.mark.parametrize(
    ("dials", "wanted"),
    [
        (["face=1.6@nobody"], "no word 'nobody' is said; there are: hello kin"),
        (["gaze=1.2@kin"], "wanted DIAL=GAIN, .* of lips, expression, pose, face"),
        (["face=9@kin"], "a gain of 9; wanted 0..2"),
        (["face=nan@kin"], "a gain of nan"),
        (["face"], "wanted DIAL=GAIN"),
        ([f"face={n / 100}@kin" for n in range(40)], "32 settings at most"),
        ("face=1.5@kin", "say: dials"),
    ],
)
def test_what_cannot_be_turned_is_refused_with_all_that_is_said(dials, wanted):
    with Robot.twin() as robot:
        robot.wait(0.2)
        with pytest.raises(IntentError, match=wanted):
            robot.say(HELLO, words=WORDS, dials=dials)
        assert robot.say(HELLO, words=WORDS).state == "acknowledged"


def test_of_a_stream_words_can_be_stressed_and_the_whole_cannot():
    with Robot.twin() as robot:
        robot.wait(0.2)
        robot.say_on(words=WORDS, dials=["face=1.5@kin"])
        with pytest.raises(IntentError, match="is still being made; wanted seconds"):
            robot.say_on(words=WORDS, dials=["face=1.5"])


def test_a_shell_stresses_a_word(monkeypatch):
    with Robot.twin() as robot, monkeypatch.context() as patched:
        robot.wait(0.2)
        patched.setattr(Robot, "running", classmethod(lambda cls, socket=None: robot))
        patched.setattr(robot, "close", lambda: None)
        words = ["say", str(HELLO), "--dial", "face=1.5@0.5-1.0", "--dial", "lips=0.8"]
        done = CliRunner().invoke(main, ["intent", *words])
        assert done.exit_code == 0, done.output
        done = CliRunner().invoke(main, ["intent", "scale", "face", "1.4", "--hold", "0.5"])
        assert done.exit_code == 0, done.output
        assert "started" in done.output


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    asked=st.lists(
        st.tuples(
            st.sampled_from(DIALS), st.floats(0.0, 2.0), st.floats(0.1, 1.0), st.floats(0.0, 0.4)
        ),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_is_scaled_when_no_row_has_to_be_made_anew_and_all_ends_as_before(asked):
    with Robot.twin(seed=1) as robot:
        robot.wait(0.2)
        life = robot.link.life
        before = life.mind.reactions
        for dial, gain, hold_s, wait_s in asked:
            robot.scale(dial, gain, hold_s, How(start=Start(wait_s)))
            robot.wait(wait_s)
        robot.wait(3.0)
        assert life.mind.reactions == before
        assert set(life.loop.body.mixer.gains.values()) == {1.0}
        assert robot.status()["dials"] == {}
