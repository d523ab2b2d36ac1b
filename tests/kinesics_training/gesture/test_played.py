"""Utterances that are judged as played: laid one after the other, accents with them."""

import numpy as np
import pytest

from kinesics_app.life_measures.hum import RATE_HZ, hum
from kinesics_training.gesture.played import one_talk, played
from kinesics_training.gesture.spoken import Said


def said(stresses):
    """A hum as a synthesiser would tell of it: its stressed vowels are 0.1 s long."""
    hummed = hum(stresses)
    vowels_s = hummed.accents_s[:, None] + np.array([-0.05, 0.05])
    tones, nothing = ("H*",) * len(vowels_s), np.zeros(0)
    return Said(hummed.samples, vowels_s, tones, nothing, nothing.reshape(-1, 2))


def test_accents_move_with_their_sounds():
    one, two = said("-*--*-."), said("*--*.")
    talk = one_talk([one, two])
    begins = len(one.samples) + 3 * RATE_HZ
    assert np.array_equal(talk.samples[begins : begins + len(two.samples)], two.samples)
    assert not talk.samples[len(one.samples) : begins].any()
    assert talk.accents_s[len(one.accents_s) :] == pytest.approx(two.accents_s + begins / RATE_HZ)
    assert [begin for begin, _ in talk.utterances] == [0, begins]
    assert all(
        np.array_equal(a, b.samples) for (_, a), b in zip(talk.utterances, (one, two), strict=True)
    )
    assert talk.accents_s[: len(one.accents_s)] == pytest.approx(one.accents_s)


@pytest.mark.timeout(300)
def test_strokes_of_two_long_utterances_are_counted_as_played():
    random = np.random.default_rng(3)
    texts = []
    for _ in range(2):
        phrases = ["".join(random.choice(["*-", "--*", "-*-"], 4)) for _ in range(14)]
        texts.append(",".join(phrases) + ".")
    figure = played([said(text) for text in texts])
    share, rest = figure.figure.split(" % of ")
    assert int(rest.split()[0]) >= 10
    assert int(share) >= 60
