"""`kinesics export` writes beside the recording, or where it is told."""

import json

import pytest
from click.testing import CliRunner

from kinesics.record.export import EXPORTS
from kinesics_app.cli import main
from kinesics_app.cli_export import _FORMATS


@pytest.fixture
def recording(tmp_path):
    file = tmp_path / "channels.csv"
    file.write_text("t_s,jawOpen\n" + "".join(f"{n / 100:.2f},0.5\n" for n in range(60)))
    return file


def test_the_command_knows_every_format():
    assert set(EXPORTS) == set(_FORMATS)


@pytest.mark.parametrize("kind", _FORMATS)
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
