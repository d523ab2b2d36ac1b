"""A robot that lives is recorded by a process of its own, and replayed as it was played."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner
from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory

from kinesics.errors import IntentError
from kinesics.measures.lag import likest_lag
from kinesics.measures.mouth import mouth_of
from kinesics.record.curves_file import read_curves
from kinesics.record.mcap_file import read_mcap
from kinesics.record.sends import read_sends
from kinesics.rig.load import load_rig
from kinesics_app.cli.main import main
from kinesics_app.demo import HELLO
from kinesics_app.recording.recorder import Recorder
from kinesics_app.replay import replay as replaying
from kinesics_app.replay.replay import replay
from kinesics_app.robot import How, Robot
from kinesics_app.tick.delays import Delays, mouth_lag_ms

LIMITS = (5000, 30)
DELAYS = Delays(80.0, 100.0, mouth_lag_ms(load_rig("humanoid")))


def played(monkeypatch):
    """What the next replay's firmware plays, each millisecond."""
    kept, digest = [], replaying._digest

    def seen(t_ns, values):
        kept.append((t_ns, values))
        return digest(t_ns, values)

    monkeypatch.setattr(replaying, "_digest", seen)
    return kept


def test_a_life_is_replayed_into_the_same_bytes_and_the_same_motion(
    robot, wire, tmp_path, monkeypatch
):
    robot.wait(0.5)
    robot.gesture("greet")
    robot.wait(0.3)
    hello = robot.say(HELLO, How())
    robot.express("happy")
    robot.wait(0.6)
    robot.cancel(hello)
    robot.nod()
    robot.wait(1.5)
    link = robot.link
    then, trace, rows = [*wire], link.device.trace(), [*link.life.loop.rows]
    assert link.life.mind.reactions >= 3
    robot.close()
    wire.clear()
    path = tmp_path / "life.mcap"
    seen = played(monkeypatch)
    done = replay(path)
    assert done.rows == link.rows > len(rows)  # some were sent twice
    assert wire[-done.rows :] == then[-done.rows :]
    (_, _), (t_ns, again) = seen
    both, here, there = np.intersect1d(t_ns, trace.t_ns, return_indices=True)
    assert len(both) > 2500
    assert np.array_equal(again[here], trace.played[there])
    assert (done.changed, done.lives) == (0, 1)
    assert done.apart[0] < 1e-3  # int16 of what was told


def test_one_that_begins_in_the_midst_of_motion_is_replayed_into_the_same_bytes(
    recorded, tmp_path, wire, monkeypatch
):
    with Robot(recorded(tmp_path, waits=True)) as robot:
        link = robot.link
        robot.wait(1.0)
        robot.gesture("greet")
        robot.wait(3.3)  # what it begins with begins while the arm is swift
        assert (robot.status()["recording"], [*tmp_path.iterdir()]) == ({}, [])
        link.recorder.begin()
        robot.wait(0.1)
        begun, begun_ns = len(wire), link.device.clock.now_ns()
        robot.say(HELLO)
        robot.wait(1.0)
        robot.nod()
        robot.wait(1.0)
        link.recorder.cease()
        then, trace = wire[begun:], link.device.trace()
        link.whole()
        told = robot.status()["recording"]
        assert (told["on"], told["lost"], told["trouble"]) == (False, 0, "")
    wire.clear()
    seen = played(monkeypatch)
    done = replay(Path(told["file"]))
    assert (done.changed, done.lives) == (0, 1)
    assert wire[-len(then) :] == then
    (_, _), (t_ns, again) = seen
    both, here, there = np.intersect1d(t_ns, trace.t_ns, return_indices=True)
    after = both >= begun_ns
    assert after.sum() > 1500
    assert np.array_equal(again[here][after], trace.played[there][after])


def test_one_that_ended_begins_again_in_another_file_once_the_first_is_whole(recorded, tmp_path):
    with Robot(recorded(tmp_path, waits=True)) as robot:
        recorder = robot.link.recorder
        robot.wait(0.5)
        recorder.begin()
        robot.wait(1.0)
        recorder.cease()
        with pytest.raises(IntentError, match="is being written still"):
            recorder.begin()
        robot.wait(0.5)
        robot.link.whole()
        first = Path(robot.status()["recording"]["file"])
        recorder.begin()
        robot.wait(0.5)
        assert robot.status()["recording"]["on"]
    (second,) = {*tmp_path.iterdir()} - {first}
    for path in (first, second):
        assert replay(path).changed == 0
    begins = [read_sends(path).sent_ns[-1] for path in (first, second)]
    assert begins[1] - begins[0] > 500_000_000


