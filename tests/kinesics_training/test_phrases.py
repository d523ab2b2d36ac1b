"""The scorer of phrases counts what its definitions say, and the lexicon keeps its score."""

from pathlib import Path

import pytest

from kinesics.affect.plan import Plan, Step
from kinesics.toml import load_toml
from kinesics_training.phrases import ABSENT, ANGLE_RAD, PRESENT, cosine, lines, score

DATA = Path(__file__).parents[1] / "kinesics" / "affect" / "data"
PHRASES = load_toml(DATA / "phrases.toml")["phrase"]
DEVELOPMENT = load_toml(DATA / "development_phrases.toml")["phrase"]

REACHED = 187 / 200
"""Share of the two hundred phrases that is right; see docs/expression.md."""
REACHED_UNSEEN = 158 / 170
"""The same of those whose text is not also in the development file, by chance."""


def plan(*steps):
    """A plan of steps given as their units and angles."""
    made = [
        Step(
            start_s=float(n),
            units={code: value for code, value in step.items() if "_" not in code},
            turn={name: value for name, value in step.items() if "_" in name},
        )
        for n, step in enumerate(steps)
    ]
    return Plan("", tuple(made))


def right(phrase, *steps):
    """Whether a phrase is right of a plan."""
    one = {"text": "x", "kind": "social", **phrase}
    return score([one], lambda text: plan(*steps)).share("phrases") == 1.0


def test_a_unit_is_there_from_its_threshold_on_and_absent_up_to_another():
    assert right({"expect": {"AU12": "+"}}, {"12": PRESENT})
    assert not right({"expect": {"AU12": "+"}}, {"12": PRESENT - 0.01})
    assert right({"expect": {"AU12": "0"}}, {"12": ABSENT})
    assert not right({"expect": {"AU12": "0"}}, {"12": ABSENT + 0.01})


def test_a_unit_without_a_side_is_there_on_either_and_absent_on_both():
    assert right({"expect": {"AU12": "+", "AU12R": "+", "AU12L": "0"}}, {"R12": 0.5})
    assert not right({"expect": {"AU12": "0"}}, {"R12": 0.5})
    assert right({"expect": {"AU26": "+"}}, {"27": 0.5})


def test_an_angle_has_a_sign_or_is_near_zero():
    assert right({"expect": {"gaze_yaw": "+"}}, {"gaze_yaw": ANGLE_RAD})
    assert right({"expect": {"gaze_yaw": "-"}}, {"gaze_yaw": -0.1})
    assert not right({"expect": {"gaze_yaw": "-"}}, {"gaze_yaw": 0.1})
    assert right({"expect": {"gaze_yaw": "0"}}, {"gaze_yaw": 0.04})
    assert not right({"expect": {"gaze_yaw": "0"}}, {"gaze_yaw": -0.1})


def test_either_side_wants_one_side_alone_and_an_angle_off_zero():
    phrase = {"expect": {"AU12": "+"}, "either_side": ["AU12", "head_roll"]}
    assert right(phrase, {"L12": 0.5, "head_roll": -0.1})
    assert not right(phrase, {"12": 0.5, "head_roll": -0.1})
    assert not right(phrase, {"L12": 0.5})


def test_start_and_end_are_the_first_and_the_last_step_and_else_the_one_that_shows_most():
    steps = ({"12": 0.5}, {"4": 0.9}, {"15": 0.5})
    assert right({"expect_start": {"AU12": "+"}, "expect_end": {"AU15": "+", "AU4": "0"}}, *steps)
    assert right({"expect": {"AU4": "+", "AU12": "0"}}, *steps)


def test_what_is_not_understood_is_right_where_that_is_expected_and_wrong_elsewhere():
    assert right({"expect_unknown": True, "kind": "unknown"})
    assert not right({"expect_unknown": True, "kind": "unknown"}, {"12": 0.5})
    assert not right({"expect": {"AU12": "0", "AU4": "0"}}), "a blank face was asked for, not none"


def test_pairs_compare_every_entry_that_both_want():
    def counted(more, less):
        plans = {"very": plan(more), "hardly": plan(less)}
        expect = {"AU12": "+", "AU6": "+", "AU4": "0"}
        weak = {"text": "hardly", "kind": "degree", "expect": expect}
        strong = {**weak, "text": "very", "stronger_than": "hardly"}
        return score([weak, strong], plans.__getitem__).counts["stronger and weaker"]

    assert counted({"12": 0.8, "6": 0.6}, {"12": 0.4, "6": 0.3}) == [1, 1]
    assert counted({"12": 0.8, "6": 0.3}, {"12": 0.4, "6": 0.3}) == [0, 1]


def test_opposites_point_away_from_each_other_and_paraphrases_the_same_way():
    smile, frown = plan({"12": 0.7}), plan({"15": 0.7})
    assert cosine(smile, plan({"12": 0.3})) == pytest.approx(1.0)
    assert cosine(smile, frown) == pytest.approx(-1.0)
    assert cosine(plan({"gaze_yaw": 0.2}), plan({"gaze_yaw": -0.1})) == pytest.approx(-1.0)
    assert cosine(smile, plan({})) == 0.0
    assert cosine(plan({}), plan({})) == 1.0


def test_totals_say_no_phrase():
    told = "\n".join(lines(score(PHRASES)))
    texts = [phrase["text"] for phrase in PHRASES if len(phrase["text"]) > 12]
    leaks = sum(text in told for text in texts)  # a count: a failure must not tell them either
    assert leaks == 0


def test_phrases_that_stand_in_the_development_file_too_do_not_carry_the_score():
    seen = {one["text"].casefold() for one in DEVELOPMENT}
    unseen = [one["text"].casefold() not in seen for one in PHRASES]
    result = score(PHRASES)
    right = sum(new and not wrong for new, wrong in zip(unseen, result.wrong, strict=True))
    assert right >= REACHED_UNSEEN * sum(unseen)


def test_the_two_hundred_phrases_keep_the_score_they_reached():
    share = score(PHRASES).share("phrases")
    assert share >= REACHED, f"{200 * share:.0f} of 200; docs/expression.md says how to look"


@pytest.mark.parametrize(
    ("what", "reached"),
    [
        ("stronger and weaker", [39, 39]),
        ("paraphrases, cosine > 0.8", [38, 44]),
        ("antonyms, cosine < 0", [18, 23]),
    ],
)
def test_pairs_of_phrases_keep_the_score_they_reached(what, reached):
    right, of = score(PHRASES).counts[what]
    assert of == reached[1]
    assert right >= reached[0]


def test_the_phrases_that_were_developed_on_are_right():
    assert len(DEVELOPMENT) >= 150
    assert score(DEVELOPMENT).failures[1:] == []
