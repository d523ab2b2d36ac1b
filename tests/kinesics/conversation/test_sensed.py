"""Faces as other programs may tell them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.conversation.message import read_message
from kinesics.errors import IntentError
from kinesics.signals import Faces, SeenFace

FACE = {"yaw_rad": 0.1, "pitch_rad": -0.2, "distance_m": 1.5, "confidence": 0.8}


def test_faces_are_dated_by_whoever_saw_them_or_by_when_they_came():
    seen = (SeenFace(0.1, -0.2, 1.5, 0.8),)
    assert read_message({"faces": {"seen": [FACE], "t_ns": 7}}, 9) == Faces(7, seen)
    assert read_message({"faces": {"seen": []}}, 9) == Faces(9, ())
    sure = {name: FACE[name] for name in ("yaw_rad", "pitch_rad", "distance_m")}
    assert read_message({"faces": {"seen": [sure]}}, 9).seen[0].confidence == 1.0


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ({"seen": [FACE] * 17}, "17 faces.*wanted 16 at most"),
        ({"seen": [{**FACE, "distance_m": 0.0}]}, "distance_m is 0"),
        ({"seen": [{**FACE, "yaw_rad": float("nan")}]}, "yaw_rad is"),
        ({"seen": [{**FACE, "picture": "x"}]}, "unknown key 'picture'"),
        ({"seen": 3}, "seen is 3"),
        ({"seen": [], "t_ns": -1}, "t_ns is -1"),
        ({"sen": []}, "unknown key 'sen'"),
    ],
)
def test_what_is_no_face_is_refused_with_what_is_right(told, complaint):
    with pytest.raises(IntentError, match=complaint):
        read_message({"faces": told}, 0)


@given(st.dictionaries(st.sampled_from([*FACE, "t_ns", "seen"]), st.floats() | st.text(max_size=3)))
def test_whatever_is_told_is_taken_or_refused(told):
    with suppress(IntentError):
        assert isinstance(read_message({"faces": told}, 0), Faces)
    with suppress(IntentError):
        assert isinstance(read_message({"faces": {"seen": [told]}}, 0), Faces)
