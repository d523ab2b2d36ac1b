"""What a robot leaves out of an expression is told, where it shows the rest."""

import pytest
from click.testing import CliRunner

from kinesics.affect.compose import compose
from kinesics.affect.plan import Plan, Step
from kinesics.rig.load import load_rig
from kinesics_app.cli.main import main
from kinesics_app.performance.left_out import left_out


def told(robot, *steps):
    return list(left_out(load_rig(robot), Plan("typed", steps)))


def test_actions_without_a_joint_are_named_with_the_channels_that_would_show_them():
    (sentence,) = told("humanoid", Step(units={"12": 0.7, "34": 0.7}), Step(units={"L30": 0.5}))
    assert sentence == (
        "humanoid has no joint for a part of this expression: cheek puff (cheekPuff), "
        "jaw sideways (jawLeft); it shows the rest"
    )


def test_turns_without_a_joint_are_named_too():
    (sentence,) = told("matrix", Step(units={"12": 0.7}, turn={"head_roll": 0.2}))
    assert "head roll (head_roll)" in sentence


@pytest.mark.parametrize(
    "step",
    [
        Step(units={"12": 0.7, "34": 0.0}),  # kept away, and so it is
        Step(units={"12": 0.7}),
        Step(units={"34": 0.7}),  # nothing of it shows: told as trouble, not here
    ],
)
def test_what_shows_whole_or_not_at_all_is_not_told(step):
    assert told("humanoid", step) == []


def test_emotions_alone_are_not_told():
    assert list(left_out(load_rig("desk"), compose("angry"))) == []


def test_the_command_line_says_it(short_speech, tmp_path):
    wish = "smile, puff the cheeks, stick the tongue out"
    arguments = ["perform", str(short_speech), "--out", str(tmp_path), "--express", wish]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0
    assert "kinesics: humanoid has no joint for a part of this expression: " in result.stderr
    assert "cheek puff (cheekPuff)" in result.stderr
    assert "tongue show (tongueOut)" in result.stderr
