"""A feeling in words becomes a mixture with an intensity, or a complaint that helps."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.affect.feeling import feeling_at, feeling_of, read_feeling
from kinesics.affect.vad import BASIC, NAMES
from kinesics.errors import AffectError


def test_a_name_alone_is_felt_fully():
    feeling = read_feeling("happy", 7)
    assert (feeling.t_ns, dict(feeling.mixture), feeling.intensity) == (7, {"happy": 1.0}, 1.0)
    assert feeling.vad == pytest.approx((0.81, 0.51, 0.46))


def test_an_intensity_weakens_the_point_of_vad_too():
    feeling = read_feeling("happy:0.5", 0)
    assert feeling.intensity == 0.5
    assert feeling.vad == pytest.approx((0.405, 0.255, 0.23))


def test_parts_are_shares_and_their_sum_is_the_intensity():
    feeling = read_feeling("happy:0.6 + surprised:0.3", 0)
    assert feeling.mixture == pytest.approx({"happy": 2 / 3, "surprised": 1 / 3})
    assert feeling.intensity == pytest.approx(0.9)


def test_more_than_all_is_all():
    feeling = read_feeling("happy+sad", 0)
    assert (dict(feeling.mixture), feeling.intensity) == ({"happy": 0.5, "sad": 0.5}, 1.0)


@pytest.mark.parametrize(
    "text", ["happily_surprised", "Happily Surprised", "happily-surprised:1.0"]
)
def test_compounds_are_written_in_any_way(text):
    assert dict(read_feeling(text, 0).mixture) == {"happily_surprised": 1.0}


def test_nothing_felt_is_neutral():
    feeling = read_feeling("angry:0", 0)
    assert (dict(feeling.mixture), feeling.intensity) == ({"neutral": 1.0}, 0.0)


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.floats(0.0, 1.0)), min_size=1, max_size=4))
def test_whatever_is_asked_for_is_a_mixture(parts):
    feeling = read_feeling("+".join(f"{name}:{intensity!r}" for name, intensity in parts), 0)
    assert sum(feeling.mixture.values()) == pytest.approx(1.0)
    assert 0.0 <= feeling.intensity <= 1.0
    assert all(-1.0 <= value <= 1.0 for value in feeling.vad)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("supprised", "no emotion 'supprised'; nearest: surprised; all: neutral, "),
        ("joyful", "no emotion 'joyful'; nearest in meaning: happy; the word itself is known to"),
        ("joyful:0.4", r"`express` (perform --express 'joyful'); all: neutral, "),
        ("winks", "no emotion 'winks'; the word itself is known to `express`"),
        ("xylophone", "no emotion 'xylophone'; all: neutral, "),
        ("happy:0.5,sad:0.2", "wanted 'happy:0.5+sad:0.2': + joins, : tells how much"),
        ("happy:0.5, sad", "wanted 'happy:0.5+sad'"),
        ("happy and sad:0.3", "wanted 'happy+sad:0.3'"),
        ("happy 0.5", "'happy 0.5' is no mixture; wanted 'happy:0.5'"),
        ("happy=0.5+sad 0.2", "wanted 'happy:0.5+sad:0.2'"),
        ("happy:0,5", "wanted 'happy:0.5'"),
        ("happy 2", "no emotion 'happy_2'"),
        ("happy:2", "intensity is '2'; wanted a number, 0 to 1"),
        ("happy:lots", "intensity is 'lots'"),
        ("happy:", "intensity is ''"),
        ("happy:nan", "intensity is 'nan'"),
        ("happy:-0.1", "intensity is '-0.1'"),
        ("", "names no emotion; wanted NAME"),
        ("happy+", "names no emotion"),
    ],
)
def test_what_cannot_be_felt_is_refused(text, message):
    with pytest.raises(AffectError, match=re.escape(message)):
        read_feeling(text, 0)


def test_every_emotion_can_be_felt():
    for name in NAMES:
        assert dict(read_feeling(name, 0).mixture) == {name: 1.0}
    assert set(BASIC) < set(NAMES)


def test_an_intensity_outside_its_range_is_refused():
    with pytest.raises(AffectError, match=r"wanted 0\.\.1"):
        feeling_of(0, {"happy": 1.0}, 1.2)


@pytest.mark.parametrize("name", BASIC[1:])
def test_the_point_of_an_emotion_is_mostly_that_emotion_and_the_middle_shows_nothing(name):
    feeling = feeling_at(3, feeling_of(0, {name: 1.0}, 1.0).vad)
    assert max(feeling.mixture, key=feeling.mixture.get) == name
    assert feeling.t_ns == 3
    assert feeling.intensity > 0.5
    assert feeling_at(0, (0.0, 0.0, 0.0)).intensity == 0.0


@given(st.tuples(*[st.floats(-1.0, 1.0)] * 3), st.floats(0.0, 1.0))
def test_a_point_nearer_to_the_middle_is_felt_less(vad, share):
    nearer = feeling_at(0, [share * axis for axis in vad])
    assert nearer.intensity <= feeling_at(0, vad).intensity + 1e-12
    assert sum(nearer.mixture.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("vad", [(0.1, 0.2), (0.0, 1.1, 0.0), (0.0, float("nan"), 0.0)])
def test_a_point_that_is_none_is_refused(vad):
    with pytest.raises(AffectError, match=r"three numbers, -1\.\.1"):
        feeling_at(0, vad)
