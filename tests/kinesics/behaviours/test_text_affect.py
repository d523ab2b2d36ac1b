"""Hints from the words of an utterance."""

import pytest

from kinesics.behaviours.text_affect import TextAffect
from kinesics.signals import Horizon, SpeechText

SECOND_NS = 1_000_000_000


def hints(text, depth=1.0):
    return TextAffect(depth).feed(SpeechText(2 * SECOND_NS, text))


@pytest.mark.parametrize(
    ("text", "emotion", "sign"),
    [
        ("What a wonderful surprise!", "surprised", 1),
        ("We won!", "happy", 1),
        ("I am so sorry, we lost the game.", "sad", -1),
        ("I hate this, it is disgusting.", "disgusted", -1),
    ],
)
def test_words_with_a_feeling_hint_at_it(text, emotion, sign):
    feeling = hints(text)[0].feeling
    assert max(feeling.mixture, key=feeling.mixture.get) in (emotion, "hateful")
    assert sign * feeling.vad[0] > 0.1


@pytest.mark.parametrize("text", ["", "Please put the box on the table.", "I'm not happy."])
def test_words_without_one_hint_at_nothing(text):
    assert hints(text) == []


def test_a_long_text_is_hinted_at_for_as_long_as_it_is_said():
    told = hints("We won! " + "and then we went home together with all of the others " * 2)
    dates_s = [(hint.feeling.t_ns - 2 * SECOND_NS) / SECOND_NS for hint in told]
    assert dates_s == list(range(len(told)))
    assert 7 <= len(told) <= 12
    assert {hint.source for hint in told} == {"text"}


def test_depth_scales_how_much_it_counts():
    assert hints("We won!", 0.5)[0].confidence == 0.5 * hints("We won!")[0].confidence < 0.3


def test_other_packets_are_of_no_interest():
    assert TextAffect().feed(Horizon(0)) == []
