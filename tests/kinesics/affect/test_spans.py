"""Times and counts of a text are one thing each, and say when what is shown begins and ends."""

import pytest

from kinesics.affect.compose import compose
from kinesics.affect.facs import ACTIONS
from kinesics.affect.lexicon import find
from kinesics.affect.spans import Span, spanned

ROW = {action.name: row for row, action in enumerate(ACTIONS)}
SMILE, FROWN = "L12", "L4"


def spans(text):
    return [one.senses["span"] for one in spanned(find(text)) if "span" in one.senses]


def course(text):
    """Start, end and strongest of smile and frown of each step."""
    steps = compose(text).steps
    faces = [step.actions() for step in steps]
    return [
        (
            step.start_s,
            step.end_s,
            next((name for name in (SMILE, FROWN) if face[ROW[name]] > 0.3), None),
        )
        for step, face in zip(steps, faces, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "kind", "seconds"),
    [
        ("for 2.5 s", "hold", 2.5),
        ("for 300 ms", "hold", 0.3),
        ("for 1500 milliseconds", "hold", 1.5),
        ("for one and a half seconds", "hold", 1.5),
        ("for half a minute", "hold", 30.0),
        ("in two seconds", "delay", 2.0),
        ("after 3 seconds", "delay", 3.0),
        ("wait 2 s", "delay", 2.0),
        ("two seconds later", "delay", 2.0),
        ("at 1.5 s", "date", 1.5),
        ("over 5 seconds", "ease", 5.0),
        ("after 2 to 3 seconds", "delay", 2.5),
        ("in 2-3 seconds", "delay", 2.5),
        ("for two or four seconds", "hold", 3.0),
        ("in the first two seconds", "hold", 2.0),
        ("during the first 3 s", "hold", 3.0),
        ("after the first 3 s", "delay", 3.0),
    ],
)
def test_a_time_is_read_with_the_word_before_it(text, kind, seconds):
    assert spans(text) == [Span(kind, seconds)]


@pytest.mark.parametrize(
    "text", ["in 2 seconds, smile", "after 2 s smile", "wait 2 s, then smile", "smile after 2 s",
             "smile at 2 s", "2 seconds later smile"],
)  # fmt: skip
def test_what_is_asked_for_later_begins_later_and_stays(text):
    assert course(text) == [(2.0, None, SMILE)]


@pytest.mark.parametrize(
    "text", ["smile for 2 s, frown for 3 s", "for 2 seconds smile, for 3 seconds frown",
             "smile for 2 seconds and frown for 3 seconds"],
)  # fmt: skip
def test_two_durations_are_one_after_the_other(text):
    assert course(text)[:2] == [(0.0, 2.0, SMILE), (2.0, 5.0, FROWN)]


@pytest.mark.parametrize(
    "text",
    [
        "smile, then frown after 3 s",
        "smile, after 3 s frown",
        "smile, 3 seconds later frown",
        "smile for 3 seconds, then frown",
        "smile at 0 s, frown at 3 s",
    ],
)
def test_the_second_of_two_begins_when_it_is_said(text):
    assert course(text) == [(0.0, 3.0, SMILE), (3.0, None, FROWN)]


@pytest.mark.parametrize(
    "text",
    [
        "smile from second 2 to second 4",
        "smile from 2 to 4 seconds",
        "from 2 s until 4 s smile",
        "smile between two and four seconds",
        "between second 2 and second 4, smile",
        "at second 2 smile until second 4",
        "smile at 2 s for 2 s",
    ],
)
def test_a_range_of_time_begins_and_ends_when_it_is_said(text):
    assert course(text) == [(2.0, 4.0, SMILE), (4.0, None, None)]
    assert (compose(text).unknown, compose(text).remarks) == ((), ())


def test_between_two_ranges_the_face_rests():
    told = course("smile from 1 s to 2 s, frown from 3 s to 4 s")
    assert told == [(1.0, 2.0, SMILE), (3.0, 4.0, FROWN), (4.0, None, None)]
    told = course("at 2 s smile for 1 s, at 5 s frown")
    assert told == [(2.0, 3.0, SMILE), (5.0, None, FROWN)]
    assert course("smile for 1 s, 3 seconds later frown")[1] == (4.0, None, FROWN)


@pytest.mark.parametrize("text", ["smile until 3 s, then frown", "smile till second 3, frown"])
def test_until_says_when_something_ends(text):
    assert course(text)[0] == (0.0, 3.0, SMILE)


def test_what_has_a_date_begins_then_whatever_comes_before_it():
    assert course("smile, then frown, at 5 s smile") == [
        (0.0, 1.5, SMILE),
        (1.5, 5.0, FROWN),
        (5.0, None, SMILE),
    ]
    assert [one[:2] for one in course("growing smile at 2 s, at 6 s frown")] == [
        (2.0, 3.5),
        (3.5, 6.0),
        (6.0, None),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("smile from 4 s to 2 s", "an end at 2 s is not kept: it begins at 4 s"),
        ("smile for 10 s, at 5 s frown", "told for 5 s begins at 10 s"),
    ],
)
def test_a_date_that_cannot_be_kept_is_told(text, told):
    (remark,) = compose(text).remarks
    assert told in remark
    assert "wanted" in remark


def test_dates_count_from_the_beginning_of_all():
    told = course("start neutral, at 2 s smile, at 5 s frown, at 6 s neutral")
    assert [one[0] for one in told] == [0.0, 2.0, 5.0, 6.0]
    assert [one[2] for one in told] == [None, SMILE, FROWN, None]


def test_what_comes_before_something_else_is_first_wherever_it_is_said():
    assert [one[2] for one in course("frown before smiling")] == [FROWN, SMILE]
    assert [one[2] for one in course("before smiling, frown")] == [FROWN, SMILE]


@pytest.mark.parametrize("text", ["gradually from happy to sad", "from happy to sad over 2 s"])
def test_a_change_that_takes_time_is_eased_where_it_changes(text):
    first, second = compose(text).steps
    assert (first.ease_s, second.ease_s) == (0.0, 2.0)


def test_half_a_minute_is_no_half_smile():
    assert compose("smile for half a minute").steps[0].units == compose("smile").steps[0].units


def test_a_delay_that_no_plan_has_is_told():
    plan = compose("in 900 seconds smile")
    assert (plan.steps, plan.remarks) == ((), ("1 step left out: a plan ends after 600 s",))


@pytest.mark.parametrize(
    ("text", "beats"), [("nod once", 1), ("nod", 2), ("nod three times", 3), ("nod 12 times", 12)]
)
def test_nods_are_counted(text, beats):
    (step,) = compose(text).steps
    assert step.beats == beats


def test_what_cannot_be_counted_is_told():
    assert "is made 20 times, the most" in compose("nod 50 times").remarks[0]
    assert "is not counted" in compose("blink three times").remarks[0]


def test_a_nod_does_not_go_on_while_the_head_is_shaken():
    nod, shake = compose("nod and smile, then shake your head").steps
    assert (nod.turn.keys(), shake.turn.keys()) == ({"head_pitch"}, {"head_yaw"})
    assert shake.actions()[ROW[SMILE]] > 0.5
