"""A gesture that is worked out in pieces is the one that is worked out at once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.behaviours.gesture import SpeechGestures
from kinesics.gesture.enact import Enactor, Manner
from kinesics.gesture.making import Making
from kinesics.gesture.read import library
from kinesics.signals import GestureCue

LARGE = Manner(1.2, "left")


@pytest.fixture(scope="module")
def beat():
    return library()["beat_two_palms"]


@pytest.fixture(scope="module")
def whole(rig, beat):
    return Enactor(rig).phrase(beat, LARGE)


def alike(one, other):
    assert one[0] is other[0]
    for mine, yours in zip(one[1:3], other[1:3], strict=True):
        assert mine.tobytes() == yours.tobytes()
    assert one[3:] == other[3:]


@pytest.fixture(scope="module")
def enactors(rig):
    """One for each way to cut, as what was made once is kept."""
    return {looks: Enactor(rig) for looks in (0, 1, 3, 7, 12)}


@pytest.mark.parametrize("looks", [0, 1, 3, 7, 12])
def test_it_is_the_same_wherever_it_is_cut(enactors, beat, whole, looks):
    enactor = enactors[looks]
    for _ in range(looks):
        assert enactor.prepare(beat, LARGE)
    alike(enactor.phrase(beat, LARGE), whole)


def test_two_are_made_side_by_side_and_once_made_are_not_made_again(rig, beat, whole, monkeypatch):
    enactor, other = Enactor(rig), library()["beat_flick"]
    looks = 0
    while [enactor.prepare(beat, LARGE), enactor.prepare(other, LARGE)] != [False, False]:
        looks += 1
    assert 5 < looks < 100
    monkeypatch.setattr(enactor._reaching, "answers", lambda _: pytest.fail("it is made"))
    alike(enactor.phrase(beat, LARGE), whole)
    alike(enactor.phrase(other, LARGE), Enactor(rig).phrase(other, LARGE))


@pytest.mark.parametrize("looks", [1, 4, 100])
def test_what_is_asked_for_is_worked_out_in_pieces_too(rig, beat, whole, looks, monkeypatch):
    enactor, pieces = Enactor(rig), 1
    while not enactor.work(beat, LARGE, looks):
        pieces += 1
    assert (pieces > 1) == (looks < 100)
    monkeypatch.setattr(enactor._reaching, "answers", lambda _: pytest.fail("it is made"))
    assert enactor.work(beat, LARGE, looks)
    alike(enactor.phrase(beat, LARGE), whole)


def test_who_needs_what_is_being_worked_out_has_the_rest_at_once(rig, beat, whole):
    enactor, other = Enactor(rig), library()["beat_flick"]
    assert not enactor.work(beat, LARGE, 3)
    alike(enactor.phrase(beat, LARGE), whole)
    assert enactor.work(beat, LARGE, 1)
    assert not enactor.work(other, LARGE, 1)  # which is given up for another one
    assert not enactor.work(other, Manner(0.9), 1)
    alike(enactor.phrase(other, LARGE), Enactor(rig).phrase(other, LARGE))


def test_a_beat_that_is_prepared_already_is_gone_on_with(rig, beat, whole):
    enactor = Enactor(rig)
    assert all(enactor.prepare(beat, LARGE) for _ in range(4))
    assert not enactor.work(beat, LARGE, 1)
    while not enactor.work(beat, LARGE, 2):
        pass
    alike(enactor.phrase(beat, LARGE), whole)


def adding(count):
    """A task that asks for numbers, and returns their sum."""
    total = 0
    for n in range(count):
        total += yield n
    return total


@settings(max_examples=50)
@given(st.integers(0, 20), st.integers(0, 30))
def test_a_look_asks_for_one_thing_and_the_rest_is_done_at_once(count, looks):
    asked = []

    def answer(asks):
        asked.append([*asks])
        return [10 * ask for ask in asks]

    making = Making(adding(count), answer)
    for n in range(looks):
        assert making.look() == (n >= count)
        assert len(asked) == min(n + 1, count)
    assert making.finish() == sum(range(0, 10 * count, 10)) == making.finish()
    assert asked == [[n] for n in range(count)]


@pytest.mark.parametrize("concept", ["wheel", "carry_box", "box", "gift"])
def test_what_is_carried_is_ready_in_five_ticks_of_few_looks(rig, concept, monkeypatch):
    arms = SpeechGestures(rig, 0)
    reaching = arms.repertoire.enactor._reaching
    answers, asked = reaching.answers, []

    def looked(wishes):
        asked.append(len(wishes))
        return answers(wishes)

    monkeypatch.setattr(reaching, "answers", looked)
    cue, ticks = GestureCue(0, "a", concept, 0.83, "", None, 0.0), []
    done = False
    while not done:
        before = len(asked)
        done = arms.repertoire.prepare(cue)
        ticks.append(len(asked) - before)
    assert len(ticks) <= 5  # 50 of the 60 ms in which it is to be sent
    assert max(ticks) <= 7  # a millisecond each
    assert max(asked) > 3  # what lies between its poses is looked at all at once


def test_poses_between_keep_their_times_and_what_they_hold(rig):
    phrase = Enactor(rig).phrase(library()["wheel"], Manner(0.8))
    assert np.diff(phrase.times_s).min() > 0.05
    assert len(phrase.times_s) > len(phrase.gesture.poses)
    assert {*(pose.at_s for pose in phrase.gesture.poses)} <= {*phrase.times_s}
    assert np.abs(np.diff(phrase.values, axis=0)).max() < 0.8  # no arm turns round in between
