"""Words are found in every form in which people write them."""

import pytest

from kinesics.affect.lexicon import find
from kinesics.affect.words import BREAK, words_of


def kinds(text):
    """The kinds of sense of each entry found in a text."""
    return [set(one.senses) for one in find(text)]


def test_articles_are_dropped_contractions_unfolded_and_marks_kept():
    said = [
        word.text for word in words_of("Don't raise the brow; it's your mother's wide-eyed look")
    ]
    assert said == ["do", "not", "raise", "brow", BREAK, "it", "mother", "wide", "eyed", "look"]


@pytest.mark.parametrize("text", ["grin", "grins", "grinned", "grinning", "GRIN", "a grin"])
def test_inflections_are_the_same_word(text):
    (found,) = find(text)
    assert found.senses["show"] is find("grin")[0].senses["show"]


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("sceptical", "skeptical"),
        ("apologise", "apologize"),
        ("paralysed with fear", "paralyzed with fear"),
        ("good humour", "good humor"),
        ("agonised", "agonized"),
    ],
)
def test_british_and_american_spelling_are_the_same(british, american):
    assert [one.senses for one in find(british)] == [one.senses for one in find(american)]


@pytest.mark.parametrize("slip", ["astonishd", "astonishhed", "astonihsed", "astonoshed"])
def test_one_slip_in_a_long_word_is_mended(slip):
    assert find(slip)[0].senses == find("astonished")[0].senses


@pytest.mark.parametrize("slip", ["dissapointed", "embarassed"])
def test_letters_that_are_doubled_or_not_are_mended(slip):
    assert find(slip)[-1].senses


@pytest.mark.parametrize(
    ("drawn", "plain"), [("sooooo", "so"), ("angryyyy", "angry"), ("smiiile", "smile")]
)
def test_words_that_are_drawn_out_are_the_same_words(drawn, plain):
    assert find(drawn)[0].senses == find(plain)[0].senses


@pytest.mark.parametrize("text", ["sod", "hapy", "smule", "glod"])
def test_short_words_are_not_mended_for_they_have_too_many_neighbours(text):
    assert find(text)[0].senses == {}


def test_the_longest_entry_is_taken():
    assert [one.text for one in find("over the moon about it")][:1] == ["over moon"]
    assert "show" in kinds("over the moon")[0]
    assert "show" not in kinds("over")[0]


def test_an_eyebrow_is_one_of_two():
    assert [word.text for word in words_of("raise an eyebrow")] == ["raise", "one", "eyebrow"]
    assert [word.text for word in words_of("raise your eyebrows")] == ["raise", "eyebrows"]


@pytest.mark.parametrize("text", [":-)", ":(", "😀", "😉"])
def test_smileys_and_emoji_are_words(text):
    assert "show" in kinds(text)[0]
