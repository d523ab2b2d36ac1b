"""A bag goes where nothing is lost by it."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.errors import RecordError
from kinesics_ros.bag.place import METADATA, Place, demand_place

WHERES = ("a.mcap", "a", "take/", "take", "take-2/", "b.c.mcap", "take/a.mcap")
PLACES = st.lists(st.sampled_from(WHERES), min_size=1, max_size=12)


def write(where, content):
    """A recording there; its place."""
    place = Place(str(where))
    with place.open() as file:
        file.write(content)
    return place


@given(wheres=PLACES)
def test_nothing_that_was_recorded_is_written_over(wheres, tmp_path_factory):
    root = tmp_path_factory.mktemp("places")
    kept = {}
    for number, where in enumerate(wheres):
        content = str(number).encode()
        try:
            place = write(f"{root}/{where}", content)
        except (RecordError, OSError):
            continue  # another recording in a folder, no folder, or a file in place of one
        assert place.file not in kept
        kept[place.file] = content
        if place.folder is not None:
            kept[place.folder / METADATA] = content
            (place.folder / METADATA).write_bytes(content)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == kept


def test_a_file_and_a_folder_are_numbered_as_of_run_record(tmp_path):
    files = [write(tmp_path / "tuesday.mcap", b"").file.name for _ in range(3)]
    assert files == ["tuesday.mcap", "tuesday-2.mcap", "tuesday-3.mcap"]
    folders = [write(f"{tmp_path}/take.v1/", b"") for _ in range(3)]
    assert [one.folder.name for one in folders] == ["take.v1", "take.v1-2", "take.v1-3"]
    assert {one.file.name for one in folders} == {"motion.mcap"}
    assert [one.kept for one in folders] == ["", *[f"{tmp_path}/take.v1"] * 2]


def test_a_folder_of_which_rosbag2_is_told_something_is_left_alone(tmp_path):
    told = tmp_path / "take" / METADATA
    told.parent.mkdir()
    told.write_text("of files that were moved", encoding="utf-8")
    assert write(f"{tmp_path}/take/", b"").folder == tmp_path / "take-2"
    assert told.read_text(encoding="utf-8") == "of files that were moved"


def test_what_is_beside_a_folder_that_was_named_relatively_is_found(tmp_path, monkeypatch):
    (tmp_path / "take").mkdir()
    monkeypatch.chdir(tmp_path / "take")
    assert write(".", b"one").file == Path("motion.mcap")
    assert write(".", b"two").file == tmp_path / "take-2" / "motion.mcap"


def test_a_name_that_leads_nowhere_is_no_name_that_is_free(tmp_path):
    (tmp_path / "a.mcap").symlink_to(tmp_path / "nowhere" / "a.mcap")
    assert write(tmp_path / "a.mcap", b"").file == tmp_path / "a-2.mcap"


def test_beside_a_disk_nothing_is_written(tmp_path, monkeypatch):
    write(f"{tmp_path}/disk/", b"first")
    monkeypatch.setattr(Path, "is_mount", lambda path: path == tmp_path / "disk")
    with pytest.raises(RecordError, match="disk is a disk and holds a recording; wanted a folder"):
        write(f"{tmp_path}/disk/", b"second")
    assert write(f"{tmp_path}/disk/take/", b"second").folder == tmp_path / "disk" / "take"
    assert [one.name for one in tmp_path.iterdir()] == ["disk"]


def test_a_device_keeps_nothing_and_is_written(tmp_path):
    assert write(os.devnull, b"gone").kept == ""
    assert write(os.devnull, b"gone").file == Path(os.devnull)


def test_another_recording_in_a_folder_is_refused_when_it_is_set_and_when_it_is_made(tmp_path):
    (tmp_path / "old.db3").touch()
    for refuses in (demand_place, lambda where: Place(where).open()):
        with pytest.raises(RecordError, match=r"holds old\.db3; wanted a folder of its own"):
            refuses(str(tmp_path))
    assert os.listdir(tmp_path) == ["old.db3"]
