"""Where results cannot go is known before the work, and what was made for nothing is gone again."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from kinesics.errors import RecordError
from kinesics_app.cli.main import main
from kinesics_app.performance.out_folder import out_folder


def test_a_folder_is_made_at_the_start_and_kept_after_good_work(tmp_path):
    folder = tmp_path / "a" / "b"
    with out_folder(folder):
        assert list(folder.iterdir()) == []
    assert folder.is_dir()


def test_work_that_fails_leaves_no_empty_folders(tmp_path):
    (tmp_path / "kept").mkdir()

    def failing():
        with out_folder(tmp_path / "kept" / "a" / "b"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        failing()
    assert list((tmp_path / "kept").iterdir()) == []


def test_what_failing_work_has_written_stays(tmp_path):
    folder = tmp_path / "a" / "b"

    def failing():
        with out_folder(folder):
            (folder / "part").write_text("half")
            raise RecordError("the disk is full")

    with pytest.raises(RecordError, match="disk is full"):
        failing()
    assert (folder / "part").read_text() == "half"


def test_a_folder_that_was_there_is_not_removed(tmp_path):
    with pytest.raises(RecordError), out_folder(tmp_path):
        raise RecordError("nothing written")
    assert tmp_path.is_dir()


@pytest.mark.parametrize("out", ["/proc/x", "{}/file", "{}/file/below"])
def test_a_performance_that_could_not_be_written_is_not_begun(short_speech, tmp_path, out):
    (tmp_path / "file").write_text("not a folder")
    out = out.format(tmp_path)
    result = CliRunner().invoke(main, ["perform", str(short_speech), "--out", out])
    assert result.exit_code == 2
    assert "performing" not in result.output
    assert out in result.output


def test_a_speech_that_cannot_be_read_leaves_no_folder(tmp_path):
    arguments = ["perform", str(tmp_path / "no.wav"), "--out", str(tmp_path / "out")]
    assert CliRunner().invoke(main, arguments).exit_code == 2
    assert not (tmp_path / "out").exists()


def test_two_do_not_write_into_one_folder_and_the_dead_hold_none(short_speech, tmp_path, programs):
    out = tmp_path / "out"
    holder = subprocess.Popen(
        [sys.executable, programs / "holds_a_folder.py", out],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    try:
        assert holder.stdout.readline() == b"held\n"
        result = CliRunner().invoke(main, ["perform", str(short_speech), "--out", str(out)])
        assert result.exit_code == 2
        assert f"{out}: another kinesics is writing its results there; wanted" in result.output
        assert out.is_dir()
    finally:
        holder.kill()
        holder.communicate()
    with out_folder(out):
        pass
