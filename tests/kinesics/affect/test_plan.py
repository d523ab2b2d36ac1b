"""A plan is checked when it is made, and is the same after a trip through TOML."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.affect.facs import ACTIONS, mask
from kinesics.affect.plan import ANGLES, Plan, Shade, Step
from kinesics.affect.plan_file import plan_document, plan_of, read_plan, write_plan
from kinesics.affect.vad import NAMES
from kinesics.errors import AffectError

ROW = {action.name: row for row, action in enumerate(ACTIONS)}
UNIT = st.floats(0.0, 1.0)
CODES = sorted({action.name for action in ACTIONS} | {str(action.number) for action in ACTIONS})
REGIONS = st.lists(
    st.sampled_from(["brows", "upper", "mouth", "left", "right"]), unique=True, max_size=3
).map(tuple)
SHADES = st.builds(
    Shade, st.sampled_from(NAMES).map(lambda name: {name: 1.0}), intensity=UNIT, regions=REGIONS
)
TURNS = st.fixed_dictionaries(
    {}, optional={name: st.floats(min(full), max(full)) for name, full in ANGLES.items()}
)
STEPS = st.builds(
    Step,
    ease_s=st.floats(0.0, 9.0),
    shades=st.lists(SHADES, max_size=3).map(tuple),
    units=st.dictionaries(st.sampled_from(CODES), UNIT, max_size=5),
    turn=TURNS,
    only=REGIONS,
    beats=st.integers(0, 5),
    tempo=st.floats(0.25, 4.0),
    energy=st.floats(0.0, 2.0),
)
TEXTS = st.lists(st.text(min_size=1), unique=True, max_size=3).map(tuple)
PLANS = st.builds(Plan, st.text(), st.lists(STEPS, max_size=3).map(tuple), TEXTS, TEXTS)
SMILE = Step(shades=(Shade({"happy": 1.0}, 0.8),))


@given(PLANS)
def test_a_plan_is_the_same_after_it_was_written_and_read(plan):
    assert read_plan(write_plan(plan)) == plan
    assert plan_of(plan_document(plan)) == plan


@given(STEPS)
def test_whatever_a_step_holds_its_actions_are_within_0_and_1(step):
    actions = step.actions()
    assert actions.shape == (len(ACTIONS),)
    assert ((actions >= 0.0) & (actions <= 1.0)).all()


@given(STEPS, UNIT)
def test_an_edited_unit_changes_that_unit_alone(step, strength):
    edited = replace(step, only=(), units={**step.units, "L12": strength}).actions()
    before = replace(step, only=()).actions()
    assert edited[ROW["L12"]] == strength
    others = np.arange(len(ACTIONS)) != ROW["L12"]
    assert (edited[others] == before[others]).all()


def test_a_shade_of_a_region_leaves_the_others_alone():
    angry = Shade({"angry": 1.0}, 0.8, ("upper",))
    happy = Shade({"happy": 1.0}, 0.8, ("lower",))
    both = Step(shades=(angry, happy)).actions()
    for shade, region in ((angry, "upper"), (happy, "lower")):
        alone = Step(shades=(shade,)).actions()
        rows = mask([region]) > 0.0
        np.testing.assert_array_equal(both[rows], alone[rows])
    assert min(both[ROW["L4"]], both[ROW["L12"]]) > 0.5


def test_a_zero_keeps_a_unit_of_the_emotion_away_and_only_masks_the_rest():
    assert SMILE.actions()[ROW["L6"]] > 0.5
    assert replace(SMILE, units={"6": 0.0}).actions()[ROW["L6"]] == 0.0
    masked = replace(SMILE, only=("mouth",), turn={"head_yaw": 0.1}).actions()
    assert masked[ROW["L6"]] == 0.0
    assert masked[ROW["L12"]] > 0.5
    assert masked[ROW["51"]] > 0.2, "head and eyes are no part of a face's mask"


def test_coarse_and_fine_are_the_two_halves_of_a_plan():
    step = replace(SMILE, units={"L2": 0.5}, turn={"gaze_yaw": 0.1})
    plan = Plan("", (step,))
    assert plan.coarse().steps == (SMILE,)
    assert plan.fine().steps == (replace(step, shades=()),)


WRONG = [
    ("[[step]]\nunits = { 3 = 0.5 }", "[[step]] 1", "nearest"),
    ("[[step]]\nunits = { 12 = 1.5 }", "units: 12 is 1.5", "wanted 0 to 1"),
    ("[[step]]\nturn = { gaze = 0.1 }", "no angle 'gaze'", "gaze_yaw"),
    ("[[step]]\nturn = { gaze_yaw = 2.0 }", "turn: gaze_yaw is 2", "wanted -0.3 to 0.3"),
    ("[[step]]\nunit = { 12 = 0.5 }", "unknown key 'unit'", "did you mean 'units'?"),
    ("[[step]]\nstart_s = nan", "start_s is nan", "a finite number"),
    ("[[step]]\nstart_s = 2.0\nend_s = 1.0", "end_s is 1", "wanted 2 to 600"),
    ("[[step]]\nbeats = 1.5", "beats is 1.5", "an integer"),
    ("[[step]]\nonly = ['moth']", "no region 'moth'", "did you mean 'mouth'?"),
    ("[[step]]\n[[step.shade]]\nintensity = 1.0", "no 'mixture'", "the table has intensity"),
    ("[[step]]\n[[step.shade]]\nmixture = { hapy = 1.0 }\nintensity = 1.0", "'hapy'", "happy"),
    ("[[step]]\n[[step.shade]]\nmixture = { sad = 0.4 }\nintensity = 1.0", "shares", "sum to 1"),
    ("[[step]]\nstart_s = 3.0\n[[step]]\nstart_s = 1.0", "start_s is 1", "no earlier than"),
    ("steps = []", "unknown key 'steps'", "did you mean 'step'?"),
    ("rationale = 'because'", "rationale is 'because'", "a list of strings"),
    ("what?", "not TOML", "wanted"),
]


@pytest.mark.parametrize(("text", "wrong", "right"), WRONG)
def test_a_wrong_plan_is_refused_with_the_key_and_what_would_be_right(text, wrong, right):
    with pytest.raises(AffectError) as refused:
        read_plan(text, "p.toml")
    assert str(refused.value).startswith("p.toml")
    assert wrong in str(refused.value)
    assert right in str(refused.value)


@pytest.mark.parametrize("units", [{"12": 0.5, "L12": 0.2}, {"L12": 0.2, "12": 0.5}])
def test_one_side_goes_before_both_in_whatever_order(units):
    face = Step(units=units).actions()
    assert (face[ROW["L12"]], face[ROW["R12"]]) == (0.2, 0.5)


@pytest.mark.parametrize("document", [None, 3, [], "x", {"step": [1]}, {"step": {"units": {}}}])
def test_a_document_that_is_no_plan_is_refused(document):
    with pytest.raises(AffectError, match="wanted"):
        plan_of(document)
