"""The robot of a node: what is asked of it over topics, and what is counted."""

from types import SimpleNamespace as Message

from kinesics_ros.asked import Edge
from kinesics_ros.description import description_of
from kinesics_ros.findings import WARN
from kinesics_ros.held import Held
from kinesics_ros.parameters import PARAMETERS
from kinesics_ros.stamps import Moment
from kinesics_ros.status import status_of

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
    robot = held.open(DEFAULTS)
    held.come_alive({**DEFAULTS, "energy": 0.9})
    assert held.hear("express", Message(data="happy"), EDGE) is None
    assert status_of("active", "", held.health)["state"] == "ACTIVE"
    held.close()
    held.close()
    assert not robot.turning
    states = [one.state for one in events if one.intent == "express-1"]
    assert states[0] == "acknowledged"
    assert states[-1] == "ended"


def test_the_shipped_robot_describes_itself_with_the_joints_of_its_rig():
    held = Held(lambda *_: None)
    text = description_of("humanoid", "")
    assert text.startswith("<?xml") or "<robot" in text[:200]
    assert description_of("my_robot.toml", "") == ""
    assert held.health is None
