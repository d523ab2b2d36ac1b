"""What hands hold in a mime keeps its size and place, as the twin's servos measure themselves."""

import wave
from itertools import pairwise

import numpy as np
import pytest

from kinesics.gesture.enact import Manner
from kinesics.gesture.read import library
from kinesics_app.performance.perform import perform
from kinesics_app.performance.request import Request

HELD = ("ball", "box", "camera", "carry_box", "gift", "wheel")
FIXED = ("door", "drink", "hammer", "read", "sleep", "telephone", "wall")
SIDES = {"lead": "right", "other": "left"}
NEAR = 0.05
SMOOTH = 10  # ms: what a servo says of itself has noise
LATER_S = 1.5  # than the first sound: by then the arms can be anywhere


class Shown:
    """A mime amid idle life: palms in the base frame, each 10 ms from its first pose on."""

    def __init__(self, folder, name, size):
        self.gesture = library()[name]
        speech = folder / f"{name}.wav"
        with wave.open(str(speech), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16_000)
            file.writeframes(bytes(2 * 16_000 * 4))
        performance = perform(Request(speech, gestures=(f"{name}@{LATER_S}:{size - 0.5:.1f}",)))
        arms = next(b for layer, b in performance.character.parts if layer.source == "gesture")
        self.skeleton, self.arms = performance.rig.skeleton, arms.repertoire.enactor._reaching.arms
        (plan,) = (one for one in arms.made if one.name == name)
        phrase = arms.repertoire.enactor.phrase(self.gesture, Manner(size))
        knots_s = plan.score.times_s - plan.score.times_s[0]
        self.until_s = knots_s[1 + len(phrase.times_s)]
        rows = [0, *(np.isclose(phrase.times_s, one.at_s).argmax() for one in self.poses[1:])]
        self.at_s = knots_s[1 + np.array(rows)]
        take = performance.take
        self.t_s = (take.trace_t_ns - plan.t_ns) * 1e-9
        mean = np.ones(SMOOTH) / SMOOTH
        measured = np.apply_along_axis(np.convolve, 0, take.trace_measured, mean, "same")
        seen = (self.t_s >= self.at_s[0]) & (self.t_s <= self.until_s)
        seen &= np.arange(len(seen)) % 10 == 0
        self.t_s, frames = self.t_s[seen], self.skeleton.frames(measured[seen])
        self.palms = {
            side: (frames[self.skeleton.index[hand.link]] @ [*hand.palm, 1.0])[:, :3]
            for side, hand in self.skeleton.hands.items()
        }

    @property
    def poses(self):
        return self.gesture.poses

    def during(self, places, pose):
        """Of `places`, those from a pose to the next, its hold with the last."""
        to_s = self.at_s[pose + 1] if pose + 2 < len(self.poses) else self.until_s
        return places[(self.t_s >= self.at_s[pose]) & (self.t_s <= to_s)]


def strays(places):
    """How far they come from their mean [m]."""
    return np.linalg.norm(places - places.mean(axis=0), axis=1).max()


@pytest.mark.parametrize("name", HELD)
@pytest.mark.parametrize("size", [0.8, 1.1])
def test_what_two_hands_hold_keeps_its_size_and_place(tmp_path, name, size):
    shown, kept = Shown(tmp_path, name, size), 0
    left, right = shown.palms["left"], shown.palms["right"]
    things = [pose.object for pose in shown.poses]
    sizes_m = np.interp(shown.t_s, shown.at_s, [thing.size_m for thing in things])
    apart_m = np.linalg.norm(left - right, axis=1)
    assert np.abs(apart_m / sizes_m - 1.0).max() < NEAR
    for n, (one, two) in enumerate(pairwise(things)):
        if one.at == two.at:
            assert strays(shown.during(0.5 * (left + right), n)) < NEAR * one.size_m
            kept += 1
    assert kept > 0 or name in ("box", "carry_box")  # which are moved all the while


@pytest.mark.parametrize("name", FIXED)
def test_a_hand_that_is_to_stay_at_its_place_does(tmp_path, name):
    """By less than a twentieth of an arm: a wall, a handle, a receiver stay where they are."""
    shown, kept = Shown(tmp_path, name, 1.0), 0
    for n, (one, two) in enumerate(pairwise(shown.poses)):
        for role, side in SIDES.items():
            hands = [pose.hands.get(role) for pose in (one, two)]
            if None in hands or None in (hands[0].to, hands[1].to):
                continue
            if np.linalg.norm(np.subtract(hands[1].to, hands[0].to)) < NEAR:
                kept += 1
                allowed_m = NEAR * shown.arms[side].length_m
                assert strays(shown.during(shown.palms[side], n)) < allowed_m
    assert kept > 0


def test_a_rope_that_is_pulled_stays_in_its_line(tmp_path):
    shown = Shown(tmp_path, "rope", 1.0)
    for side, pose in (("right", 0), ("left", 1)):
        pulled = shown.during(shown.palms[side], pose)
        pulled = pulled - pulled[0]
        along = pulled[-1] / np.linalg.norm(pulled[-1])
        off = pulled - np.outer(pulled @ along, along)
        assert np.linalg.norm(pulled[-1]) > 0.1
        assert np.linalg.norm(off, axis=1).max() < NEAR * shown.arms[side].length_m
