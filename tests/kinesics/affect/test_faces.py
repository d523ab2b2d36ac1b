"""Faces of emotions: what each shows, how they blend, what they are taken for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.affect.faces import FACES, face_of
from kinesics.affect.facs import ACTIONS, actions_of, channels_of
from kinesics.affect.recognise import recognise
from kinesics.affect.vad import BASIC, EMOTIONS, NAMES
from kinesics.motion import channels

ROW = {action.name: row for row, action in enumerate(ACTIONS)}
COMPOUNDS = [name for name in NAMES if name not in BASIC]


def shown(mixture, intensity=1.0):
    return channels_of(intensity * face_of(mixture))


@pytest.mark.parametrize("name", BASIC)
@pytest.mark.parametrize("intensity", [0.2, 0.4, 0.7, 1.0])
def test_a_face_is_taken_for_what_it_shows(name, intensity):
    assert recognise(actions_of(shown({name: 1.0}, intensity))).name == name


@pytest.mark.parametrize("name", COMPOUNDS)
def test_a_compound_is_taken_for_one_of_its_parts(name):
    assert recognise(actions_of(shown({name: 1.0}))).name in EMOTIONS[name].parts


def test_blends_of_two_parts_are_nearest_to_the_compound_of_both():
    """Two independent tables: blended prototypes, and what people did for the compound."""
    own = np.array([face_of({name: 1.0}) for name in COMPOUNDS])
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    right = [
        COMPOUNDS[int(np.argmax(own @ face_of(EMOTIONS[name].parts)))] == name for name in COMPOUNDS
    ]
    assert sum(right) >= 13  # of 16


@given(st.sampled_from(NAMES), st.sampled_from(NAMES), st.floats(0.0, 1.0))
def test_a_blend_is_bounded_and_changes_smoothly(one, other, share):
    def blend(part):
        mixture = {one: 1.0 - part, other: part} if one != other else {one: 1.0}
        return face_of(mixture)

    face, near = blend(share), blend(min(share + 1e-3, 1.0))
    assert (face >= 0.0).all()
    assert (face <= 1.0).all()
    assert np.abs(near - face).max() < 0.02


def test_a_blend_is_as_strong_as_its_parts():
    halves = face_of({"happy": 0.5, "sad": 0.5})
    strengths = [np.linalg.norm(face_of({name: 1.0})) for name in ("happy", "sad")]
    assert 0.9 * np.mean(strengths) < np.linalg.norm(halves) <= np.mean(strengths) + 1e-9


@pytest.mark.parametrize("mixture", [{"happy": 0.6, "sad": 0.4}, {"bittersweet": 1.0}])
def test_a_bitter_smile_has_joy_below_and_sadness_above(mixture):
    face = face_of(mixture)
    smile, drawn, brows = face[ROW["L12"]], face[ROW["L15"]], face[ROW["1"]]
    assert smile > 0.5
    assert smile > drawn > 0.2
    assert brows > 0.4


def test_contempt_is_one_sided_and_nothing_else_is():
    left = np.array([action.side == "L" for action in ACTIONS])
    right = np.array([action.side == "R" for action in ACTIONS])
    for name, face in zip(NAMES, FACES, strict=True):
        assert np.array_equal(face[left], face[right]) == (name != "contemptuous")


SIGNS = {  # head pitch (bows down), head x, gaze pitch (down), lids (wide minus closed)
    "neutral": (0, 0, 0, 0),
    "happy": (-1, 0, 0, 0),
    "sad": (1, 0, 1, -1),
    "angry": (1, 1, 0, 1),
    "fearful": (0, -1, 0, 1),
    "surprised": (-1, -1, 0, 1),
    "contemptuous": (-1, 0, 0, 0),
    "disgusted": (0, 0, 0, 0),
}


def posture(values):
    pitch, forward, gaze = values[channels.columns(["head_pitch", "head_x", "gaze_pitch"])]
    wide, shut = values[channels.columns(["eyeWideLeft", "eyeBlinkLeft"])]
    return np.array([pitch, forward, gaze, wide - shut])


@pytest.mark.parametrize("name", BASIC)
def test_head_eyes_and_lids_go_with_the_face(name):
    assert tuple(np.sign(posture(shown({name: 1.0})))) == SIGNS[name]


def test_disgust_turns_head_and_eyes_the_same_way():
    yaw = shown({"disgusted": 1.0})[channels.columns(["head_yaw", "gaze_yaw"])]
    assert yaw[0] * yaw[1] > 0.0


def test_the_posture_of_another_emotion_is_less_coherent():
    """Shuffle control: swapping postures between emotions breaks signs that fit before."""
    names = [name for name in BASIC if any(SIGNS[name])]
    postures = {name: np.sign(posture(shown({name: 1.0}))) for name in names}
    fit = [np.mean(postures[name] == SIGNS[name]) for name in names]
    swapped = [
        np.mean(postures[other] == SIGNS[name])
        for name in names
        for other in names
        if other != name
    ]
    assert np.mean(fit) == 1.0
    assert np.mean(swapped) < 0.7
