"""[camera] of a rig: read, refused with what is right, and told by `rig check`."""

import pytest

from kinesics.errors import RigError
from kinesics.rig.camera import Camera, read_camera
from kinesics.rig.check import findings_of
from kinesics.rig.load import load_rig, shipped_rigs
from kinesics.table import Table

RIGHT = {"on": "base", "at_m": [0.1, 0.0, 0.4], "pitch_rad": -0.2, "width_rad": 1.3}


def read(camera):
    table = Table("my.toml: ", {"camera": camera}, RigError)
    return read_camera(table)


def test_a_rig_says_where_its_camera_is_or_one_between_the_eyes_is_guessed():
    assert read_camera(Table("", {}, RigError)) == Camera()
    assert read(RIGHT) == Camera("base", (0.1, 0.0, 0.4), 0.0, -0.2, 0.0, 1.3, told=True)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"on": "hand"}, "on is 'hand'; wanted one of head, base"),
        ({"at_m": [0.0, 1.0]}, "at_m is"),
        ({"at_m": [0.0, 1.0, 9.0]}, "at_m is"),
        ({"width_rad": 60.0}, "width_rad is 60"),
        ({"pitch_rad": float("nan")}, "pitch_rad is"),
        ({"fov": 1.0}, "unknown key 'fov'"),
    ],
)
def test_what_is_no_camera_is_refused(change, complaint):
    with pytest.raises(RigError, match=complaint):
        read({**RIGHT, **change})


def test_shipped_robots_have_one_where_they_look_from():
    for name in shipped_rigs():
        rig = load_rig(name)
        assert rig.camera.told
        assert rig.camera.at_m == rig.eyes.eyes_m
        said = [one.seen for one in findings_of(rig)]
        assert "its camera is on the head, 60 degrees wide" in said
