"""`kinesics run` as a process: alive, asked from elsewhere, and parked when it is ended."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.affect.feeling import read_feeling
from kinesics.affect.mood import Mood
from kinesics.behaviours.feelings import Feelings
from kinesics.errors import AffectError, IntentError, TrackError
from kinesics.rig.load import load_rig
from kinesics.signals import Horizon
from kinesics_app.black_box.opened import open_box
from kinesics_app.black_box.ring import is_left
from kinesics_app.character.character import turnable
from kinesics_app.character.dial_source import whole_dials
from kinesics_app.cli.main import main
from kinesics_app.demo import HELLO
from kinesics_app.door.keeper import Door
from kinesics_app.processes.interrupts import ending
from kinesics_app.robot import How, Robot
from kinesics_app.run import run
from kinesics_app.run.logbook import odometer_path, ring_path
from kinesics_app.run.state_folder import state_folder
from kinesics_app.settings.run_request import RunRequest

PATIENCE_S = 60.0


@pytest.fixture
def service_manager(tmp_path):
    """What systemd would hear."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.setblocking(False)
        yield manager


@pytest.fixture
def config(tmp_path):
    """A configuration file, which may be written anew."""
    path = tmp_path / "robot.toml"
    path.write_text("warmth = 0.6\n")
    return path


@pytest.fixture
def alive(tmp_path, service_manager, config):
    """The socket of a robot that runs, and its process."""
    path = tmp_path / "k.sock"
    command = [sys.executable, "-m", "kinesics_app", "run", str(config), "--socket", str(path)]
    command += ["--say-command", f"cp {shlex.quote(str(HELLO))} {{file}}"]
    told = os.environ | {"NOTIFY_SOCKET": service_manager.getsockname()}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=told, start_new_session=True
    )
    begun = process.stdout.readline()
    assert re.match(r"alive, its networks on (litert|onnxruntime), and listening on ", begun)
    assert str(path) in begun
    yield path, process
    process.kill()
    process.wait()
    process.stdout.close()


def ask(path, *words):
    return CliRunner().invoke(main, ["intent", "--socket", str(path), *words])


@pytest.mark.paced
def test_a_running_robot_is_asked_as_a_twin_is_and_parks_on_sigterm(
    alive, service_manager, wait_until
):
    path, process = alive
    with Robot.running(path) as robot:
        smile = robot.express("happy", hold_s=0.3)
        assert smile.wait(PATIENCE_S) == "finished"
        with pytest.raises(IntentError, match="no expression in 'qwerty'"):
            robot.express("qwerty")
        assert {"say", "express"} <= {tool["name"] for tool in robot.tools()}
    asked = ask(path, "express", "sad", "--id", "grief")
    assert (asked.exit_code, asked.output.split()[:2]) == (0, ["grief", "acknowledged"])
    assert ask(path, "say", str(HELLO), "--text", "Hello.", "--id", "hello").exit_code == 0
    anchored = ask(path, "express", "happy", "--utterance", "hello", "--character", "9")
    assert anchored.exit_code == 2
    assert "its text has 6, from 0" in anchored.output
    assert ask(path, "cancel", "hello").exit_code == 0
    assert "no 'ghost' under way" in ask(path, "cancel", "ghost").output
    for told in ("target person:1 1 0 1.5", "persona warmth=0.9", "partner 1"):
        assert ask(path, *told.split()).exit_code == 0
    assert "TRAIT=VALUE" in ask(path, "persona", "humour=1").output
    assert {one["name"] for one in json.loads(ask(path, "tools").output)} >= {"say", "express"}
    wait_until(lambda: json.loads(ask(path, "status").output)["state"] == "ACTIVE")
    wait_until(lambda: json.loads(ask(path, "status").output)["persona"]["warmth"] == 0.9)
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=PATIENCE_S)
    assert re.match(r"parked after \d+ ticks: ", output)
    assert process.returncode in (0, 1)  # 1: this machine was too busy, and rows came late
    assert not path.exists()
    assert (service_manager.recv(100), service_manager.recv(100)) == (b"READY=1", b"WATCHDOG=1")
    refused = ask(path, "reset")
    assert refused.exit_code == 2
    assert "start one with `kinesics run`" in refused.output


def test_a_text_alone_is_said_as_its_synthesiser_makes_it(alive):
    path, _ = alive
    said = ask(path, "say", "--text", "Hello.", "--id", "hello")
    assert (said.exit_code, said.output.split()[:2]) == (0, ["hello", "acknowledged"])
    assert "wanted one of file, samples, stream_s, or text alone" in ask(path, "say").output


