"""Pictures come from files, folders and films, dated; cameras that are none are told."""

import os
import subprocess
import sys
import time
from itertools import islice

import numpy as np
import pytest

from kinesics.errors import PictureError
from kinesics.vision.opencv import opencv
from kinesics_app.eyes.source import is_camera, pictures_of, read_picture, shots_of_files


def film(path, pictures, rate_hz=30.0, kind="MJPG"):
    cv2 = opencv()
    code = cv2.VideoWriter_fourcc(*kind)
    writer = cv2.VideoWriter(str(path), code, rate_hz, pictures[0].shape[1::-1])
    for picture in pictures:
        writer.write(picture)
    writer.release()


def test_what_names_a_device():
    assert [is_camera(one) for one in ("0", "12", "/dev/video3")] == [True] * 3
    assert [is_camera(one) for one in ("a.mp4", "/home/dev/x", "", "-1")] == [False] * 4


def test_a_folder_is_its_pictures_by_name_and_a_bad_one_is_told_not_raised(folder):
    (folder / "0.png").write_bytes(b"\x89PNG that is none")
    (folder / "readme.txt").write_text("no picture")
    shots = [*shots_of_files([folder])]
    assert [shot.name.rsplit("/")[-1] for shot in shots] == ["0.png", "1.jpg"]
    assert isinstance(shots[0].picture, PictureError)
    assert shots[1].picture.shape == (256, 256, 3)


def test_a_folder_begins_anew_at_the_rate_that_was_asked_for(folder):
    begin_s = time.monotonic()
    shots = [*islice(pictures_of(str(folder), 50.0), 11)]
    assert time.monotonic() - begin_s >= 0.19
    times_ns = [shot.t_ns for shot in shots]
    assert times_ns == sorted(times_ns)
    assert times_ns[-1] <= time.monotonic_ns()


def test_a_film_is_as_fast_as_it_was_taken_and_some_of_its_pictures_are_left_out(tmp_path):
    path = tmp_path / "film.avi"
    film(path, [np.full((64, 64, 3), 8 * n, np.uint8) for n in range(20)], rate_hz=40.0)
    shots = [*islice(pictures_of(str(path), 20.0), 15)]  # 10 of them, and again
    grey = [int(np.median(shot.picture)) // 8 for shot in shots]
    assert grey[:10] == pytest.approx(range(0, 20, 2), abs=1)
    assert grey[10:] == pytest.approx(range(0, 10, 2), abs=1)
    assert np.diff([shot.t_ns for shot in shots[:10]]) == pytest.approx(50_000_000, abs=2)


@pytest.mark.parametrize(("count", "film_hz"), [(1, 25.0), (3, 1000.0)])
def test_a_short_film_begins_anew_no_faster_than_was_asked_for(count, film_hz, tmp_path):
    path = tmp_path / "short.avi"
    film(path, [np.full((64, 64, 3), 90, np.uint8)] * count, film_hz)
    begin_s = time.monotonic()
    [*islice(pictures_of(str(path), 20.0), 6)]
    assert time.monotonic() - begin_s >= 0.249


def test_a_film_that_was_not_looked_at_for_long_is_dated_by_now(tmp_path):
    path = tmp_path / "film.avi"
    film(path, [np.full((64, 64, 3), 4 * n, np.uint8) for n in range(60)])
    shots = pictures_of(str(path), 15.0)
    next(shots)
    time.sleep(0.9)  # whoever looks was frozen, or its pictures take long to unpack
    back_ns = time.monotonic_ns()
    assert next(shots).t_ns >= back_ns


def test_red_is_red(tmp_path):
    path = tmp_path / "red.avi"
    film(path, [np.full((64, 64, 3), (10, 20, 230), np.uint8)] * 3)
    (shot,) = islice(pictures_of(str(path), 10.0), 1)
    assert np.median(shot.picture, axis=(0, 1)) == pytest.approx((230, 20, 10), abs=12)


@pytest.mark.parametrize("source", ["97", "/dev/video97", "no/such/folder", "README.md"])
def test_what_is_no_camera_is_told_with_what_would_be(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text("no film")
    with pytest.raises(PictureError, match=r"wanted|is no film"):
        next(pictures_of(source, 10.0))


def test_a_folder_without_pictures_is_told(tmp_path):
    with pytest.raises(PictureError, match="no picture in"):
        next(pictures_of(str(tmp_path), 10.0))


@pytest.mark.parametrize("source", ["a" * 300, "a" * 300 + ".jpg", "9" * 400, "64"])
def test_names_that_no_file_and_no_camera_can_have_are_told(source):
    with pytest.raises(PictureError, match=r"cannot read|wanted a number"):
        next(pictures_of(source, 10.0))


def test_a_film_whose_name_opencv_would_die_of_is_told(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff.avi"
    film(tmp_path / "film.avi", [np.zeros((64, 64, 3), np.uint8)] * 3)
    os.rename(tmp_path / "film.avi", path)
    code = "import sys; from kinesics_app.eyes.source import pictures_of; "
    code += "next(pictures_of(sys.argv[1], 10.0))"
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, check=False)
    assert done.returncode == 1  # not killed by SIGSEGV
    assert b"wanted a name in UTF-8" in done.stderr


@pytest.mark.parametrize("as_device", [False, True])
def test_a_pipe_or_a_device_in_place_of_a_picture_holds_nobody_up(as_device, folder):
    if as_device:
        (folder / "0.jpg").symlink_to("/dev/zero")
    else:
        os.mkfifo(folder / "0.jpg")
    first, second = shots_of_files([folder])
    assert "wanted a file" in str(first.picture)
    assert second.picture.shape == (256, 256, 3)


def test_a_folder_that_must_not_be_read_is_told(folder, monkeypatch):
    def refuse(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.iterdir", refuse)  # root may read everything
    with pytest.raises(PictureError, match=r"cannot read .*Permission denied"):
        next(pictures_of(str(folder), 10.0))


def test_a_film_in_place_of_a_picture_is_told_where_it_is_wanted(tmp_path):
    film(tmp_path / "film.avi", [np.zeros((64, 64, 3), np.uint8)] * 3)
    with pytest.raises(PictureError, match="neither JPEG nor PNG; films are wanted as --camera"):
        read_picture(tmp_path / "film.avi")


def test_a_file_that_cannot_be_read_is_told_with_its_name(tmp_path):
    with pytest.raises(PictureError, match=r"cannot read .*gone\.jpg"):
        read_picture(tmp_path / "gone.jpg")
