"""Files of a bounded size, of which the oldest go; none is spoilt by the next."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from kinesics.errors import RecordError
from kinesics.record import ros2
from kinesics.record.mcap_file import read_mcap
from kinesics.record.mcap_read import cut_of
from kinesics_app.recording.files import Limits, McapFiles, Where

PROGRAMS = Path(__file__).parents[1] / "programs"
TOPIC = "/kinesics/joints/sent"
NAMES = tuple(f"joint_{n}" for n in range(250))


def files_in(folder, **limits):
    head = {"rate_hz": "50", "joint_units": " ".join(["rad"] * len(NAMES)), "robot": "noise"}
    topics = {TOPIC: "sensor_msgs/msg/JointState"}
    return McapFiles(Where(folder, "life"), topics, lambda: head, Limits(**limits))


def put(files, numbers):
    """Rows of noise, which does not compress."""
    for number in numbers:
        files.go_on()
        stamp_ns = files.stamp(1_000_000_000 + 20_000_000 * number)
        row = np.random.default_rng(number).uniform(size=(1, len(NAMES)))
        (data,) = ros2.joint_states(NAMES, np.array([stamp_ns]), row)
        files.put(TOPIC, stamp_ns, data)


def test_a_long_recording_goes_on_in_other_files_and_loses_no_row(tmp_path):
    files = files_in(tmp_path, file_mb=0.5)
    files.begin()
    put(files, range(4000))
    files.end()
    written = sorted(tmp_path.glob("*.mcap"), key=lambda one: one.stat().st_mtime_ns)
    assert len(written) > 3
    assert max(one.stat().st_size for one in written) < 3_500_000
    dates = np.concatenate([read_mcap(one)["sent"].t_ns for one in written])
    np.testing.assert_array_equal(np.sort(dates), 1_000_000_000 + 20_000_000 * np.arange(4000))


def test_the_oldest_go_by_size_and_by_days(tmp_path):
    for n in range(5):
        old = tmp_path / f"life-{n}.mcap"
        old.write_bytes(b"x" * 100_000)
        age_s = (10 - n) * 86_400
        os.utime(old, (time.time() - age_s,) * 2)
    other = tmp_path / "notes.txt"
    other.write_text("mine")
    files = files_in(tmp_path, file_mb=0.1, folder_mb=0.35, days=8.5)
    files.begin()
    files.end()
    left = {one.name for one in tmp_path.glob("*")}
    assert {"life-3.mcap", "life-4.mcap", "notes.txt"} <= left
    assert not {"life-0.mcap", "life-1.mcap", "life-2.mcap"} & left


def named(path, **limits):
    """A file that somebody named, as each run of its service does anew."""
    return McapFiles(Where.of(path, "life"), {}, dict, Limits(**limits))


def test_runs_that_crash_again_and_again_do_not_fill_a_disk_beside_a_named_file(tmp_path):
    for ours in ("mine.mcap", "mine-2.mcap", "mine-17.mcap"):
        (tmp_path / ours).write_bytes(bytes(100_000))
    for other in ("mine-old.mcap", "mine2.mcap", "mine-3.mcap.bak", "mine-4.txt"):
        (tmp_path / other).write_bytes(bytes(10_000_000))
    before = {*tmp_path.iterdir()}
    assert named(tmp_path / "mine.mcap", folder_mb=0.31).full == ""
    files = named(tmp_path / "mine.mcap", folder_mb=0.3)
    with pytest.raises(RecordError, match=r"0\.3 MB are full of mine\.mcap and others"):
        files.begin()
    assert {*tmp_path.iterdir()} == before


def test_a_disk_that_is_full_ends_the_recording_and_says_so(tmp_path, monkeypatch):
    files = files_in(tmp_path)
    files.begin()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files._writer, "add_message", full)
    with pytest.raises(RecordError, match="No space left on device; the recording ended"):
        put(files, range(2))
    assert not files.on


def test_two_of_one_second_have_two_names(tmp_path, monkeypatch):
    monkeypatch.setattr(time, "strftime", lambda form: "life-now")
    files, names = files_in(tmp_path), []
    for _ in range(3):
        files.begin()
        put(files, range(3))
        files.end()
        names.append(files.file.name)
    assert names == ["life-now.mcap", "life-now-2.mcap", "life-now-3.mcap"]


def test_one_whose_process_is_killed_is_read_but_for_its_last_second(tmp_path):
    command = [sys.executable, str(PROGRAMS / "records_rows.py"), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        taken = 0
        while taken < 800:
            taken = int(process.stdout.readline())
        process.kill()
        process.wait()
        taken = max([taken, *map(int, process.stdout.read().split("\n")[:-1])])
    (path,) = tmp_path.glob("life-*.mcap")
    dates = read_mcap(path)["sent"].t_ns
    assert taken - 200 < len(dates) <= taken + 1
    np.testing.assert_array_equal(dates, 1_000_000_000 + 20_000_000 * np.arange(len(dates)))
    assert f"{path} is cut off: its writer was killed" in cut_of(path)
