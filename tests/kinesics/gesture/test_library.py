"""The shipped gestures as motion of the humanoid: clear, possible, distinct, mirrored."""

from itertools import combinations

import numpy as np
import pytest

from kinesics.gesture.enact import Manner
from kinesics.gesture.gesture import CLASSES
from kinesics.gesture.read import by_concept, by_word, library
from kinesics.gesture.score import MIRROR, NAMES, SWAP

NAMED = sorted(library())


def test_there_are_sixty_of_all_classes():
    assert len(library()) >= 60
    kinds = [gesture.kind for gesture in library().values()]
    assert min(map(kinds.count, CLASSES)) >= 8


def check(name, manner, enactor, clearance, joints):
    """Of one gesture, whole from rest to rest."""
    phrase = enactor.phrase(library()[name], manner)
    assert phrase.cannot == ()
    score = enactor.whole(phrase)
    assert clearance.of(joints(score)).min() > 0.0
    assert enactor.pace.use(score) <= 1.02
    assert score.length_s >= phrase.times_s[-1]  # stretched, never clipped


@pytest.mark.parametrize("name", NAMED)
def test_it_meets_nothing_and_keeps_every_limit(name, enactor, clearance, joints):
    check(name, Manner(1.0), enactor, clearance, joints)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("size", [0.5, 1.2])
@pytest.mark.parametrize("side", ["left", "right"])
def test_so_it_does_small_and_large_and_on_both_sides(name, size, side, enactor, clearance, joints):
    gesture = library()[name]
    if side == "left" and not gesture.mirrors:
        pytest.skip("has no left-handed version")
    check(name, Manner(size, side), enactor, clearance, joints)


@pytest.mark.parametrize("name", [n for n in NAMED[::6] if library()[n].mirrors])
def test_its_left_is_the_mirror_of_its_right(name, enactor):
    target = (1.5, -0.4, 1.0)
    gesture = library()[name]
    right = enactor.phrase(gesture, Manner(1.0, "right", target))
    left = enactor.phrase(gesture, Manner(1.0, "left", (target[0], -target[1], target[2])))
    assert np.allclose(left.values, right.values[:, SWAP] * MIRROR, atol=1e-4)


@pytest.mark.usefixtures("untraced")
def test_no_two_are_alike(enactor):
    strokes = {}
    for name in NAMED:
        phrase = enactor.phrase(library()[name], Manner(1.0))
        times = np.linspace(0.0, 1.0, 9) * phrase.times_s[-1]
        score = enactor.whole(phrase)
        stretch = score.times_s[len(phrase.times_s)] / phrase.times_s[-1]
        strokes[name] = score.at(times * stretch)
    for one, two in combinations(NAMED, 2):
        assert np.abs(strokes[one] - strokes[two]).max() > 0.15, (one, two)


def test_every_concept_and_word_finds_its_gesture():
    for gesture in library().values():
        assert by_concept()[gesture.name] is gesture
        assert set(gesture.concepts) <= set(by_concept())
        assert set(gesture.words) <= set(by_word())
    assert by_concept()["greet"].name == "wave"
    assert by_word()["huge"].name == "big"


@pytest.mark.parametrize("name", ["box", "carry_box", "ball", "wheel", "gift", "camera"])
def test_what_is_held_keeps_its_size_and_place(name, rig, enactor):
    gesture = library()[name]
    phrase = enactor.phrase(gesture, Manner(1.0))
    score = enactor.whole(phrase)
    first, last = 1, len(phrase.times_s)  # knots of the poses
    times = np.arange(score.times_s[first], score.times_s[last], 0.01)
    values = score.at(times)
    arms = enactor._reaching.arms
    palms = {
        side: np.array([arm.at(row[_seven(side)])[0] for row in values])
        for side, arm in arms.items()
    }
    apart = np.linalg.norm(palms["left"] - palms["right"], axis=1)
    size_m = gesture.poses[0].object.size_m
    assert np.abs(apart / size_m - 1.0).max() < 0.05
    middle = 0.5 * (palms["left"] + palms["right"])
    knots = score.at(score.times_s[first : last + 1])
    asked = np.array([_middle(pose, arms) for pose in gesture.poses])
    ends = [
        0,
        *(np.flatnonzero(np.isclose(phrase.times_s, pose.at_s))[0] for pose in gesture.poses[1:]),
    ]
    for row, place in zip(ends, asked, strict=True):
        seen = 0.5 * sum(arm.at(knots[row][_seven(side)])[0] for side, arm in arms.items())
        assert np.linalg.norm(seen - place) < 0.05 * arms["left"].length_m
    assert np.linalg.norm(np.diff(middle, axis=0), axis=1).max() < 0.02  # it never jumps


def _seven(side):
    first = NAMES.index(f"{side}_shoulder_pitch")
    return slice(first, first + 7)


def _middle(pose, arms):
    arm = arms["left"]
    return arm.shoulder * [1.0, 0.0, 1.0] + arm.length_m * np.array(pose.object.at)
