"""Whatever another planner answers, what is used is a plan."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.affect.compose import compose
from kinesics.affect.plan_file import plan_document, read_plan
from kinesics.affect.planner import SCHEMA, plan_text

TEXT = "slightly worried but hopeful"
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


class Says:
    """A planner with one answer."""

    def __init__(self, answer):
        self.answer = answer

    def plan(self, text):
        return self.answer


def test_without_a_planner_the_lexicon_plans():
    assert plan_text(TEXT) == (compose(TEXT), "")


@pytest.mark.parametrize(
    "answer",
    [
        "[[step]]\nunits = { 12 = 0.5 }",
        "```toml\n[[step]]\nunits = { 12 = 0.5 }\n```\n",
        "Here it is:\n\n```\n[[step]]\nunits = { 12 = 0.5 }\n```\nA smile.",
        '{"step": [{"units": {"12": 0.5}}]}',
        '```json\n{"step": [{"units": {"12": 0.5}}]}\n```',
        {"step": [{"units": {"12": 0.5}}]},
        {"step": [{"units": {12: 0.5}}]},
    ],
)
def test_a_valid_answer_is_used_with_the_text_it_is_of(answer):
    plan, refused = plan_text(TEXT, Says(answer))
    assert refused == ""
    assert plan.text == TEXT
    assert plan.steps[0].units == {"12": 0.5}


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("Sure! Here is a plan:", "answer is not TOML"),
        ("[[step]]\nunits = { 12 = 9.0 }", "units: 12 is 9; wanted 0 to 1"),
        ("[[step]]\nunits = { 99 = 0.5 }", "no action '99'"),
        ({"step": [{"turn": {"gaze_yaw": 40.0}}]}, "gaze_yaw is 40"),
        ({"step": [{"shade": [{"mixture": {"joy": 1.0}, "intensity": 1.0}]}]}, "no emotion 'joy'"),
        ({"steps": []}, "unknown key 'steps'"),
        ({1: 2}, "unknown key '1'"),
        ({"step": [{"units": {53: 9.0}}]}, "units: 53 is 9"),
        ('{"step": [', "answer is not JSON"),
        ("```\n[[step]]\n```\nor\n```\n[[step]]\n```", "2 blocks of code; wanted one plan"),
        ({"step": []}, "no step"),
        ("", "no step"),
        (None, "answer is a NoneType"),
        (["[[step]]"], "answer is a list"),
    ],
)
def test_anything_else_is_refused_with_the_reason_and_the_lexicon_plans(answer, why):
    plan, refused = plan_text(TEXT, Says(answer))
    assert why in refused
    assert plan == compose(TEXT)


@given(ANYTHING)
def test_garbage_never_gets_through_and_never_raises(garbage):
    plan, refused = plan_text(TEXT, Says(garbage))
    assert plan == compose(TEXT)
    assert refused


def test_what_the_lexicon_plans_is_an_answer_too():
    plan = compose(TEXT)
    assert plan_text(TEXT, Says(plan_document(plan))) == (plan, "")


def test_the_example_in_the_instructions_is_valid():
    units, turn = (
        line.split(":")[0] for line in SCHEMA.splitlines() if line.startswith(("units", "turn"))
    )
    assert read_plan(f"[[step]]\n{units}\n{turn}").understood
