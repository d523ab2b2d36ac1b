"""From words to a plan: degrees, denials, mixtures, regions, sides, directions, time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.affect.compose import compose
from kinesics.affect.facs import ACTIONS
from kinesics.affect.plan import LONGEST_S
from kinesics.affect.plan_file import read_plan, write_plan
from kinesics.affect.unseen import unseen

ROW = {action.name: row for row, action in enumerate(ACTIONS)}
FEELINGS = ["happy", "sad", "angry", "afraid", "surprised", "disgusted", "worried", "skeptical"]
DEGREES = ["a hint of", "slightly", "somewhat", "", "very", "extremely"]
SMALL_WORDS = [
    *("not", "very", "happy", "sad", "eyes", "mouth", "left", "right", "brow", "raise", "close"),
    *(
        "look",
        "then",
        "but",
        "and",
        "with",
        "only",
        "without",
        "slowly",
        "from",
        "to",
        ",",
        "after",
    ),
    *("after", "smile", "wink", "one", "nod", "never", "stop", "fades", "growing", "for", "two"),
    "seconds",
]
FACE = [n for n, one in enumerate(ACTIONS) if one.region not in ("head", "gaze")]


def face(text, step=0):
    """(N,) what a text shows in one of its steps."""
    return compose(text).steps[step].actions()


def shown(text, step=0):
    """Names of the actions that a text clearly shows."""
    actions = face(text, step)
    return {one.name for one in ACTIONS if actions[ROW[one.name]] >= 0.15}


@given(st.text())
def test_any_text_gives_a_plan_that_survives_its_file(text):
    plan = compose(text)
    assert read_plan(write_plan(plan)) == plan
    assert compose(text) == plan


@given(st.lists(st.sampled_from(SMALL_WORDS), max_size=14))
def test_any_order_of_known_words_gives_a_plan(words):
    plan = compose(" ".join(words))
    assert read_plan(write_plan(plan)) == plan
    assert plan.understood == bool(plan.steps)
    assert plan.understood == bool(plan.rationale) or not plan.rationale
    assert not [one for one in unseen(plan) if "outside `only`" in one]


@pytest.mark.parametrize("feeling", FEELINGS)
def test_a_higher_degree_never_shows_less(feeling):
    faces = np.array([face(f"{degree} {feeling}")[FACE] for degree in DEGREES])
    assert (np.diff(faces, axis=0) >= -1e-9).all()
    assert (np.diff(faces.sum(axis=1)) > 0.0).all()


@pytest.mark.parametrize("text", ["smile", "raise your brows", "lips pressed"])
def test_acts_and_parts_have_degrees_too(text):
    weak, plain, strong = (face(f"{degree} {text}").sum() for degree in ("slightly", "", "very"))
    assert weak < plain < strong


@pytest.mark.parametrize("text", ["not happy", "stop smiling", "without a smile", "don't smile",
                                  "no longer happy", "neither happy nor smiling"])  # fmt: skip
def test_what_is_denied_is_absent_and_its_opposite_is_not_meant(text):
    assert compose(text).understood
    assert shown(text) == set()


def test_a_denial_ends_with_its_clause_and_two_are_none():
    assert "L15" in shown("not happy but sad")
    assert "L12" in shown("not sad but happy")
    assert "L12" in shown("don't stop smiling")
    assert "L12" not in shown("happy, but not smiling")
    assert {"L12", "25"} & shown("a grin without showing teeth") == {"L12"}


@pytest.mark.parametrize(
    "text", ["hardly happy", "seldom smiles", "in no way happy", "can't smile", "unsmiling",
             "under no circumstances smile", "do not under any circumstances smile",
             "couldn't be less happy"],
)  # fmt: skip
def test_there_are_many_ways_to_deny(text):
    plan = compose(text)
    assert plan.understood
    assert not shown(text) & {"L12", "L6", "25"}


@pytest.mark.parametrize(
    "text", ["cannot stop smiling", "can't help smiling", "can't hide a smile"]
)
def test_what_cannot_be_kept_back_is_shown(text):
    assert "L12" in shown(text)
    assert "L5" not in shown(text)


def test_a_prefix_denies_its_own_word_only_and_two_denials_are_none():
    assert "L12" in shown("an unafraid, smiling face")
    assert "L12" in shown("unafraid smile")
    assert "L5" in shown("not unafraid")


def test_a_part_may_be_left_out_of_a_smile():
    assert shown("smile, but not with the eyes") == {"L12", "R12"}


@pytest.mark.parametrize(
    "text",
    [
        "surprised, but keep the mouth still",
        "surprised, mouth stays still",
        "surprised with a still mouth",
        "surprised without moving the mouth",
        "surprised, do not move the mouth",
        "surprised, and the mouth does not move",
    ],
)
def test_a_part_may_be_kept_still(text):
    plain, still = shown("surprised"), shown(text)
    assert {"25", "26"} <= plain
    assert still == plain - {"25", "26"}
    assert compose(text).unknown == ()


def test_what_is_still_may_be_several_parts_one_side_or_the_head():
    assert not shown("surprised, keep the mouth and the brows still") & {"25", "1", "L2", "R2"}
    assert shown("raised brows, but the left brow stays still") & {"L2", "R2"} == {"R2"}
    assert compose("sad, keep your head still").steps[0].turn["head_pitch"] == 0.0
    assert "25" not in shown("surprised, then keep the mouth still", 1)
    assert "L5" in shown("surprised, then keep the mouth still", 1)


def test_still_joins_where_something_is_shown_after_it():
    assert {"L4", "L12"} <= shown("angry brows, still smiling")
    assert {"L15", "25"} <= shown("sad with the mouth open, still surprised")


def test_everything_but_a_part_is_the_rest():
    assert "L4" in shown("everything but the mouth is angry")
    assert not shown("everything but the mouth is angry") & {"17", "L24", "L23"}


def test_a_turn_is_made_with_the_head_and_takes_nothing_from_the_face():
    (step,) = compose("smile, look left with your head").steps
    assert (step.turn, step.units["12"]) == ({"head_yaw": 0.25}, 0.7)
    (step,) = compose("look left with the head and right with the eyes").steps
    assert step.turn == {"head_yaw": 0.25, "gaze_yaw": -0.25}
    (step,) = compose("look left with the eyes only").steps
    assert step.turn == {"gaze_yaw": 0.25}


def test_an_arrow_is_then_and_what_a_plan_cannot_repeat_is_told():
    assert len(compose("happy -> sad").steps) == 2
    assert "done once: a plan does not repeat" in compose("blink every 2 seconds").remarks[0]


def test_shares_are_of_full_strength():
    assert face("50% happy")[ROW["L12"]] == pytest.approx(0.5, abs=1e-3)
    assert face("eyes 50 percent closed")[ROW["L43"]] == pytest.approx(0.5)
    most, least = face("80 % happy and 20 % sad")[[ROW["L12"], ROW["L15"]]]
    assert most > 2 * least > 0.0


def test_less_is_less_than_plain():
    strengths = [face(f"{one} happy")[ROW["L12"]] for one in ("much less", "less", "")]
    assert strengths == sorted(set(strengths))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("eyebrows up", {"1", "L2", "R2"}),
        ("eyebrows down", {"L4", "R4"}),
        ("left eyebrow up, right eyebrow down", {"L2", "R4"}),
        ("cheeks up", {"L6", "R6"}),
    ],
)
def test_parts_go_up_and_down(text, wanted):
    assert shown(text) == wanted


def test_a_mixture_shows_both():
    assert {"1", "L12"} <= shown("slightly worried but hopeful, eyes away")
    assert {"1", "L12", "L15"} <= shown("a bitter smile")
    mixture = compose("happy and sad").steps[0].shades[0].mixture
    assert mixture == {"happy": 0.5, "sad": 0.5}


def test_a_region_holds_its_own_feeling():
    assert {"L4", "L12"} <= shown("angry brows and a smiling mouth")
    assert "L6" not in shown("smile with the mouth only")
    assert "L12" not in shown("smile with the eyes only")
    assert "L6" not in shown("the smile does not reach the eyes")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("smile with the mouth only, left eyebrow raised", {"L12", "R12", "L2"}),
        ("smile with the mouth only and raise the left eyebrow", {"L12", "R12", "L2"}),
        ("left eyebrow raised, smile with the mouth only", {"L12", "R12", "L2"}),
        ("angry with the brows only, smile", {"L4", "R4", "L6", "R6", "L12", "R12"}),
        ("smile, angry with the brows only", {"L4", "R4", "L6", "R6", "L12", "R12"}),
        (
            "left brow up, right eye narrowed, only the left corner of the mouth smiles",
            {"L2", "R7", "L12"},
        ),
        ("smile, frown with the left brow only", {"L4", "L6", "R6", "L12", "R12"}),
    ],
)
def test_only_binds_its_own_clause(text, wanted):
    assert shown(text) == wanted


def test_a_mask_may_be_told_first():
    assert shown("with the mouth only, smile") == {"L12", "R12"}
    assert shown("with the brows only: angry") == {"L4", "R4"}


def test_only_keeps_the_rest_of_the_face_still_where_nothing_else_is_said():
    assert compose("smile with the mouth only").steps[0].only == ("mouth", "jaw")
    assert compose("happy, surprised, with the eyes only").steps[0].only == ("upper",)


def test_a_side_is_of_the_face_itself():
    assert shown("raise your left eyebrow") == {"L2"}
    assert "R43" in shown("wink with the right eye")
    assert "L43" not in shown("wink with the right eye")
    assert {"L2", "R2"} & shown("raise an eyebrow") == {"L2"}
    assert {"L12", "R12"} & shown("smirk on the left") == {"L12"}


@pytest.mark.parametrize(
    ("text", "angle", "sign"),
    [
        ("look left", "gaze_yaw", 1),
        ("eyes to the right", "gaze_yaw", -1),
        ("glance at the ceiling", "gaze_pitch", -1),
        ("head bowed", "head_pitch", 1),
        ("tilt your head to the right", "head_roll", 1),
        ("turn to the left", "head_yaw", 1),
        ("chin up", "head_pitch", -1),
    ],
)
def test_directions_have_the_signs_of_rep_103(text, angle, sign):
    assert sign * compose(text).steps[0].turn[angle] > 0.05


def test_time_makes_steps_in_order():
    plan = compose("starts happy, then slowly turns sad")
    assert [sorted(step.shades[0].mixture) for step in plan.steps] == [["happy"], ["sad"]]
    assert plan.steps[1].start_s == plan.steps[0].end_s
    assert plan.steps[1].ease_s == 2.0
    assert shown("sad after a smile", 1) >= {"L15"}
    held = compose("smile for three seconds").steps
    assert held[0].end_s == 3.0
    assert held[1].actions()[FACE].max() == 0.0


@pytest.mark.parametrize(
    "text", ["smile for 999 minutes", "smile, then frown, then " * 150, "smile \U00010a40 seconds"]
)
def test_no_time_is_too_long_to_be_a_plan(text):
    plan = compose(text)
    assert plan.understood
    assert read_plan(write_plan(plan)) == plan


@pytest.mark.parametrize("word", ["for", "in", "over", "at", "after"])
def test_a_time_that_is_longer_than_a_plan_is_as_long_as_one(word):
    plan = compose(f"angry, then happy {word} 700 minutes")
    assert all(step.ease_s <= LONGEST_S and step.start_s < LONGEST_S for step in plan.steps)


def test_words_about_something_else_are_no_expression():
    for text in ("the mouth of the river", "turn left at the crossing", "", "12 + 4"):
        assert not compose(text).understood
    assert compose("xyzzy").unknown == ("xyzzy",)
    assert compose("a happy xyzzy").unknown == ("xyzzy",)


def test_a_scene_needs_somebody_in_it():
    assert "L15" in shown("like you are at a funeral")
    assert not compose("prices of the funeral").understood


def test_the_rationale_names_the_words_and_what_they_gave():
    said = compose("slightly worried, eyes away").rationale
    assert [line.split('"')[1] for line in said] == ["worried", "eyes away"]
    assert "0.6 as strong" in said[0]
    assert "gaze_yaw +0.25 rad" in said[1]
