"""The last ten minutes: bounded, whole after SIGKILL, kept within 2 s of a fault, in no way."""

import itertools
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.errors import RecordError
from kinesics.record.mcap_file import read_mcap
from kinesics_app.black_box import box as box_file
from kinesics_app.black_box.box import BlackBox, box_for
from kinesics_app.black_box.keep import keep, tidy
from kinesics_app.black_box.keeper import Keeper, Keeping
from kinesics_app.black_box.opened import open_box
from kinesics_app.black_box.ring import Ring, read_ring
from kinesics_app.cli.main import main
from kinesics_app.robot import Robot


@given(records=st.lists(st.binary(max_size=40), max_size=60), count=st.integers(1, 20))
@settings(max_examples=40)
def test_a_ring_holds_the_newest_records_in_their_order(tmp_path_factory, records, count):
    path = tmp_path_factory.mktemp("ring") / "a.ring"
    ring = Ring(path, {"robot": "r"}, 32, count)
    room = path.stat().st_size
    for record in records:
        ring.put(record)
    ring.close()
    read = read_ring(path)
    assert read.records == [record[:32] for record in records][-count:]
    assert (read.torn, read.head["robot"], path.stat().st_size) == (0, "r", room)
    assert path.stat().st_mode & 0o777 == 0o600


def test_after_sigkill_all_but_at_most_one_record_is_there(tmp_path, programs):
    for _ in range(5):
        path = tmp_path / "k.ring"
        command = [sys.executable, programs / "writes_a_ring.py", path]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout.readline() == "going\n"
            time.sleep(0.01)
            writer.send_signal(signal.SIGKILL)
        read = read_ring(path)
        numbers = [int.from_bytes(one[:8], "little") for one in read.records]
        assert read.torn <= 1
        assert len(numbers) + read.torn == 500
        assert numbers == sorted(numbers)
        for number, one in zip(numbers, read.records, strict=True):
            assert one == number.to_bytes(8, "little") * (1 + number % 200)


def test_what_is_no_ring_is_told(tmp_path):
    path = tmp_path / "no.ring"
    with pytest.raises(RecordError, match="cannot read"):
        read_ring(path)
    path.write_bytes(b"something else")
    with pytest.raises(RecordError, match="is no black box of kinesics"):
        read_ring(path)


@pytest.fixture
def robot():
    with Robot.twin() as one:
        yield one


@pytest.fixture
def keeping(tmp_path):
    return Keeping(tmp_path / "kept", 500, 30)


def live(robot, box, seconds):
    """As `kinesics run` does."""
    for _ in range(round(100 * seconds)):
        before = len(robot.link._told)
        robot.link.tick()
        events = []
        told = list(robot.link._told)[before:]
        del told
        box.turn(robot.link.device, robot.link.life, events)


def kept(keeping):
    return sorted(keeping.folder.glob("*.blackbox"))


def test_rows_and_what_intents_came_to_are_there_and_nothing_else(robot, keeping, tmp_path):
    path = tmp_path / "r.ring"
    box = BlackBox(path, robot.link.life.rig, keeping)
    robot.express("happy", hold_s=0.2)
    live(robot, box, 2.0)
    rows = list(robot.link.life.loop.rows)
    opened = open_box(path)
    assert len(opened.t_ns) == 100
    assert opened.seconds == pytest.approx(1.98)
    assert set(opened.states) == {"ACTIVE"}
    sent = {row.t_ns: row.sent for row in rows}
    joints = len(robot.link.life.rig.joints)
    first = opened.values.shape[1] - 3 * joints
    known = ~np.isnan(opened.values[:, first])
    assert known[7:].all()  # before, no row was due yet
    for t_ns, values in zip(opened.t_ns[known], opened.values[known], strict=True):
        near = min(sent, key=lambda one: abs(one - t_ns))
        np.testing.assert_allclose(values[first : first + joints], sent[near], atol=1e-6)
    out = tmp_path / "out.mcap"
    told = CliRunner().invoke(main, ["black-box", str(path), "--out", str(out)])
    assert told.exit_code == 0, told.output
    assert "100 rows of 2.0 s, 0 torn" in told.output
    streams = read_mcap(out)
    for name in ("channels", "asked", "sent"):
        np.testing.assert_array_equal(streams[name].t_ns, opened.t_ns[known])
    box.end("")
    assert not path.exists()
    assert kept(keeping) == []


