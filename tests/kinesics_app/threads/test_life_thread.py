"""A robot in a thread of its own: limp, alive, stopped, let go, parked; asked from outside."""

import threading
import time
from pathlib import Path

import numpy as np
import pytest

import kinesics
from kinesics.errors import BridgeError, IntentError, RigError, TrackError
from kinesics.rig.load import load_rig
from kinesics_app.black_box.opened import open_box
from kinesics_app.demo import HELLO
from kinesics_app.run.logbook import odometer_path, ring_path
from kinesics_app.run.odometer import read_odometer
from kinesics_app.run.retold import demand_here
from kinesics_app.run.state_folder import state_folder
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.threads.life_thread import LifeThread

SHIPPED = Path(kinesics.__file__).parent / "rig/robots/humanoid/humanoid.toml"


class Ear:
    """Keeps what is told."""

    def __init__(self):
        self.ticks = 0
        self.events = {}
        self.played = []
        self.heard = threading.Condition()

    def told(self, device, events):
        with self.heard:
            self.ticks += 1
            if device.latest is not None:
                self.played.append(device.latest.played)
            for event in events:
                self.events.setdefault(event.intent, []).append(event)
            self.heard.notify_all()

    def wait(self, ident, state, timeout_s=60.0):
        with self.heard:
            there = self.heard.wait_for(
                lambda: any(one.state == state for one in self.events.get(ident, ())), timeout_s
            )
        assert there, self.events.get(ident)
        return self.events[ident][-1]


def intent(kind, ident, **parameters):
    return {"intent": {"kind": kind, "id": ident, "parameters": parameters}}


@pytest.fixture
def ear():
    return Ear()


@pytest.fixture
def robot(ear):
    one = LifeThread(RunRequest(), ear.told)
    one.open()
    yield one
    one.close()


def state_of(robot, wanted, timeout_s=60.0):
    end_s = time.monotonic() + timeout_s
    while robot.health.state not in wanted and time.monotonic() < end_s:
        time.sleep(0.02)
    return robot.health.state


def test_what_it_is_told_anew_acts_at_once_and_in_its_next_life(robot):
    robot.retell(RunRequest(dials=("pose=0.4",), loudness=0.3))
    with pytest.raises(TrackError, match="nobody=1"):
        robot.retell(RunRequest(dials=("nobody=1",)))
    robot.arm()
    assert robot.health.life["dials"] == {"pose": 0.4}
    told = RunRequest(
        off=("blink",), persona=("warmth=0.9",), quiet=True, level=False, budget_ms=1.5
    )
    robot.retell(told)
    with pytest.raises(IntentError, match="no behaviour 'juggling'"):
        robot.retell(RunRequest(off=("juggling",)))
    for _ in range(2):
        life = robot.health.life
        assert (life["dials"], life["off"], life["budgets"]["budget_ms"]) == ({}, ["blink"], 1.5)
        assert (life["quiet"], life["level"], life["persona"]["warmth"]) == (True, False, 0.9)
        robot.disarm()
        robot.arm()


@pytest.mark.parametrize(
    ("new", "here", "why"),
    [
        (RunRequest(loudness=0.5), {"attention"}, "wanted it told to speech"),
        (RunRequest(gaze="rules"), {"loudness"}, "wanted it told to gaze"),
        (RunRequest(budget_ms=1.0), (), "no network runs here"),
    ],
)
def test_what_is_thought_of_elsewhere_is_not_told_here(new, here, why):
    demand_here(RunRequest(), RunRequest(dials=("pose=0",), quiet=True), here)
    demand_here(RunRequest(), new, {"attention", "loudness"})
    with pytest.raises(IntentError, match=why):
        demand_here(RunRequest(), new, here)


def test_who_leads_its_gaze_changes_while_it_lives(robot):
    robot.arm()

    def led():
        (one,) = [one for one in robot.living.life.loop.analysers if one.name == "attention"]
        end_s = time.monotonic() + 60.0
        while one._leads is not None and time.monotonic() < end_s:
            time.sleep(0.02)
        return one._urges is not None

    assert led()
    for by, by_network in (("rules", False), ("network", True), ("rules", False)):
        robot.retell(RunRequest(gaze=by))
        assert led() is by_network
    assert robot.health.life["died"] == {}
    robot.disarm()
    robot.arm()
    assert not led()


def test_why_its_ticks_are_late_is_kept():
    held = threading.Event()

    def told(device, events):
        if held.is_set():
            held.clear()
            time.sleep(0.06)

    robot = LifeThread(RunRequest(), told)
    robot.open()
    try:
        robot.arm()
        time.sleep(0.3)
        held.set()
        end_s = time.monotonic() + 60.0
        while not (late := robot.health.life["latest"]) and time.monotonic() < end_s:
            time.sleep(0.05)
    finally:
        robot.close()
    assert max(one["late_us"] for one in late) >= 10_000
    assert {"t_s", "cause", "stages_us"} <= {*late[0]}


