"""`kinesics export` writes beside the recording, or where it is told."""

import json

import pytest
from click.testing import CliRunner

from kinesics.record.export import EXPORTS, OF_TAKES
from kinesics_app.cli.export import _OF_CURVES, _OF_TAKES
from kinesics_app.cli.main import main


@pytest.fixture
def recording(tmp_path):
    file = tmp_path / "recorded.csv"
    rows = "".join(f"{n / 100:.2f},0.5,0.1\n" for n in range(60))
    file.write_text("t_s,jawOpen,head_yaw\n" + rows)
    return file


def test_the_command_knows_every_format():
    assert tuple(EXPORTS) == _OF_CURVES
    assert tuple(OF_TAKES) == _OF_TAKES


@pytest.mark.parametrize("kind", _OF_CURVES)
def test_a_file_is_written_beside_the_recording(recording, kind):
    result = CliRunner().invoke(main, ["export", str(recording), "--to", kind])
    assert result.exit_code == 0, result.output
    assert (recording.parent / EXPORTS[kind][0]).stat().st_size > 100


def test_out_names_another_file(recording, tmp_path):
    out = tmp_path / "face.json"
    CliRunner().invoke(main, ["export", str(recording), "--to", "arkit-json", "--out", str(out)])
    assert json.loads(out.read_text())["numFrames"] == 36


def test_a_folder_that_is_not_there_is_one_line(recording, tmp_path):
    out = tmp_path / "none" / "face.json"
    result = CliRunner().invoke(main, ["export", str(recording), "--to", "facs", "--out", str(out)])
    assert result.exit_code == 2
    assert f"cannot write {out}" in result.stderr


def test_the_recording_itself_is_not_overwritten(recording):
    kept = recording.read_bytes()
    whole = ["export", str(recording), "--to", "channels", "--out", str(recording)]
    result = CliRunner().invoke(main, whole)
    assert result.exit_code == 2
    assert "is FILE itself" in result.stderr
    assert recording.read_bytes() == kept


def test_a_face_of_others_becomes_channels_and_is_measured(recording, tmp_path):
    face, ours = tmp_path / "arkit.json", tmp_path / "ours.csv"
    for whole in (
        ["export", recording, "--to", "arkit-json"],
        ["export", face, "--to", "channels", "--out", ours],
        ["measure", ours, "--signal", "jawOpen"],
    ):
        result = CliRunner().invoke(main, [str(one) for one in whole])
        assert result.exit_code == 0, result.output
    assert "1 signals, 0.58 s at 60 Hz" in result.output
