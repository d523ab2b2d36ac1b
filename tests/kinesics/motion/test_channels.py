"""The vocabulary is complete, ordered and checked."""

import numpy as np

from kinesics.motion import channels


def test_the_face_is_the_52_arkit_blendshapes():
    faces = [c for c in channels.CHANNELS if c.region in {"eyes", "mouth", "brows", "cheeks"}]
    assert len(faces) == 52
    assert all((c.low, c.high, c.unit) == (0.0, 1.0, "1") for c in faces)


def test_names_are_unique_and_rest_is_in_every_range():
    assert len(set(channels.NAMES)) == len(channels.NAMES) == len(channels.LOW)
    assert (channels.LOW <= 0.0).all()
    assert (channels.HIGH > 0.0).sum() >= len(channels.NAMES) - 2  # elbows only bend one way
    assert channels.columns(["jawOpen", "breath"]).dtype == np.intp
