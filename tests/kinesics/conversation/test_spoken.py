"""What was begun to be said, and where others are anchored in it."""

import pytest

from kinesics.conversation.intent import read_intent
from kinesics.conversation.spoken import Spoken
from kinesics.conversation.utterance import Utterance
from kinesics.conversation.values import MOST_MARKS
from kinesics.errors import IntentError

S = 1_000_000_000


def nod(**start):
    return read_intent({"kind": "nod", "id": "no", "start": start}, 3 * S)


def test_what_is_anchored_to_nothing_begins_after_it_was_heard():
    assert Spoken().begins_ns(nod(after_s=0.5)) == 3.5 * S


def test_a_place_is_not_known_before_its_utterance_has_begun_and_the_reason_is_told():
    spoken, waits = Spoken(), nod(utterance="hello", mark="there")
    assert spoken.begins_ns(waits) is None
    assert spoken.missing(waits.start) == "no utterance 'hello' was begun in time"
    spoken.begin("hello", Utterance(5 * S, float("inf")))
    assert spoken.begins_ns(waits) is None
    told = "mark 'there' of the utterance 'hello' was not told in time"
    assert spoken.missing(waits.start) == told
    spoken.change("hello", spoken.get("hello").with_mark("there", 1.5).whole(9 * S))
    assert spoken.begins_ns(waits) == 6.5 * S
    assert spoken.begins_ns(nod(utterance="hello", mark="end")) == 9 * S


def test_the_last_sixteen_are_known_and_what_was_ended_is_not():
    spoken = Spoken()
    for number in range(17):
        spoken.begin(f"say{number}", Utterance(number * S, 1.0))
    assert "say0" not in spoken
    assert "say1" in spoken
    assert spoken.drop("say1")
    assert not spoken.drop("say1")
    assert spoken.get("say1") is None


def test_an_utterance_takes_only_so_many_marks_but_any_of_them_may_move():
    full = Utterance(0, 1.0, marks={f"m{number}": 0.1 for number in range(MOST_MARKS)})
    with pytest.raises(IntentError, match=f"the utterance has {MOST_MARKS} marks"):
        full.with_mark("more", 0.2)
    assert full.with_mark("m3", 0.7).marks["m3"] == 0.7
