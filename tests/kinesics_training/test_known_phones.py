"""Lips by phone times on a synthetic voice that nothing was taught, scored to the letter.

Utterances of flite's rms that `python -m kinesics_training.known_phones save` wrote: the phones of
all, the sound of the first ten.
"""

from pathlib import Path

import numpy as np
import pytest

from kinesics_training.known_phones import TOLD, deaf, load, mouth, nothing, takes
from kinesics_training.lips import lips


@pytest.fixture(scope="module")
def told():
    return load(Path(__file__).with_name("known_phones"))


@pytest.fixture(scope="module")
def spoken(told):
    return told[:10]


@pytest.fixture(scope="module")
def exact(spoken):
    return takes(spoken, TOLD["exact phones"])


def test_closures_come_when_the_phones_say(exact):
    scores = lips.score(exact)
    assert scores["closure_f1"] >= 0.85
    assert scores["closure_error_ms"] <= 20.0
    assert scores["auc_bilabial_lingual"] >= 0.98


def test_phone_times_do_better_than_the_network_alone_and_far_better_than_chance(spoken, exact):
    network = lips.score(takes(spoken, nothing, mouth()))
    told, chance = lips.score(exact), lips.score(lips.shuffled(exact))
    assert told["closure_f1"] > network["closure_f1"] + 0.05
    assert told["macro_f1"] > network["macro_f1"] + 0.1
    assert chance["closure_f1"] < 0.4


def test_the_network_changes_nothing_where_every_phone_is_known(spoken, exact):
    heard = takes(spoken[:1], TOLD["exact phones"], mouth())[0].measures
    np.testing.assert_array_equal(heard[5:-20], exact[0].measures[5:-20])


def test_known_phones_need_no_lookahead(spoken, exact):
    soon = takes(spoken[:1], TOLD["exact phones"], deaf(0))[0].measures
    np.testing.assert_allclose(soon[5:-20], exact[0].measures[: len(soon)][5:-20], atol=1e-5)


def test_viseme_ids_keep_the_closures(spoken):
    scores = lips.score(takes(spoken, TOLD["azure"]))
    assert scores["closure_f1"] >= 0.85
    assert scores["closure_error_ms"] <= 20.0


@pytest.mark.slow
@pytest.mark.parametrize("symbols", ["azure", "oculus", "rhubarb"])
def test_visemes_of_other_inventories_keep_the_closures(told, symbols):
    scores = lips.score(takes(told, TOLD[symbols]))
    assert scores["closure_f1"] >= 0.85
    assert scores["closure_error_ms"] <= 20.0
