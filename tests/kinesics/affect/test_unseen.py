"""What of a plan shows nothing is told, and nothing else is."""

import pytest

from kinesics.affect.plan_file import plan_of, read_plan
from kinesics.affect.planner import plan_text
from kinesics.affect.unseen import unseen, with_unseen_told

SHADE = "\n[[step.shade]]\nmixture = { angry = 1.0 }\nintensity = 0.7\n"


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (
            "only = ['mouth', 'jaw']\nunits = { L2 = 0.7, 12 = 0.7 }",
            "step 1: unit L2 shows nothing",
        ),
        ("only = ['left']\nunits = { R12 = 0.7 }", "unit R12 shows nothing outside `only` (left)"),
        ("only = ['mouth']" + SHADE + "regions = ['brows']", "shade 1 (angry) shows nothing"),
        ("beats = 2\nunits = { 12 = 0.7 }", "step 1: beats = 2 shows nothing; wanted a `turn`"),
        ("beats = 2\nturn = { head_yaw = 0.0 }", "beats = 2 shows nothing"),
        ("start_s = 2.0\nend_s = 2.0\nunits = { 12 = 0.7 }", "step 1 shows nothing: it begins and"),
    ],
)
def test_what_shows_nothing_is_told(step, told):
    (sentence,) = unseen(read_plan(f"[[step]]\n{step}"))
    assert told in sentence
    assert "wanted" in sentence


@pytest.mark.parametrize(
    "step",
    [
        "only = ['left']\nunits = { 12 = 0.7 }",
        "only = ['mouth']\nunits = { 12 = 0.7, 2 = 0.0, 53 = 0.5 }",
        "only = ['mouth']" + SHADE,
        "only = ['mouth']" + SHADE.replace("0.7", "0.0"),
        "beats = 2\nturn = { head_pitch = 0.2 }",
        "",
    ],
)
def test_what_shows_anything_is_not_told(step):
    assert list(unseen(read_plan(f"[[step]]\n{step}"))) == []


def test_it_is_told_once_however_often_a_plan_is_read():
    plan = with_unseen_told(plan_of({"step": [{"beats": 1}]}))
    assert len(plan.remarks) == 1
    assert with_unseen_told(plan) == plan


def test_a_planner_s_answer_is_told_too():
    class Nods:
        def plan(self, text):
            return {"step": [{"beats": 3}]}

    plan, refusal = plan_text("yes", Nods())
    assert refusal == ""
    assert "beats = 3 shows nothing" in plan.remarks[0]