def test_it_is_limp_until_armed_then_does_what_it_is_asked_and_parks(robot, ear):
    assert robot.health.state == "DISARMED"
    with pytest.raises(IntentError, match="limp; activate or arm"):
        robot.hear(intent("express", "early", text="happy"))
    robot.arm()
    robot.arm()  # nothing, once it lives
    assert robot.alive
    robot.hear(intent("express", "joy", text="happy", hold_s=0.2))
    robot.hear(intent("say", "hello", file=str(HELLO)))
    reason = ear.wait("joy", "finished").reason
    assert reason == "" or "this host was behind" in reason  # on a machine that is busy
    ear.wait("hello", "started")
    robot.park()
    assert ear.wait("hello", "ended").reason == "the robot was parked"
    assert (robot.alive, robot.health.state, robot.health.life) == (False, "DISARMED", None)
    robot.arm()  # a life of its own
    robot.hear(intent("nod", "yes", times=1))
    ear.wait("yes", "finished")


def test_stop_is_heeded_within_ticks_even_while_it_parks_and_only_disarm_leads_out(robot, ear):
    robot.arm()
    parking = threading.Thread(target=robot.park)
    parking.start()
    time.sleep(0.1)
    robot.stop()
    parking.join()
    assert state_of(robot, ["STOPPED"]) == "STOPPED"
    with pytest.raises(BridgeError, match="does not follow"):
        robot.arm()
    robot.disarm()
    assert robot.health.state == "DISARMED"
    robot.arm()
    robot.hear(intent("stop", "now"))
    ear.wait("stop", "finished")
    assert state_of(robot, ["STOPPED"]) == "STOPPED"
    assert "state STOPPED" in robot.health.trouble
    robot.hear(intent("express", "joy", text="happy"))
    assert "does not follow" in ear.wait("joy", "refused").reason


def test_what_cannot_be_is_refused_with_the_reason():
    with pytest.raises(RigError, match="no robot 'nobody'"):
        LifeThread(RunRequest(robot="nobody"), lambda *_: None)
    lost = LifeThread(RunRequest(device="/dev/nothing"), lambda *_: None)
    with pytest.raises(BridgeError, match="/dev/nothing"):
        lost.open()
    with pytest.raises(BridgeError, match="the robot is not there"):
        lost.arm()
    lost.close()


def test_messages_that_are_none_are_refused_before_they_reach_the_robot(robot):
    robot.arm()
    with pytest.raises(IntentError, match="kind"):
        robot.hear(intent("dance", "one"))
    with pytest.raises(IntentError):
        robot.hear({"target": {"id": "person:1", "position_m": [float("nan"), 0, 0]}})


def test_a_limp_robot_is_calibrated_where_it_is_held(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(SHIPPED.read_text())
    one = LifeThread(RunRequest(robot=str(path)), lambda *_: None)
    one.open()
    written, names = one.zero()
    again = load_rig(str(path))
    measured = [joint.name for joint in again.joints if joint.feedback != "none"]
    assert (written, names) == (path, measured)
    moved = np.abs(again.neutral - one.rig.neutral).max()
    assert moved < 0.05  # the twin rests where its rig says, but for its sensors' noise
    one.arm()
    with pytest.raises(BridgeError, match="the robot lives"):
        one.zero()
    one.close()


def test_a_shipped_rig_is_not_written(robot):
    with pytest.raises(RigError, match="shipped rig"):
        robot.zero()


def test_it_keeps_its_last_minutes_and_what_its_joints_do(tmp_path, ear, wait_until):
    request = RunRequest(socket=tmp_path / "one")
    robot = LifeThread(request, ear.told)
    ring, counted = ring_path(request.socket, robot.rig), odometer_path(robot.rig, "twin")
    counted.unlink(missing_ok=True)
    robot.open()
    wait_until(lambda: ear.ticks > 20)
    robot.arm()
    robot.hear(intent("nod", "yes", times=1))
    ear.wait("yes", "finished")
    box = open_box(ring)
    assert {"DISARMED", "ACTIVE"} <= {*box.states}
    assert ("yes", "finished") in {(one.get("intent"), one.get("event")) for one in box.words}
    robot.stop()
    assert state_of(robot, ["STOPPED"]) == "STOPPED"
    robot.close()
    assert not ring.exists()
    (kept,) = (state_folder() / "black-box").glob(f"{ring.stem}-*-state-STOPPED.blackbox")
    assert "state STOPPED" in open_box(kept).words[-1]["fault"]
    assert read_odometer(counted)["joints"]["neck_pitch"]["travel"] > 0.05


def test_it_keeps_nothing_if_it_is_told_not_to(tmp_path, ear):
    request = RunRequest(socket=tmp_path / "one", black_box=False, odometer=False)
    robot = LifeThread(request, ear.told)
    ring, counted = ring_path(request.socket, robot.rig), odometer_path(robot.rig, "twin")
    counted.unlink(missing_ok=True)
    robot.open()
    robot.arm()
    assert not ring.exists()
    robot.close()
    assert not counted.exists()
