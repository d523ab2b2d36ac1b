"""The eyes' process: what it tells, and that robots outlive its death and that of its camera."""

import logging
import signal
import time

import numpy as np
import pytest

from kinesics.errors import IntentError
from kinesics.rig.load import load_rig
from kinesics.vision.picture import unpacked
from kinesics_app.eyes.keeper import GIVEN, Eyes, EyeSettings, eyes_of
from kinesics_app.settings.run_request import RunRequest

pytestmark = pytest.mark.usefixtures("face_network")


def settings(camera, **changes):
    told = {"rate_hz": 20.0, "delay_ms": 0.0, "width_rad": 1.0472, "face_model": ""}
    return EyeSettings(str(camera), **{**told, **changes})


def wait_for(eyes, done, seconds=20.0):
    """What is received until `done(messages)`."""
    end_s, came = time.monotonic() + seconds, []
    while time.monotonic() < end_s:
        came += eyes.receive()
        if done(came):
            return came
        time.sleep(0.01)
    pytest.fail(f"not in {seconds} s: {came[-3:]}, {eyes.status()}")


def seeing(count=1):
    return lambda came: sum(bool(one["faces"]["seen"]) for one in came) >= count


def test_faces_are_told_as_a_few_numbers_and_nothing_of_the_picture(folder):
    with Eyes(settings(folder)) as eyes:
        eyes.open()
        came = wait_for(eyes, seeing(3))
        for one in came:
            assert one.keys() == {"faces"}
            assert one["faces"].keys() == {"t_ns", "seen"}
            for face in one["faces"]["seen"]:
                assert face.keys() == {"yaw_rad", "pitch_rad", "distance_m", "confidence"}
                assert all(type(value) is float for value in face.values())
        assert came[-1]["faces"]["seen"][0]["distance_m"] == pytest.approx(0.33, rel=0.15)
        assert time.monotonic_ns() - came[-1]["faces"]["t_ns"] < 1_500_000_000
        wait_for(eyes, lambda _: eyes.status().get("pictures", 0) > 3)
        assert all(isinstance(value, int | float | str) for value in eyes.status().values())


def test_one_that_is_killed_is_begun_again(folder, caplog):
    with Eyes(settings(folder)) as eyes:
        eyes.open()
        wait_for(eyes, seeing())
        eyes.sense.helper.process.kill()
        wait_for(eyes, lambda _: eyes.status()["deaths"])
        assert "begun" not in eyes.status()["trouble"]
        assert "faces are not seen" in caplog.text
        wait_for(eyes, seeing())
        assert not eyes.status()["trouble"]


def test_one_that_is_frozen_is_told_as_silent(folder):
    with Eyes(settings(folder)) as eyes:
        eyes.open()
        wait_for(eyes, seeing())
        eyes.sense.helper.process.send_signal(signal.SIGSTOP)
        wait_for(eyes, lambda _: "nothing was heard of" in eyes.status()["trouble"])
        assert eyes.status()["rate_hz"] == 0.0
        eyes.sense.helper.process.send_signal(signal.SIGCONT)
        wait_for(eyes, lambda _: not eyes.status()["trouble"])
        wait_for(eyes, seeing())
        assert eyes.status()["deaths"] == 0


def test_names_that_cannot_be_handed_on_are_told():
    with pytest.raises(IntentError, match="names in UTF-8"):
        eyes_of(RunRequest(camera="\udcff.mp4"), load_rig("desk"))


def test_a_camera_that_is_lost_is_told_and_found_again(folder, caplog):
    caplog.set_level(logging.WARNING)
    with Eyes(settings(folder)) as eyes:
        eyes.open()
        wait_for(eyes, seeing())
        away = folder.with_name("unplugged")
        folder.rename(away)
        wait_for(eyes, lambda _: eyes.status()["trouble"])
        assert "tried again in" in eyes.status()["trouble"]
        assert eyes.status()["deaths"] == 0
        away.rename(folder)
        wait_for(eyes, lambda _: not eyes.status()["trouble"])
        wait_for(eyes, seeing())
        assert "it is there again" in caplog.text


def test_one_that_cannot_look_says_why_at_once(tmp_path):
    for wrong, why in (
        ({"camera": tmp_path / "nowhere"}, "no camera"),
        ({"camera": GIVEN, "face_model": "/no/such.tflite"}, "no face network in"),
    ):
        with Eyes(settings(**wrong)) as eyes, pytest.raises(IntentError, match=why):
            eyes.open()


def test_pictures_that_are_shown_are_looked_at_the_newest_first(collins_file):
    pixels = np.ascontiguousarray(unpacked(collins_file.read_bytes()))
    raw = {"encoding": "rgb8", "width": 256, "height": 256, "step": 768}
    with Eyes(settings(GIVEN)) as eyes:
        eyes.open()
        eyes.show(pixels, {**raw, "t_ns": time.monotonic_ns()})
        wait_for(eyes, seeing())
        last_ns = 0
        for _ in range(50):
            last_ns = time.monotonic_ns()
            assert eyes.show(collins_file.read_bytes(), {"encoding": "jpeg", "t_ns": last_ns})
        came = wait_for(eyes, lambda came: any(one["faces"]["t_ns"] == last_ns for one in came))
        assert len(came) < 50
        wait_for(eyes, lambda _: eyes.status()["pictures"] + eyes.status()["dropped"] == 51)


def test_bad_pictures_are_counted_and_end_nothing(collins_file):
    raw = {"encoding": "rgb8", "width": 256, "height": 256, "step": 768}
    good = {"encoding": "jpeg"}
    data = collins_file.read_bytes()
    with Eyes(settings(GIVEN)) as eyes:
        eyes.open()
        bad = [
            (b"", raw),
            (b"x" * 100, raw),
            (data[:9000], good),
            (b"", good),
            (bytes(3), {"encoding": "rgb8", "width": 1, "height": 1, "step": 3}),
            (data, {"encoding": "yuv422"}),
            (data, {**good, "k": [0.0] * 9}),
        ]
        for number, (bytes_, how) in enumerate(bad, 1):
            eyes.show(bytes_, {**how, "t_ns": time.monotonic_ns()})
            wait_for(eyes, lambda _, wanted=number: eyes.status().get("bad") == wanted)
        assert eyes.status()["bad_last"]
        assert not eyes.show(bytes(17 << 20), {**good, "t_ns": 0})
        assert eyes.refused == 1
        eyes.show(data, {**good, "t_ns": time.monotonic_ns()})
        wait_for(eyes, seeing())
        assert eyes.status()["deaths"] == 0


def test_who_does_not_wait_for_them_is_told_why_they_cannot_look(caplog):
    with Eyes(settings(GIVEN, face_model="/no/such.tflite")) as eyes:
        wait_for(eyes, lambda _: eyes.status()["deaths"])
        assert "no face network in /no/such.tflite" in eyes.status()["trouble"]
        assert "the eyes cannot look: no face network" in caplog.text
        assert not eyes.show(b"picture", {"encoding": "jpeg", "t_ns": 0})