def test_where_nothing_can_be_written_is_told_once_it_is_wanted_and_wanted_again_it_may_be(
    recorded, tmp_path
):
    (tmp_path / "file").write_text("mine")
    with Robot(recorded(tmp_path / "file", waits=True)) as robot:
        link = robot.link
        robot.wait(0.2)
        link.waits = False
        link.recorder.begin()
        end_s = time.monotonic() + 60.0
        while not (trouble := link.recorder.status().get("trouble")):
            robot.wait(0.01)
            assert time.monotonic() < end_s
            time.sleep(0.001)
        assert "cannot write in" in trouble
        assert not link.recorder.on
        assert robot.status()["recording"]["trouble"] == trouble
        assert link.life.loop.sends is None
        (tmp_path / "file").unlink()
        link.recorder.begin()
        robot.wait(0.3)
    (path,) = (tmp_path / "file").iterdir()
    assert len(read_sends(path).t_ns) > 30


def test_what_others_read_of_it_is_all_that_happened(robot, short_speech, tmp_path):
    robot.wait(0.2)
    hello = robot.say(short_speech)
    assert hello.wait(20.0) == "finished"
    robot.close()
    found = {}
    with (tmp_path / "life.mcap").open("rb") as file:
        reader = make_reader(file, decoder_factories=[DecoderFactory()])
        for _, channel, _, message in reader.iter_decoded_messages():
            found.setdefault(channel.topic, []).append(message)
    events = [json.loads(one.data) for one in found["/kinesics/events"]]
    assert [one["state"] for one in events] == ["acknowledged", "started", "finished"]
    assert json.loads(found["/kinesics/status"][-1].data)["robot"] == "humanoid"
    assert {one.key for one in found["/diagnostics"][0].status[0].values} >= {"rows", "underruns"}
    pcm = np.concatenate(
        [np.frombuffer(bytes(one.audio.data), "<i2") for one in found["/kinesics/speech"]]
    )
    assert found["/kinesics/speech_info"][0].sample_rate == 16_000
    assert len(pcm) == soundfile.info(short_speech).frames
    assert np.abs(pcm).max() > 3000
    firsts = [int(one.header.frame_id.split()[1]) for one in found["/kinesics/speech"]]
    sizes = [len(one.audio.data) // 2 for one in found["/kinesics/speech"]]
    assert firsts == [0, *np.cumsum(sizes)[:-1].tolist()]
    rows = found["/kinesics/sent_rows"]
    assert rows[0].name == [*robot.link.life.rig.names]
    assert int(rows[-1].header.frame_id.split()[0]) == len(rows) - 1


def test_other_commands_work_on_it(robot, short_speech, tmp_path):
    robot.wait(0.3)
    first = robot.say(HELLO)
    robot.wait(1.5)
    robot.cancel(first)
    robot.say(short_speech)
    robot.wait(1.5)
    robot.close()
    path = str(tmp_path / "life.mcap")
    for words in (["measure", path], ["measure", path, "--stream", "played"], ["diff", path, path]):
        told = CliRunner().invoke(main, words)
        assert told.exit_code == 0, told.output
    told = CliRunner().invoke(main, ["replay", path])
    assert (told.exit_code, "beside what was told then: 0.0" in told.output) == (0, True)
    told = CliRunner().invoke(main, ["trace", path, "--json"])
    assert told.exit_code == 0, told.output
    stages = {one["stage"]: one for one in json.loads(told.output)["steps"]}
    assert stages["packet"]["at_ns"] <= stages["packet"]["latest_ns"]
    assert stages["track"]["at_ns"] <= stages["track"]["latest_ns"] + 1e6
    assert stages["played"]["at_ns"] == pytest.approx(stages["played"]["latest_ns"], abs=20e6)
    told = CliRunner().invoke(main, ["trace", path, "--utterance", "2", "--t", "0.3"])
    assert "heard at 0.300 s" in told.output, told.output
    told = CliRunner().invoke(main, ["trace", path, "--utterance", "3"])
    assert "has no utterance 3; wanted 1 to 2" in told.output
    told = CliRunner().invoke(main, ["why", path, "--t", "1.0", "--channel", "jawOpen"])
    assert told.exit_code == 0, told.output
    assert "speech     wants" in told.output


def test_channels_and_joints_of_a_life_are_seen_at_the_same_moments(robot, tmp_path):
    robot.say(HELLO)
    robot.wait(4.0)
    robot.close()
    path = tmp_path / "life.mcap"
    told = CliRunner().invoke(main, ["measure", str(path)])
    assert "lag_behind_sound of lips: " in told.output, told.output
    wanted = mouth_of(read_curves(path)[0])
    for stream in ("asked", "sent", "played", "measured"):
        joints = mouth_of(
            read_curves(path, stream)[0], robot.link.life.rig, leads=stream != "measured"
        )
        for part in ("lips", "jaw"):
            asked, moved = ((one.t_s, one.of(part)) for one in (wanted, joints))
            late_ms, alike = likest_lag(asked, moved)
            assert late_ms == pytest.approx(0.0, abs=8.0), (stream, part)
            assert alike > 0.9


def test_a_recorder_that_stalls_costs_rows_and_not_the_robot_and_each_file_is_whole(
    robot, tmp_path
):
    link = robot.link
    robot.wait(1.0)
    link.waits = False
    process = link.recorder._helper.process
    process.send_signal(signal.SIGSTOP)
    begun_s = time.process_time()
    robot.wait(10.0)  # more than a socket holds
    assert time.process_time() - begun_s < 60.0
    lost = link.recorder.lost
    assert 0 < lost < 1000
    process.send_signal(signal.SIGCONT)
    time.sleep(1.0)
    robot.wait(1.0)
    robot.close()
    assert link.life.status()["recording"]["lost"] == link.recorder.lost
    files = sorted(tmp_path.glob("*.mcap"), key=lambda one: one.stat().st_mtime_ns)
    assert len(files) >= 2
    sends = [read_sends(one) for one in files]  # none of which lacks a row
    assert sum(len(one.t_ns) for one in sends) == link.rows - link.recorder.lost


def test_a_recorder_that_dies_is_begun_again_and_what_it_wrote_is_read(robot, tmp_path):
    link = robot.link
    robot.wait(6.0)
    process = link.recorder._helper.process
    process.kill()
    process.wait()
    link.waits = False
    end_s = time.monotonic() + 60.0
    while link.recorder._helper.process is process:
        robot.wait(0.1)
        assert time.monotonic() < end_s
        time.sleep(0.02)
    time.sleep(1.0)
    robot.wait(1.0)
    robot.close()
    cut = tmp_path / "life.mcap"
    told = CliRunner().invoke(main, ["replay", str(cut)])
    assert told.exit_code == 0, told.output
    assert len(read_sends(cut).t_ns) > 300  # of 600: a chunk was not written
    assert link.recorder.lost > 0
    assert len(read_sends(tmp_path / "life-2.mcap").t_ns) > 50


def test_a_disk_that_is_full_ends_the_recording_and_not_the_robot(recorded, tmp_path):
    with Robot(recorded(tmp_path / "life.mcap", limits=(0.1, 30))) as robot:
        robot.wait(6.0)
        robot.link.caught_up()
        robot.wait(0.5)
        told = robot.status()["recording"]
        assert "0.1 MB are full of life.mcap and others; the recording ended" in told["trouble"]
        assert robot.status()["state"] == "ACTIVE"
        assert robot.link.life.loop.sends is None
    assert len(read_sends(tmp_path / "life.mcap").t_ns) > 50


def test_where_nothing_can_be_written_is_told_before_it_moves(humanoid, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(IntentError, match=r"cannot write in .*file"):
        Recorder(tmp_path / "file" / "folder", humanoid, LIMITS, DELAYS)


def test_a_run_that_is_killed_leaves_a_recording_that_is_replayed(tmp_path, wait_until):
    where = tmp_path / "lives"
    command = [sys.executable, "-m", "kinesics_app", "run", "--no-sound", "--gaze", "rules"]
    command += ["--socket", str(tmp_path / "k.sock"), "--record", str(where)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert "alive" in process.stdout.readline()
        with Robot.running(tmp_path / "k.sock") as robot:
            while robot.status()["recording"].get("rows", 0) < 400:
                assert process.poll() is None
                robot.wait(0.2)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
    (path,) = where.glob("kinesics-*.mcap")
    wait_until(lambda: path.read_bytes().endswith(b"\x89MCAP0\r\n"))  # its recorder closes it
    done = replay(path)
    assert done.rows > 400
    assert done.changed == 0
    assert len(read_mcap(path)["channels"].t_ns) > 200
