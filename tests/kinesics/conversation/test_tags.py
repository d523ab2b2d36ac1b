"""Tags in a text that is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.conversation.intent import read_intent
from kinesics.conversation.tags import Tag, cut_tags
from kinesics.errors import IntentError


@pytest.mark.parametrize(
    ("text", "said", "tags"),
    [
        ("[greet] Hello.", "Hello.", [(0, "greet", 0.5)]),
        ("Hello [greet]", "Hello", [(0, "greet", 0.5)]),
        ("So [big:0.8], you.", "So, you.", [(4, "big", 0.8)]),
        ("A [we][big:1] one", "A one", [(2, "we", 0.5), (2, "big", 1.0)]),
        ("It is [here] here", "It is here", [(6, "here", 0.5)]),
        ("so (is [it] it)", "so (is it)", [(7, "it", 0.5)]),
        ("[greet]", "", [(0, "greet", 0.5)]),
    ],
)
def test_a_tag_is_cut_out_and_belongs_to_the_word_that_follows(text, said, tags):
    assert cut_tags(text) == (said, tuple(Tag(*one) for one in tags))


@pytest.mark.parametrize(
    "text", ["x[1]", "[Laughs] ha", "[big:two]", "[big:]", "[]", "[a b]", "[greet"]
)
def test_other_brackets_are_text(text):
    assert cut_tags(text) == (text, ())


@pytest.mark.parametrize("size", ["2", "1.01", "-0.1", "9" * 400])
def test_a_size_that_is_none_is_refused_and_not_said_aloud(size):
    with pytest.raises(IntentError, match=r"^\[big:.*wanted 0\.\.1"):
        cut_tags(f"so [big:{size}] Hello")


@given(st.lists(st.sampled_from(["[greet]", "[big:0.2]", " ", "a", "Hi", ",", ". ", "[", "]"])))
def test_whatever_is_written_keeps_its_letters_and_its_places_are_letters(parts):
    text = "".join(parts)
    said, tags = cut_tags(text)
    plain = text
    for tag in ("[greet]", "[big:0.2]"):
        plain = plain.replace(tag, "")
    letters = [one for one in said if not one.isspace()]
    assert letters == [one for one in plain if not one.isspace()]
    assert all(0 <= tag.character <= max(len(said) - 1, 0) for tag in tags)
    assert len(tags) == text.count("[greet]") + text.count("[big:0.2]")


def test_an_intent_says_what_is_left():
    parameters = {"file": "x.wav", "text": "[greet] Hello"}
    say = read_intent({"kind": "say", "id": "s", "parameters": parameters}, 0)
    assert say.parameters["text"] == "Hello"
    assert say.parameters["tags"] == (Tag(0, "greet", 0.5),)
    told = {"kind": "express", "id": "e", "parameters": {"text": "[greet] happy"}}
    assert read_intent(told, 0).parameters["text"] == "[greet] happy"
