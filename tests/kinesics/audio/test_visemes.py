"""Visemes of a mouth: each face its own, in between both, always whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kinesics.audio.coarticulation import ARTICULATORS
from kinesics.audio.mouth import CHANNELS, expansion, units
from kinesics.audio.phones import table
from kinesics.audio.visemes import VISEMES, faces, viseme_weights


def face(phone):
    """(1, 23)"""
    aim = np.array([[getattr(table()[phone], name) for name in ARTICULATORS]])
    return units(aim)[:, expansion()]


@pytest.mark.parametrize(
    ("phone", "viseme"),
    [("p", "PP"), ("f", "FF"), ("aa", "aa"), ("uw", "ou"), ("m", "PP"), ("r", "RR"), ("v", "FF")],
)
def test_the_face_of_a_phone_is_its_viseme(phone, viseme):
    (weights,) = viseme_weights(face(phone))
    assert VISEMES[int(weights.argmax())] == viseme
    assert weights.max() > 0.7


def test_each_face_is_its_own_viseme_first():
    weights = viseme_weights(faces())
    assert weights.argmax(axis=1).tolist() == [*range(len(VISEMES))]
    assert weights.diagonal().min() > 0.5


def test_a_blend_by_the_weights_looks_like_the_mouth():
    halves = np.array([(one + two) / 2.0 for one in faces() for two in faces()])
    off = viseme_weights(halves) @ faces() - halves
    assert np.sqrt((off**2).mean()) < 0.02


def test_a_mouth_at_rest_is_silent():
    (weights,) = viseme_weights(np.zeros((1, len(CHANNELS))))
    assert weights[VISEMES.index("sil")] > 0.85


def test_it_goes_over_from_one_to_the_next_without_a_step():
    shares = np.linspace(0.0, 1.0, 101)[:, None]
    weights = viseme_weights((1.0 - shares) * face("aa") + shares * face("uw"))
    assert np.abs(np.diff(weights, axis=0)).max() < 0.05
    assert weights[0, VISEMES.index("aa")] > 0.9
    assert weights[-1, VISEMES.index("ou")] > 0.9


@given(mouth=arrays(np.float64, (3, len(CHANNELS)), elements=st.floats(0.0, 1.0)))
def test_whatever_a_mouth_shows_the_weights_are_whole(mouth):
    weights = viseme_weights(mouth)
    assert weights.shape == (3, len(VISEMES))
    assert (weights >= 0.0).all()
    np.testing.assert_allclose(weights.sum(axis=1), 1.0, atol=1e-5)