def test_a_fault_has_it_kept_within_two_seconds_once(keeping, tmp_path, wait_until, at_best):
    numbers = itertools.count()

    def took_s():
        folder = tmp_path / f"kept-{next(numbers)}"
        here = replace(keeping, folder=folder)
        with Robot.twin() as robot:
            box = BlackBox(tmp_path / "r.ring", robot.link.life.rig, here)
            live(robot, box, 1.0)
            robot.stop()
            begin_s = time.monotonic()
            live(robot, box, 0.3)
            (copy,) = wait_until(lambda: kept(here))
            took_s = time.monotonic() - begin_s
            assert "state-STOPPED" in copy.name
            faults = [one["fault"] for one in open_box(copy).words if "fault" in one]
            assert [one.split(":")[0] for one in faults] == ["state STOPPED"]
            live(robot, box, 1.0)
            box.end("")
            assert len(kept(here)) == 1
        return took_s

    assert at_best(took_s, lambda took: took < 2.0) < 2.0


def test_a_behaviour_that_dies_and_a_run_that_ends_in_trouble_are_kept(robot, keeping, tmp_path):
    box = BlackBox(tmp_path / "r.ring", robot.link.life.rig, keeping)
    live(robot, box, 0.5)
    robot.link.life.loop.died["gaze"] = "ValueError: no"
    live(robot, box, 0.1)
    box.end("the cable is gone")
    assert len(kept(keeping)) == 2
    assert not box.path.exists()
    told = [one["fault"] for one in open_box(kept(keeping)[-1]).words]
    assert told == ["died: gaze (ValueError: no)", "the run ended: the cable is gone"]


def test_of_a_run_that_never_ticked_nothing_is_kept(robot, keeping, tmp_path):
    box = BlackBox(tmp_path / "r.ring", robot.link.life.rig, keeping)
    box.end("cannot open nosuch: there is no such port")
    assert kept(keeping) == []
    assert not box.path.exists()


def test_what_a_killed_run_left_is_kept_by_the_next(robot, keeping, tmp_path):
    path = tmp_path / "r.ring"
    first = BlackBox(path, robot.link.life.rig, keeping)
    live(robot, first, 0.5)
    other = BlackBox(tmp_path / "other.ring", robot.link.life.rig, keeping)
    assert kept(keeping) == []  # somebody writes the first
    other.end("")
    first._ring.close()
    first._keeper.close()
    again = BlackBox(path, robot.link.life.rig, keeping)
    (copy,) = kept(keeping)
    assert "killed" in copy.name
    assert len(open_box(copy).t_ns) == 25
    assert len(open_box(path).t_ns) == 0
    again.end("")


def test_what_is_kept_begins_no_process_and_outlives_ctrl_c(keeping, tmp_path, monkeypatch):
    ring = tmp_path / "r.ring"
    ring.write_bytes(b"something")
    keeper = Keeper(ring, keeping)
    monkeypatch.setattr(subprocess, "Popen", lambda *_: pytest.fail("it has begun one"))
    names = ["one", "a name  of\\n its own "]
    keeper.keep(names[0])
    while not kept(keeping):
        time.sleep(0.01)
    for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        keeper._shell.send_signal(wish)
    keeper.keep(names[1])
    keeper.close()
    assert keeper._shell.returncode == 0
    assert [one.name for one in kept(keeping)] == sorted(f"{name}.blackbox" for name in names)
    assert {one.read_bytes() for one in kept(keeping)} == {b"something"}


