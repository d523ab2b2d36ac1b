"""Files of a bounded size, of which the oldest go; none is spoilt by the next."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from kinesics.errors import RecordError
from kinesics.motion.channels import CHANNELS
from kinesics.record.mcap_file import read_mcap
from kinesics.record.mcap_read import cut_of
from kinesics.rig.load import load_rig
from kinesics_app.recording.files import Limits
from kinesics_app.studio.recording import Recording
from kinesics_app.studio.snapshot import HEAD

PROGRAMS = Path(__file__).parents[1] / "programs"


@pytest.fixture(scope="module")
def rig():
    return load_rig("humanoid")


def recorded(recording, rig, numbers):
    """Snapshots of noise, which does not compress."""
    width = len(CHANNELS) + 4 * len(rig.joints)
    for number in numbers:
        values = np.random.default_rng(number).uniform(size=width).astype("<f4")
        t_ns = 1_000_000_000 + 20_000_000 * number
        recording.take(HEAD.pack(number, 2, t_ns, t_ns) + values.tobytes())


def test_a_long_recording_goes_on_in_other_files_and_loses_no_row(rig, tmp_path):
    recording = Recording(tmp_path, rig, Limits(file_mb=0.5))
    recording.begin()
    recorded(recording, rig, range(2000))
    recording.end()
    files = sorted(tmp_path.glob("*.mcap"), key=lambda one: one.stat().st_mtime_ns)
    assert len(files) > 3
    assert max(one.stat().st_size for one in files) < 2_000_000
    dates = np.concatenate([read_mcap(one)["sent"].t_ns for one in files])
    np.testing.assert_array_equal(np.sort(dates), 1_000_000_000 + 20_000_000 * np.arange(2000))


def test_the_oldest_go_by_size_and_by_days(rig, tmp_path):
    for n in range(5):
        old = tmp_path / f"studio-{n}.mcap"
        old.write_bytes(b"x" * 100_000)
        age_s = (10 - n) * 86_400
        os.utime(old, (time.time() - age_s,) * 2)
    other = tmp_path / "notes.txt"
    other.write_text("mine")
    recording = Recording(tmp_path, rig, Limits(file_mb=0.1, folder_mb=0.35, days=8.5))
    recording.begin()
    recording.end()
    left = {one.name for one in tmp_path.glob("*")}
    assert {"studio-3.mcap", "studio-4.mcap", "notes.txt"} <= left
    assert not {"studio-0.mcap", "studio-1.mcap", "studio-2.mcap"} & left


def test_a_disk_that_is_full_ends_the_recording_and_says_so(rig, tmp_path, monkeypatch):
    recording = Recording(tmp_path, rig)
    recording.begin()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recording._files._writer, "add_message", full)
    with pytest.raises(RecordError, match="No space left on device; the recording ended"):
        recorded(recording, rig, range(2))
    assert not recording.on
    recorded(recording, rig, range(2))  # nothing happens


def test_two_of_one_second_have_two_names(rig, tmp_path, monkeypatch):
    monkeypatch.setattr(time, "strftime", lambda form: "studio-now")
    recording, files = Recording(tmp_path, rig), []
    for _ in range(3):
        recording.begin()
        recorded(recording, rig, range(3))
        recording.end()
        files.append(recording.file.name)
    assert files == ["studio-now.mcap", "studio-now-2.mcap", "studio-now-3.mcap"]


def test_one_whose_process_is_killed_is_read_but_for_its_last_second(tmp_path):
    command = [sys.executable, str(PROGRAMS / "records_snapshots.py"), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        taken = 0
        while taken < 400:
            taken = int(process.stdout.readline())
        process.kill()
        process.wait()
        taken = max([taken, *map(int, process.stdout.read().split("\n")[:-1])])
    (path,) = tmp_path.glob("studio-*.mcap")
    dates = read_mcap(path)["sent"].t_ns
    assert taken - 100 < len(dates) <= taken + 1
    np.testing.assert_array_equal(dates, 1_000_000_000 + 20_000_000 * np.arange(len(dates)))
    assert f"{path} is cut off: its writer was killed" in cut_of(path)