def test_what_only_the_robot_knows_to_be_in_vain_is_told_to_who_said_it(alive):
    path, process = alive
    with Robot.running(path) as robot, Robot.running(path) as other:
        for says, reason in (
            (lambda: robot.base(0.1, 0.0, t_ns=1), "base: t_ns is .* s ago"),
            (lambda: robot.behaviour("nope", on=False), "no behaviour 'nope'; this robot has"),
        ):
            says()
            with pytest.raises(IntentError, match=reason):
                robot.wait(PATIENCE_S)
        robot.base(0.1, 0.0)
        robot.wait(0.2)
        assert other.status()["door"]["vain"] == 2
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=PATIENCE_S)[0].startswith("parked after")


def test_sighup_has_the_file_read_again_and_a_faulty_one_refused(
    alive, config, service_manager, wait_until
):
    path, process = alive
    service_manager.settimeout(PATIENCE_S)
    assert service_manager.recv(100) == b"READY=1"  # it lives

    def heard():
        """Until it has heeded a SIGHUP."""
        while b"RELOADING=1\nMONOTONIC_USEC=" not in service_manager.recv(100):
            pass
        while service_manager.recv(100) != b"READY=1":
            pass

    def hung_up(text):
        config.write_text(text)
        process.send_signal(signal.SIGHUP)
        heard()
        with Robot.running(path) as robot:
            ticks = robot.status()["ticks"]  # which the door is told twice a second
            wait_until(lambda: robot.status()["ticks"] > ticks + 50)
            return robot.status()["persona"]["warmth"]

    assert hung_up("warmth = 0.9\nlead_ms = 150\n") == 0.9
    assert hung_up("warmth = 0.1\nleed_ms = 3\n") == 0.9
    assert hung_up("warmth = 0.2\n") == 0.2
    process.send_signal(signal.SIGTERM)
    assert "parked after" in process.communicate(timeout=PATIENCE_S)[0]


def test_sighup_while_it_begins_is_heeded_once_it_lives(config, monkeypatch):
    before, heard = signal.getsignal(signal.SIGHUP), []

    def begin(request, ready, again):
        os.kill(os.getpid(), signal.SIGHUP)
        for _ in range(2):
            with ending(reloads=True) as end:
                heard.append(end.hung_up)
        config.write_text("warmth = 0.1\n")
        raise IntentError(f"warmth={again().persona}")

    monkeypatch.setattr("kinesics_app.run.run.run", begin)
    try:
        told = CliRunner().invoke(main, ["run", str(config)])
    finally:
        signal.signal(signal.SIGHUP, before)
    assert heard == [True, False]
    assert "warmth=0.1" in told.output