def test_parts_that_killed_copiers_left_go_and_one_that_is_being_made_stays(keeping, tmp_path):
    (tmp_path / "r.ring").write_bytes(b"something")
    keeping.folder.mkdir(parents=True)
    for name, age_s in (("left", 700.0), ("made", 60.0)):
        part = keeping.folder / f"{name}.blackbox.part"
        part.write_bytes(b"some")
        os.utime(part, 2 * (time.time() - age_s,))
    keep(tmp_path / "r.ring", keeping.folder, "whole")
    names = {one.name for one in keeping.folder.iterdir()}
    assert names == {"made.blackbox.part", "whole.blackbox"}


def test_a_keeper_that_was_killed_is_begun_again_and_keeps_what_it_was_told_meanwhile(
    robot, keeping, tmp_path, monkeypatch, caplog, wait_until
):
    box = BlackBox(tmp_path / "r.ring", robot.link.life.rig, keeping)
    live(robot, box, 0.5)
    keeper = box._keeper
    shell = keeper._shell
    shell.kill()
    shell.wait()
    robot.stop()
    live(robot, box, 0.6)
    assert "the black box cannot be kept yet: Broken pipe" in caplog.text
    assert "what keeps the black box ended; it is begun again in 2 s" in caplog.text
    assert (keeper._shell, kept(keeping)) == (shell, [])
    now_s = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now_s + 2.1)
    live(robot, box, 0.6)
    monkeypatch.undo()
    assert keeper._shell is not shell
    (copy,) = wait_until(lambda: kept(keeping))
    assert "state-STOPPED" in copy.name
    box.end("the cable is gone")
    assert len(kept(keeping)) == 2


def test_what_a_killed_keeper_left_is_kept_at_the_end(keeping, tmp_path):
    (tmp_path / "r.ring").write_bytes(b"something")
    keeper = Keeper(tmp_path / "r.ring", keeping)
    keeper._shell.kill()
    keeper._shell.wait()
    keeper.keep("one")
    keeper.close()
    assert [one.name for one in kept(keeping)] == ["one.blackbox"]


def test_a_disk_that_takes_nothing_stops_no_robot(robot, tmp_path, capfd, caplog):
    (tmp_path / "file").write_text("no folder")
    box = BlackBox(
        tmp_path / "r.ring", robot.link.life.rig, Keeping(tmp_path / "file" / "kept", 500, 30)
    )
    robot.link.life.loop.died["gaze"] = "ValueError: no"
    live(robot, box, 0.5)
    box.end("over")
    assert "the black box cannot be kept" in capfd.readouterr().err
    assert "is kept" not in caplog.text  # nothing is told as done before it is


def test_where_there_is_no_room_there_is_no_box_and_the_robot_lives(
    robot, keeping, tmp_path, monkeypatch, caplog
):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    assert box_for(tmp_path / "r.ring", robot.link.life.rig, keeping) is None
    assert "there is no black box: no room for" in caplog.text
    assert not (tmp_path / "r.ring").exists()


def test_ten_minutes_take_a_bounded_room_and_the_oldest_go(robot, keeping, tmp_path, monkeypatch):
    monkeypatch.setattr(box_file, "MINUTES", 0.02)
    box = BlackBox(tmp_path / "r.ring", robot.link.life.rig, keeping)
    room = box.path.stat().st_size
    live(robot, box, 3.0)
    opened = open_box(box.path)
    assert len(opened.t_ns) == 60
    assert opened.t_ns[-1] == pytest.approx(robot.link.now_ns(), abs=20e6)
    assert box.path.stat().st_size == room
    box.end("")


def test_what_was_kept_goes_by_days_and_by_size_but_for_the_newest(tmp_path):
    files = []
    for n in range(6):
        one = tmp_path / f"{n}.blackbox"
        one.write_bytes(b"x" * 1000)
        age_s = (6 - n) * 86_400
        os.utime(one, (time.time() - age_s,) * 2)
        files.append(one)
    assert tidy(tmp_path, 10_000, 4.5) == files[:2]
    assert tidy(tmp_path, 2500, 100.0) == files[2:4]
    assert tidy(tmp_path, 10, 0.1) == [files[4]]
    assert files[5].exists()
