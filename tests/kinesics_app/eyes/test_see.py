"""`kinesics see`: faces of pictures and films, as a table or JSON."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics_app.cli.main import main

pytestmark = pytest.mark.usefixtures("face_network")


def see(*words):
    return CliRunner().invoke(main, ["see", *map(str, words)])


def rows(done):
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def test_a_face_in_a_picture_is_a_row(collins_file):
    done = see(collins_file)
    assert done.exit_code == 0
    head, row, end = done.stdout.splitlines()
    assert head.split() == ["id", "yaw", "pitch", "distance", "confidence", "ms", "picture"]
    ident, yaw, pitch, distance, *_ = row.split()
    assert (ident, end) == ("1", "1 pictures looked at")
    assert abs(float(yaw)) < 1.0
    assert float(pitch) == pytest.approx(-5.9, abs=1.0)
    assert float(distance) == pytest.approx(0.33, abs=0.03)


def test_a_wider_camera_saw_it_nearer_and_programs_read_lines(collins_file):
    near, far = (rows(see(collins_file, "--json", "--width-deg", wide)) for wide in (90, 30))
    assert near[0]["distance_m"] == pytest.approx(0.19, abs=0.02)
    assert far[0]["distance_m"] == pytest.approx(0.70, abs=0.07)
    assert set(near[0]) == {
        *("id", "yaw_deg", "pitch_deg", "distance_m", "confidence", "took_ms", "picture")
    }


def test_faces_before_a_camera_have_an_id_for_as_long_as_they_stay(folder):
    done = see("--camera", folder, "--seconds", 2, "--camera-rate-hz", 10, "--json")
    assert done.exit_code == 0
    assert {one["id"] for one in rows(done)} == {"person:face-1"}
    assert np.ptp([one["yaw_deg"] for one in rows(done)]) < 0.4


def test_bad_pictures_are_told_at_the_end_after_the_good_ones(folder):
    (folder / "2.jpg").write_bytes((folder / "1.jpg").read_bytes()[:9000])
    done = see(folder)
    assert done.exit_code == 2
    assert "0.33" in done.stdout
    assert "1 of 2 pictures are none; the last: " in done.stderr
    assert "cut off after 9000 bytes" in done.stderr


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((), "wanted PICTURES, or --camera"),
        (("--camera", "no/such"), "no camera 'no/such'"),
        (("--camera", "99999999999999999999"), "wanted a number below 64"),
        (("--camera", ".", "--seconds", "nan"), "nan is no number"),
        ((".", "--width-deg", "nan"), "nan is no number"),
        ((".", "--face-model", "/dev/zero"), "/dev/zero is no file"),
        (("--camera", "0", "--face-model", "/no/such"), "no face network in /no/such"),
    ],
)
def test_what_cannot_be_seen_is_told_with_what_could(words, complaint):
    done = see(*words)
    assert done.exit_code == 2
    assert complaint in done.stderr