@pytest.mark.paced  # any other robot of this user that begins meanwhile keeps what it left
def test_a_run_that_was_killed_left_its_last_minutes_and_the_next_one_keeps_them(
    alive, config, wait_until
):
    path, process = alive
    ring = ring_path(path, load_rig("humanoid"))
    wait_until(lambda: open_box(ring).seconds > 0.5 and "ACTIVE" in open_box(ring).states)
    assert not is_left(ring)
    os.killpg(process.pid, signal.SIGKILL)  # its door too, whose socket stays
    process.wait()
    assert path.is_socket()
    assert is_left(ring)
    left = open_box(ring)
    assert left.seconds > 0.5
    assert "ACTIVE" in left.states
    assert left.torn <= 1
    command = [sys.executable, "-m", "kinesics_app", "run", str(config), "--socket", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as again:
        assert f"listening on {path}" in again.stdout.readline()
        again.send_signal(signal.SIGTERM)
        again.communicate(timeout=PATIENCE_S)
    boxes = state_folder() / "black-box"
    kept = wait_until(lambda: [*boxes.glob(f"{ring.stem}-*-killed.blackbox")])
    assert not ring.exists()
    assert len(open_box(kept[0]).t_ns) == len(left.t_ns)
    assert odometer_path(load_rig("humanoid"), "twin").exists()


@pytest.mark.paced
def test_speech_and_joints_are_streamed_over_the_socket_by_whoever_began_them(alive, wait_until):
    path, _ = alive
    sound = np.float32(0.2) * np.sin(np.arange(800) / 16.0, dtype=np.float32)
    move = {"joints": ["left_elbow"], "times_s": [0.1], "positions": [[-1.0]], "hold_s": 0.2}
    with Robot.running(path) as robot, Robot.running(path) as other:
        hello = robot.say_on()
        other.sound(hello, sound)
        with pytest.raises(IntentError, match=r"no utterance .* of yours is open"):
            other.wait(5.0)
        arm = robot.ask("move_joints", move, How(id="teleop"))
        for number in range(12):
            robot.sound(hello, sound, last=number == 11)
            robot.link.send({"intent": {"kind": "move_joints", "id": "teleop", "parameters": move}})
        assert hello.wait(PATIENCE_S) == "finished"
        assert arm.wait(PATIENCE_S) == "finished"
        wait_until(lambda: other.status()["state"] == "ACTIVE")


def test_a_door_that_dies_is_opened_again(tmp_path):
    with Door(tmp_path / "k.sock", 0, 16_000) as door:
        door.open()
        door.greet({"tools": [], "status": {}})
        door._helper.process.kill()
        end_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < end_s:
            assert list(door.receive()) == []
            try:
                with Robot.running(door.path) as robot:
                    robot.tools()
                    break
            except IntentError:
                time.sleep(0.05)
        assert door.deaths == 1


def test_a_robot_that_cannot_listen_says_why_and_does_not_move(tmp_path):
    (tmp_path / "file").write_text("")
    with Door(tmp_path / "file", 0, 16_000) as door, pytest.raises(IntentError, match="no socket"):
        door.open()


@pytest.fixture(scope="module")
def humanoid():
    return load_rig("humanoid")


def test_what_a_run_is_told_at_its_start_is_read_as_perform_reads_it(humanoid):
    plain = run.character_for(humanoid, RunRequest())
    (unmoved,) = [one for one in plain.analysers if isinstance(one, Feelings)]
    assert unmoved.feed(Horizon(10**9)) == unmoved.feed(Horizon(100 * 10**9)) == []
    coloured = run.character_for(humanoid, RunRequest(affect=0.5))
    assert [one.name for one in coloured.analysers].count("feelings") == 1
    sad = run.character_for(humanoid, RunRequest(emotion="sad:0.8", affect=0.5))
    (feelings,) = [one for one in sad.analysers if isinstance(one, Feelings)]
    feelings.feed(Horizon(10**9))
    (told, *_) = feelings.feed(Horizon(2 * 10**9))
    assert told.vad == pytest.approx(read_feeling("sad:0.8", 0).vad, abs=0.01)
    assert [one.gain for one in whole_dials(("lips=0.7",), turnable(plain.parts))] == [0.7]
    for text, wrong in (("lips=0.7@1-2", "a span is of a speech"), ("loudness=1", "--loudness")):
        with pytest.raises(TrackError, match=wrong):
            whole_dials((text,), turnable(plain.parts))
    with pytest.raises(AffectError, match="nearest: sad"):
        run.character_for(humanoid, RunRequest(emotion="sadd"))


def test_a_mood_wears_off_over_minutes_and_shows_until_then():
    feelings = Feelings(Mood(begin=read_feeling("sad:0.8", 0).vad))
    told = [feelings.feed(Horizon(s * 10**9)) for s in range(1, 1801)]
    flat = [feeling for some in told for feeling in some]
    assert max(flat[0].mixture, key=flat[0].mixture.get) == "sad"
    assert flat[0].intensity > 3.0 * flat[-1].intensity
    assert flat[-1].t_ns > 600 * 10**9


def test_a_run_that_was_given_all_of_them_lives(tmp_path):
    path = tmp_path / "k.sock"
    command = [sys.executable, "-m", "kinesics_app", "run", "--socket", str(path)]
    command += ["--lookahead-ms", "40", "--emotion", "happy:0.5", "--affect", "0.5"]
    process = subprocess.Popen(
        [*command, "--dial", "pose=0.5", "--loudness", "0.5"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert str(path) in process.stdout.readline()
        assert ask(path, "dial", "lips=0.7", "face=1.2").exit_code == 0
        assert "wanted NAME=GAIN without @" in ask(path, "dial", "lips=0.7@1-2").output
        assert "of lips, expression, pose, face" in ask(path, "dial", "mood=1").output
        assert ask(path, "express", "happy:0.6+surprised:0.3", "--hold", "0.3").exit_code == 0
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_S)
    finally:
        process.kill()
    assert process.returncode in (0, 1)  # 1: this machine was too busy, and rows came late
