"""Texts that contradict themselves, ask for two places at once, or are too long, are told so."""

import pytest

from kinesics.affect.compose import compose
from kinesics.affect.plan_file import read_plan, write_plan
from kinesics.affect.words import LONGEST


@pytest.mark.parametrize(
    ("text", "word"), [("happy but not happy", "happy"), ("smile and don't smile", "smile")]
)
def test_a_contradiction_is_told_with_what_was_made_of_it(text, word):
    plan = compose(text)
    (told,) = plan.remarks
    assert told.startswith(f'"{word}" is asked for and denied at the same time: it is shown;')
    assert plan.steps[0].actions().max() > 0.1
    assert read_plan(write_plan(plan)) == plan


@pytest.mark.parametrize(
    "text",
    [
        "not angry but disappointed",
        "happy, then not happy",
        "smile but not with the eyes",
        "happy but not very happy",
        "look up and to the left",
        "head to the left, eyes to the right",
        "nod and shake the head",
    ],
)
def test_what_only_looks_like_a_contradiction_is_not_doubted(text):
    assert compose(text).remarks == ()


def test_two_sides_at_once_are_looked_at_one_after_another():
    plan = compose("look left and right, smiling")
    assert [step.turn["gaze_yaw"] for step in plan.steps] == [0.25, -0.25]
    assert plan.steps[0].end_s == plan.steps[1].start_s
    (told,) = plan.remarks
    assert told == '"look left", then "right": one after another, since they go to opposite sides'


def test_the_time_of_such_a_text_is_that_of_its_last_look():
    plan = compose("look up and down for 3 seconds")
    assert [step.turn.get("gaze_pitch") for step in plan.steps] == [-0.2, 0.2, None]
    assert plan.steps[2].start_s - plan.steps[1].start_s == 3.0


def test_how_much_of_a_long_text_was_read_is_told():
    text = "happy " * 1000
    assert compose(text).remarks == (
        f"the first {LONGEST} of {len(text)} characters were read; wanted shorter texts, one after "
        "another",
    )
    late = compose(", then ".join(["happy for 5 minutes", "sad"] * 4)).remarks
    assert late == ("5 steps left out: a plan ends after 600 s",)
