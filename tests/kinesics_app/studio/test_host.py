"""`kinesics studio` as a process: seen, asked, let go of, armed again and stopped by a page."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from websockets.exceptions import InvalidMessage, InvalidStatus
from websockets.sync.client import connect

from kinesics.motion.channels import CHANNELS
from kinesics.rig.load import load_rig
from kinesics_app.demo import HELLO
from kinesics_app.life.snapshot import HEAD, STATE_NAMES
from kinesics_app.replay.again import LifeAgain
from kinesics_app.replay.replay import replay
from kinesics_app.robot import Robot

pytestmark = pytest.mark.timeout(240)

PATIENCE_S = 60.0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Page:
    """What a browser would hold of a studio."""

    def __init__(self, port, query=""):
        self._held = ExitStack()
        url = f"ws://127.0.0.1:{port}/live{query}"
        self.link = self._held.enter_context(connect(url, proxy=None, max_size=None))
        self.told = []
        self.seen = 0
        self.state, self.values = None, None

    def close(self):
        self._held.close()

    def say(self, **message):
        self.link.send(json.dumps(message))

    def turn(self):
        message = self.link.recv(timeout=PATIENCE_S)
        if isinstance(message, str):
            self.told.append(json.loads(message))
            return
        self.seen += 1
        self.state = STATE_NAMES[HEAD.unpack_from(message)[1]]
        self.values = np.frombuffer(message, "<f4", offset=HEAD.size)[len(CHANNELS) :]
        if self.seen % 10 == 0:
            self.say(drew=self.seen)

    def until(self, done):
        end_s = time.monotonic() + PATIENCE_S
        while not done():
            assert time.monotonic() < end_s, (self.state, self.happened())
            self.turn()

    def happened(self):
        return [one for one in self.told if {"event", "refused", "error", "done"} & set(one)]

    def order(self, kind, ident, **also):
        """What came of it."""
        self.say(order={"kind": kind, "id": ident, **also})
        self.until(lambda: self.answers(ident))
        return self.answers(ident)[0]

    def answers(self, ident):
        done = [one["done"] for one in self.told if "done" in one]
        return [one for one in done if one["id"] == ident]


@pytest.fixture
def started(tmp_path):
    """Starts `kinesics` with its own socket and port; what it said, the port, the process."""
    processes = []

    def start(*words):
        port = free_port()
        where = ["--socket", tmp_path / "k.sock", "--studio-port", port, "--no-sound", "--realtime"]
        command = [sys.executable, "-m", "kinesics_app", *words, *where]
        process = subprocess.Popen(
            [*map(str, command)], stdout=subprocess.PIPE, text=True, cwd=tmp_path
        )
        processes.append(process)
        said = [process.stdout.readline()]
        while said[-1] and "its page" not in said[-1]:
            said.append(process.stdout.readline())
        return said, port, process

    yield start
    for process in processes:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_page_sees_the_robot_asks_it_lets_go_of_it_and_arms_it_again(started, tmp_path):
    said, port, process = started("studio")
    assert f"http://127.0.0.1:{port}/" in said[-1]
    page = Page(port)
    page.until(lambda: page.state == "ACTIVE")
    joints = load_rig("humanoid").names
    elbow = 3 * len(joints) + joints.index("left_elbow")
    before = page.values[elbow]
    move = {"joints": ["left_elbow"], "times_s": [0.5], "positions": [[-1.2]], "hold_s": 5.0}
    page.say(intent={"kind": "move_joints", "id": "m", "parameters": move})
    page.until(lambda: abs(page.values[elbow] - before) > 0.4)
    page.link.send(HELLO.read_bytes())
    page.until(lambda: any("saying" in one for one in page.told))
    page.until(lambda: sum(one.get("event") == "started" for one in page.told) >= 2)

    assert page.order("disarm", "1")["said"] == "it is let go"
    page.until(lambda: page.state == "DISARMED")
    assert page.order("arm", "2")["said"] == "it lives"
    page.until(lambda: page.state == "ACTIVE")
    with Robot.running(tmp_path / "k.sock") as robot:  # planners find it again
        assert robot.nod().state in ("acknowledged", "started")

    check_stop_and_faults(page)
    page.close()
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=60)
    assert "parked after" in output


def check_stop_and_faults(page):
    page.say(order={"kind": "stop", "id": "3"})
    page.until(lambda: page.state == "STOPPED")
    assert "begin anew" in page.order("arm", "4")["refused"]  # a twin of its own
    assert page.order("disarm", "5")["said"] == "it is let go"
    bad = {"wire": {"drop": 2.0}}
    assert "wanted 0 to 0.2" in page.order("fault", "6", fault=bad)["refused"]
    held = {"conditions": ["STOP_INPUT"]}
    assert "STOP_INPUT" in page.order("fault", "7", fault=held)["said"]
    page.until(lambda: page.state == "STOPPED")


def test_what_a_page_has_recorded_is_replayed(started):
    _, port, process = started("run", "--studio")
    page = Page(port)
    page.until(lambda: page.state == "ACTIVE")
    page.say(intent={"kind": "gesture", "id": "g", "parameters": {"concept": "greet"}})
    page.until(lambda: any(one.get("event") == "started" for one in page.told))

    def recording():
        told = [one["recording"] for one in page.told if "recording" in one]
        return told[-1]

    page.say(record=True, id="1")
    page.until(lambda: recording()["on"] and recording().get("rows", 0) > 400)
    assert page.answers("1")[0]["said"] == "it is recorded"
    page.say(record=True, id="2")
    page.until(lambda: page.answers("2"))
    assert page.answers("2")[0]["said"] == "it is recorded already"
    first = recording()["file"]
    assert page.order("disarm", "4")["said"] == "it is let go"
    assert page.order("arm", "5")["said"] == "it lives"
    page.until(lambda: recording()["file"] != first)  # of another life
    seen = page.seen
    page.say(intent={"kind": "nod", "id": "n", "parameters": {}})
    page.until(lambda: page.seen > seen + 100)
    page.say(record=False, id="3")
    page.until(lambda: not (recording()["on"] or recording()["ending"]))
    page.close()
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=60)
    assert f"recorded: {recording()['file']}" in output
    check_recordings(Path(first), Path(recording()["file"]))


def check_recordings(first, second):
    """Of two lives, as they went out."""
    assert first.parent.parts[-2:] == ("out", "studio")
    done = replay(first)
    assert (done.changed, done.lives) == (0, 1)
    assert done.rows > 400
    assert done.apart[0] < 0.2  # in real time rows may have come too late
    again = LifeAgain(second)
    same = [again.is_as_recorded(number, row) for number, row in enumerate(again.rows())]
    assert len(same) > 150
    assert all(same)


def is_running(pid):
    """Whether it has not ended; nobody may have asked how yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_studio_that_is_killed_is_opened_again_and_the_robot_goes_on(started):
    _, port, process = started("run", "--studio", "--studio-token", "secret")
    with pytest.raises(InvalidStatus, match="401"):
        Page(port)
    page = Page(port, "?token=secret")
    page.until(lambda: page.state == "ACTIVE")
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    names = {int(one): Path(f"/proc/{one}/cmdline").read_text() for one in children}
    (studio,) = [pid for pid, name in names.items() if "kinesics_app.studio" in name]
    assert "secret" not in names[studio]
    os.kill(studio, signal.SIGKILL)
    end_s = time.monotonic() + PATIENCE_S
    while is_running(studio):  # until then its port takes connections, and drops them
        assert time.monotonic() < end_s
        time.sleep(0.01)
    while True:
        try:
            again = Page(port, "?token=secret")
            break
        except (OSError, InvalidMessage):
            assert time.monotonic() < end_s
            time.sleep(0.1)
    again.until(lambda: again.state == "ACTIVE" and any("tools" in one for one in again.told))
    again.close()
    page.close()
