"""The robot of a node: what is asked of it over topics, and what is counted."""

import time
from types import SimpleNamespace as Message

import pytest

from kinesics.errors import BridgeError, IntentError
from kinesics_app.run.living import Living
from kinesics_ros.body.held import Held
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.diagnosis.findings import WARN
from kinesics_ros.diagnosis.status import status_of
from kinesics_ros.messages.asked import Edge
from kinesics_ros.parameters.known import PARAMETERS
from kinesics_ros.telling.description import description_of

EDGE = Edge(Moment(0, 0), "base_link", 1.0)
DEFAULTS = {spec.name: spec.default for spec in PARAMETERS.values()}


def test_what_cannot_be_taken_is_counted_and_told_with_the_reason():
    held = Held(lambda *_: None)
    refusal = held.hear("express", Message(data="happy"), EDGE)
    assert (refusal.state, refusal.intent) == ("refused", "express-1")
    assert refusal.reason == "no robot is opened; configure the node first"
    assert held.hear("targets", Message(data="{"), EDGE).reason.startswith("targets: '{' is no")
    (_, messages) = held.diagnose(EDGE.now, wanted=False)
    assert (messages.level, messages.values["targets refused"]) == (WARN, "1")
    assert held.diagnose(EDGE.now, wanted=False)[1].level < WARN  # no news


def test_a_flood_of_one_topic_is_counted_and_leaves_others_alone():
    held = Held(lambda *_: None)
    reasons = [held.hear("express", Message(data="happy"), EDGE).reason for _ in range(300)]
    assert sum("more than 100 messages a second" in reason for reason in reasons) >= 150
    assert "no robot" in held.hear("be", Message(data="idle"), EDGE).reason


def test_no_file_is_read_for_whoever_asks():
    held = Held(lambda *_: None)
    asked = '{"kind": "say", "parameters": {"file": "/etc/hostname"}}'
    assert "read for whoever asks" in held.hear("intent", Message(data=asked), EDGE).reason


def test_a_robot_is_opened_armed_asked_and_closed():
    events = []
    held = Held(lambda device, told: events.extend(told))
    robot = held.open({**DEFAULTS, "energy": 0.9})
    robot.arm()
    assert held.health.life["persona"]["energy"] == 0.9
    assert held.hear("express", Message(data="happy"), EDGE) is None
    assert status_of("active", "", held.health)["state"] == "ACTIVE"
    held.close()
    held.close()
    assert not robot.turning
    states = [one.state for one in events if one.intent == "express-1"]
    assert states[0] == "acknowledged"
    assert states[-1] == "ended"


def test_a_robot_that_lives_is_told_what_changes_and_refuses_what_it_has_not():
    held = Held(lambda *_: None)
    with pytest.raises(IntentError, match="configure the node first"):
        held.retell(DEFAULTS)
    held.open(DEFAULTS).arm()
    try:
        held.retell({**DEFAULTS, "dials": "pose=0.4", "off": "blink", "warmth": 0.9})
        with pytest.raises(IntentError, match="no behaviour 'juggling'"):
            held.retell({**DEFAULTS, "off": "juggling"})
        life = held.health.life
    finally:
        held.close()
    assert (life["dials"], life["off"], life["persona"]["warmth"]) == (
        {"pose": 0.4},
        ["blink"],
        0.9,
    )


def test_what_the_robot_itself_refuses_is_counted_too():
    events = []
    held = Held(lambda device, told: events.extend(told))
    held.open(DEFAULTS).arm()
    try:
        assert held.hear("gesture", Message(data="grete"), EDGE) is None
        end_s = time.monotonic() + 20.0
        while not events and time.monotonic() < end_s:
            time.sleep(0.01)
        assert [one.state for one in events] == ["refused"]
        found = {one.name: one for one in held.diagnose(EDGE.now, wanted=True)}["messages"]
    finally:
        held.close()
    assert found.level == WARN
    assert found.values["arbiter refused"] == "1"
    assert "nearest: greet" in found.message


def test_the_shipped_robot_describes_itself_with_the_joints_of_its_rig():
    held = Held(lambda *_: None)
    text = description_of("humanoid", "")
    assert text.startswith("<?xml") or "<robot" in text[:200]
    assert description_of("my_robot.toml", "") == ""
    assert held.health is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_robot_whose_thread_died_is_lost_with_the_reason(monkeypatch):
    turn = Living.turn

    def fail(self):
        if self.life is not None:
            raise MemoryError("as if there were none left")
        turn(self)

    monkeypatch.setattr(Living, "turn", fail)
    held = Held(lambda *_: None)
    robot = held.open(DEFAULTS)
    assert held.lost == ""
    robot.arm()
    end_s = time.monotonic() + 10.0
    while robot.turning and time.monotonic() < end_s:
        time.sleep(0.02)
    with pytest.raises(BridgeError, match="the robot is not there: its thread died"):
        robot.park()
    assert held.lost == "its thread died: MemoryError: as if there were none left"
    held.close()
    assert held.lost == ""


def test_pieces_of_speech_may_come_ten_times_as_often_as_commands():
    held = Held(lambda *_: None)
    labels = [Message(label="id:a", size=0), Message(label="last", size=0)]
    piece = Message(layout=Message(dim=labels, data_offset=0), data=b"")
    reasons = [held.hear("speech_stream", piece, EDGE).reason for _ in range(900)]
    assert all(reason.startswith("no robot is opened") for reason in reasons)


class Lost:
    """A robot whose firmware is heard again after so many looks."""

    turning, trouble, rig = False, "", None

    def __init__(self, silent):
        self.silent, self.parked = silent, 0

    @property
    def health(self):
        self.silent -= 1
        return Message(state="not connected" if self.silent >= 0 else "ACTIVE")

    def open(self): ...

    def close(self): ...

    def park(self):
        self.parked += 1


@pytest.mark.parametrize(("silent", "is_lost"), [(0, False), (15, False), (1000, True)])
def test_a_robot_that_is_not_heard_is_not_said_to_be_parked(silent, is_lost, monkeypatch):
    monkeypatch.setattr("kinesics_ros.body.held.time", Message(sleep=lambda _: None))
    robot = Lost(silent)
    held = Held(lambda *_: None, lambda *_: robot)
    held.open(DEFAULTS)
    if is_lost:
        with pytest.raises(BridgeError, match="led nowhere"):
            held.park()
    else:
        held.park()
    assert robot.parked == 1
