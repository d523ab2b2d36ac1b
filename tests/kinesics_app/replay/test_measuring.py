"""`kinesics measure FILE` prints what matters and writes everything."""

import csv

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from kinesics_app.cli.main import main


@pytest.fixture
def recording(tmp_path):
    t_s = np.arange(300) / 100.0
    rows = np.stack((t_s, np.sin(6.0 * t_s), 0.5 * np.sin(6.0 * t_s), 0 * t_s), axis=1)
    text = "t_s,mouthSmileLeft,mouthSmileRight,jawOpen\n"
    file = tmp_path / "channels.csv"
    file.write_text(text + "".join(",".join(f"{v:.6f}" for v in row) + "\n" for row in rows))
    return file


def run(*arguments):
    return CliRunner().invoke(main, ["measure", *map(str, arguments)])


def test_a_file_is_measured_without_another_word(recording, tmp_path):
    result = run(recording, "--with", recording, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "3 signals, 2.99 s at 100 Hz" in result.output
    assert "asymmetry of mouth: 0.5" in result.output
    with (tmp_path / "out" / "measures.csv").open() as file:
        found = {(row["measure"], row["signal"]): row["value"] for row in csv.DictReader(file)}
    assert float(found["range", "mouthSmileLeft"]) == pytest.approx(2.0, abs=0.01)
    assert float(found["concordance", "mouthSmileRight"]) == pytest.approx(1.0)
    assert found["log_dimensionless_jerk", "jawOpen"] == ""
    page = (tmp_path / "out" / "measures.html").read_text()
    assert "mouthSmileLeft" in page
    assert "log dimensionless jerk" in page


def test_only_some_signals(recording):
    result = run(recording, "--signal", "jawOpen")
    assert "1 signals" in result.output
    assert "mouthSmileLeft" not in result.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--signal", "tail"], "no signal 'tail'; there are mouthSmileLeft"),
        (["--with", "none.csv"], "'none.csv' does not exist"),
        (["--stream", "felt"], "'felt' is not one of"),
        (["--reference", "1"], "'1' is no stretch of time; wanted A:B in seconds"),
        (["--reference", "nan:1"], "'nan:1' is no stretch of time"),
        (["--reference", "2:1"], "ends before it begins"),
        (["--reference", "7:9"], "no row between 7 and 9 s; the recording lasts from 0.00 to 2.99"),
    ],
)
def test_a_mistake_is_one_line(recording, arguments, sentence):
    result = run(recording, *arguments)
    assert result.exit_code == 2
    assert sentence in result.output + result.stderr


def talk(t_s):
    return 0.4 + 0.2 * np.sin(19.0 * t_s) + 0.15 * np.sin(31.0 * t_s + 1.0)


@pytest.fixture
def spoken(tmp_path):
    """A face that is 40 ms behind its voice, and the voice."""
    t_s, sound_s = np.arange(300) / 100.0, np.arange(48_000) / 16_000
    rows = np.stack((t_s, talk(t_s - 0.04), 0.3 + 0 * t_s), axis=1)
    face, voice = tmp_path / "channels.csv", tmp_path / "voice.wav"
    face.write_text(
        "t_s,jawOpen,mouthClose\n"
        + "".join(",".join(f"{v:.6f}" for v in row) + "\n" for row in rows)
    )
    soundfile.write(voice, 0.5 * talk(sound_s) * np.sin(2 * np.pi * 200 * sound_s), 16_000)
    return face, voice


def lag_told(output, measure):
    (line,) = (one for one in output.splitlines() if one.startswith(f"{measure} of jaw: "))
    return float(line.removesuffix(" ms").rsplit(" ", 1)[1])


def test_a_mouth_that_is_late_behind_its_sound_is_told_in_milliseconds(spoken, tmp_path):
    face, voice = spoken
    result = run(face, "--sound", voice, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert lag_told(result.output, "lag_behind_sound") == pytest.approx(40.0, abs=2.0)
    later = run(face, "--sound", voice, "--sound-at", "0.03")
    assert lag_told(later.output, "lag_behind_sound") == pytest.approx(10.0, abs=2.0)
    with (tmp_path / "out" / "measures.csv").open() as file:
        found = {(row["measure"], row["signal"]): row for row in csv.DictReader(file)}
    assert found["lag_behind_sound", "lips"]["unit"] == "ms"
    assert found["beat_consistency", "jawOpen"]["value"]
    assert "lag behind sound [ms]" in (tmp_path / "out" / "measures.html").read_text()


def test_phones_tell_when_lips_had_to_be_closed(spoken, tmp_path):
    phones = tmp_path / "voice.csv"
    phones.write_text("start,end,phone\n0.2,0.5,aa\n0.5,0.6,m\n0.6,1.0,iy\n1.0,2.5,ow\n")
    result = run(spoken[0], "--phones", phones)
    assert result.exit_code == 0, result.output
    assert "closures_said of lips: 1" in result.output
    words = tmp_path / "words.json"
    words.write_text('{"words": [{"word": "hello", "start": 0.2, "end": 0.5}]}')
    assert "tells of words; wanted phones" in run(spoken[0], "--phones", words).output


def test_a_reference_is_where_displacements_are_from(recording):
    result = run(
        recording, "--reference", "0:0", "--signal", "mouthSmileLeft", "--out", recording.parent
    )
    assert result.exit_code == 0, result.output
    with (recording.parent / "measures.csv").open() as file:
        found = {(row["measure"], row["signal"]): row["value"] for row in csv.DictReader(file)}
    assert float(found["least_displacement", "mouthSmileLeft"]) == 0.0
    assert float(found["greatest_displacement", "mouthSmileLeft"]) == pytest.approx(1.0, abs=0.01)


def test_two_streams_of_one_recording_are_compared(tmp_path):
    t_s = np.arange(300) / 100.0
    rows = np.stack((t_s, 0.4 * talk(t_s), np.nan * t_s, 0.4 * talk(t_s - 0.02)), axis=1)
    file = tmp_path / "joints.csv"
    file.write_text(
        "t_s,jaw.cmd,jaw.play,jaw.meas\n"
        + "".join(",".join("" if np.isnan(v) else f"{v:.6f}" for v in row) + "\n" for row in rows)
    )
    result = run(file, "--stream", "asked", "--with", file, "--with-stream", "measured")
    assert result.exit_code == 0, result.output
    assert lag_told(result.output, "stroke_lag") == pytest.approx(20.0, abs=1.5)
    wrong = run(file, "--stream", "asked", "--robot", "matrix")
    assert wrong.exit_code == 2
    assert "has no joint 'jaw'" in wrong.output + wrong.stderr


def test_life_is_still_a_command():
    assert "half hour" in run("life", "--help").output
    assert "Measure FILE of motion" in run("--help").output
