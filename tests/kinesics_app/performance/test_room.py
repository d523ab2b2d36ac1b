"""A full disk is told before a robot has performed, not after it."""

import resource
import shutil
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from kinesics.errors import RecordError
from kinesics_app.cli.main import main
from kinesics_app.performance.room import demand_room


def test_a_disk_without_room_is_told_at_once(monkeypatch, short_speech, tmp_path):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=200_000))
    result = CliRunner().invoke(main, ["perform", str(short_speech), "--out", str(tmp_path / "a")])
    assert result.exit_code == 2
    assert "0.2 MB are free there, and a performance of 2 s takes about 0.7 MB" in result.output
    assert "performing" not in result.output
    assert not (tmp_path / "a").exists()


def test_a_limit_of_file_sizes_is_told_too(monkeypatch, short_speech, tmp_path):
    monkeypatch.setattr(resource, "getrlimit", lambda which: (50_000, 50_000))
    with pytest.raises(RecordError, match=r"no file may be larger than 0.1 MB here \(ulimit -f\)"):
        demand_room(tmp_path, short_speech, "humanoid")


def test_the_estimate_is_no_more_than_a_performance_takes(short_speech, tmp_path, monkeypatch):
    out = tmp_path / "out"
    done = CliRunner().invoke(main, ["perform", str(short_speech), "--out", str(out)])
    assert done.exit_code == 0, done.output
    files = [path.stat().st_size for path in out.iterdir()]
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=sum(files)))
    monkeypatch.setattr(resource, "getrlimit", lambda which: (max(files), max(files)))
    demand_room(tmp_path, short_speech, "humanoid")


def test_what_cannot_be_read_is_left_to_its_reader(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=0))
    missing = tmp_path / "no.wav"
    result = CliRunner().invoke(main, ["perform", str(missing), "--out", str(tmp_path / "a")])
    assert result.exit_code == 2
    assert "no such file" in result.output
    assert "are free there" not in result.output
