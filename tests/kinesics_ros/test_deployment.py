"""What is shipped beside the nodes: policy, unit, rule, and the tables of the README."""

import re
import xml.etree.ElementTree as ET
from configparser import ConfigParser
from pathlib import Path

import pytest

from kinesics.record.sends import ROWS_TOPIC
from kinesics_app.afar.departments import DEPARTMENTS
from kinesics_ros.messages.asked import ASKED, FAR_TOPICS, TOPICS
from kinesics_ros.messages.goals import FOLLOW, GOALS
from kinesics_ros.messages.hri import HRI
from kinesics_ros.messages.image import COMPRESSED, IMAGE
from kinesics_ros.messages.microphone import DRIVER, DRIVER_INFO, MICROPHONE
from kinesics_ros.parameters.known import (
    FIXED,
    HOLDING,
    MIXING,
    PARAMETERS,
    PERCEIVING,
    RECORDING,
    THINKING,
)

NODES = Path(__file__).parents[2] / "ros_nodes"
SOURCES = NODES / "kinesics_ros/kinesics_ros"
PERCEIVED = {IMAGE, COMPRESSED, "camera_info", MICROPHONE, DRIVER, DRIVER_INFO}
SENSED = {"imu", *PERCEIVED}
OTHERS = {"/tf", "/tf_static", *SENSED, *HRI}
VOICED = {"say", "speech", "speech_stream", "speech_audio", "speech_audio_info"}
SERVICES = {"stop", "arm", "disarm", "calibrate_zero", "set_persona"}


def published():
    text = (SOURCES / "telling/outputs.py").read_text()
    return set(re.findall(r'create_publisher\(\w+, "([^"]+)"', text))


def profile(node, file):
    root = ET.parse(NODES / "security" / file).getroot()
    (found,) = [one for one in root.iter("profile") if one.get("node") == node]
    return found


def allowed(node, kind, right, file="policy.xml"):
    return {
        one.text
        for group in profile(node, file).findall(f"{kind}s")
        if group.get(right) == "ALLOW"
        for one in group
    }


def test_the_body_may_do_all_that_it_does_and_the_planner_all_that_it_hears():
    heard = {*TOPICS, *VOICED, "stop"}
    assert allowed("body", "topic", "subscribe") == {*heard, "clock_probe", "/clock", *OTHERS}
    assert published() <= allowed("body", "topic", "publish")
    assert allowed("body", "service", "reply") >= SERVICES
    assert allowed("body", "action", "execute") == {*GOALS, f"~/{FOLLOW}"}
    assert allowed("planner", "topic", "publish") >= heard
    assert allowed("planner", "service", "request") == {"stop", "set_persona"}


NODES_OF_OTHERS = {"planner", "operator"}
OF_RCLPY = {
    *("~/describe_parameters", "~/get_parameter_types", "~/get_parameters", "~/list_parameters"),
    *("~/set_parameters", "~/set_parameters_atomically", "~/get_type_description"),
}


def profiles():
    """Node and file of every profile."""
    for file in ("policy.xml", "parts.xml"):
        root = ET.parse(NODES / "security" / file).getroot()
        yield from ((one.get("node"), file) for one in root.iter("profile"))


def test_every_profile_has_the_services_that_rclpy_opens_in_any_node():
    told = [*profiles()]
    assert {"planner", "operator", "recorder", "sim"} <= {node for node, _ in told}
    assert [
        one for one in told if not allowed(one[0], "service", "reply", one[1]) >= OF_RCLPY
    ] == []


def test_somebody_may_ask_for_all_that_brings_a_robot_up_and_nobody_else_may():
    asked = allowed("operator", "service", "request")
    answered = {
        service.replace("~", node)
        for node, file in profiles()
        if node not in NODES_OF_OTHERS
        for service in allowed(node, "service", "reply", file)
    }
    assert asked <= answered
    assert {one for one in answered - asked if "get_type_description" not in one} == set()
    others = {one for one in profiles() if one[0] != "operator"}
    may = {
        (node, one) for node, file in others for one in allowed(node, "service", "request", file)
    }
    assert may == {("planner", "stop"), ("planner", "set_persona")}


def topics(right, *files):
    """What nodes say, or hear, by their sources."""
    pattern = {
        "publish": r'(?:publisher|publish)\(\s*\w+, "([^"]+)"',
        "subscribe": r'(?:subscription|_subscribe)\(\s*\w+, "([^"]+)"',
    }[right]
    text = "".join((SOURCES / file).read_text() for file in files)
    return set(re.findall(pattern, text))


USUAL = {"~/transition_event", "/parameter_events", "/rosout"}
PARTS = {
    **dict.fromkeys(
        ("expression", "gaze", "gesture"), ("exchange/exchange.py", "nodes/thinker_node.py")
    ),
    "speech": (
        *("exchange/exchange.py", "nodes/thinker_node.py", "nodes/speech_node.py"),
        *("telling/said_topics.py", "exchange/utterances.py"),
    ),
    "perception": ("exchange/exchange.py", "nodes/perception_node.py"),
    **dict.fromkeys(("bridge", "sim"), ("nodes/relay_node.py",)),
    "body": (
        *("exchange/exchange.py", "exchange/topic_wire.py", "nodes/mixer_node.py"),
        *("telling/outputs.py", "telling/planned.py"),
        *("telling/tf_topic.py", "telling/face_topic.py"),
    ),
}


@pytest.mark.parametrize("node", PARTS)
def test_each_part_may_say_all_that_it_says_and_no_more(node):
    said = topics("publish", *PARTS[node])
    said -= {"tracks"} - ({"tracks"} if node in DEPARTMENTS else set())
    said |= {ROWS_TOPIC} if node == "body" else set()
    assert said
    assert allowed(node, "topic", "publish", "parts.xml") == said | USUAL
    heard = allowed(node, "topic", "subscribe", "parts.xml")
    assert "tracks" not in heard or node == "body"
    assert ("rows" in heard) == (node in ("bridge", "sim"))
    actions = {"body": {*GOALS, f"~/{FOLLOW}"} - {"say"}, "speech": {"say"}}.get(node, set())
    assert allowed(node, "action", "execute", "parts.xml") == actions
    if node == "body":
        crosses = {"tracks", "track", "packets", "link"}
        assert heard == {*FAR_TOPICS, "stop", "clock_probe", "/clock", *OTHERS, *crosses}
    if node == "perception":
        assert heard == {"packets", "/clock", *PERCEIVED}
    if node == "speech":
        answers = {"body/events", "body/status"}
        assert heard == {*VOICED, "packets", "/clock", *answers}


def test_the_recorder_may_hear_what_it_records_and_tell_how_it_is():
    recorded = RECORDING["topics"].default
    assert allowed("recorder", "topic", "subscribe") == {*recorded, "/clock"}
    assert allowed("recorder", "topic", "publish") == {*USUAL, "~/status", "/diagnostics"}
    assert allowed("recorder", "service", "reply") <= allowed("body", "service", "reply")
    assert "~/change_state" in allowed("recorder", "service", "reply")


@pytest.mark.parametrize("file", ["policy.xml", "parts.xml"])
def test_a_robot_in_a_namespace_has_enclaves_and_profiles_of_its_own(file):
    told = (NODES / "security/README.md").read_text()
    ((first, second),) = re.findall(r"^sed -e '(s\|.*?)' -e '(s\|.*?)' ", told, re.MULTILINE)
    text = (NODES / "security" / file).read_text()
    before = ET.fromstring(text)
    for _, old, new, _ in (first.split("|"), second.split("|")):
        assert old in text
        text = text.replace(old, new)
    after = ET.fromstring(text)
    assert {one.get("ns") for one in before.iter("profile")} == {"/"}
    assert {one.get("ns") for one in after.iter("profile")} == {"/left"}
    assert [one.get("path") for one in after.iter("enclave")] == [
        f"/left{one.get('path')}" for one in before.iter("enclave")
    ]


def test_the_table_of_the_readme_names_every_topic_service_and_action():
    text = (NODES / "README.md").read_text()
    said = {topic for files in PARTS.values() for topic in topics("publish", *files)}
    asked = {*ASKED, *HRI, "stop", *SERVICES, *GOALS, f"~/{FOLLOW}"}
    named = {*asked, *published(), *said} - {"body/events"}
    assert [one for one in sorted(named) if f"`{one}`" not in text] == []


def cells(head):
    """Names in the cells of a table of the README, by row and column."""
    lines = (NODES / "README.md").read_text().splitlines()
    begin = next(n for n, line in enumerate(lines) if line.startswith(head))
    for line in lines[begin + 2 :]:
        if not line.startswith("|"):
            return
        first, *others = line.strip("|").split("|")
        yield first.split()[0], [{*re.findall(r"`(\w+)`", one)} for one in others]


def test_the_table_of_parameters_tells_of_each_node_what_acts_when():
    nodes = ({**PARAMETERS, **MIXING}, THINKING, HOLDING, RECORDING, PERCEIVING)
    wanted = {
        "at": [{n for n, one in node.items() if one.reloads and n not in FIXED} for node in nodes],
        "next": [
            {n for n, one in node.items() if not one.reloads and n not in FIXED} for node in nodes
        ],
        "when": [{*node} & {*FIXED} for node in nodes],
    }
    once, later, never = cells("| acts | of `body` |")
    assert once == ("at", wanted["at"])
    assert later[1] == wanted["next"]
    assert never == ("when", wanted["when"])


def test_whoever_builds_as_told_has_the_python_of_kinesics_in_the_nodes():
    """`colcon` of a distribution would write its own (ros2/ros2cli#1024)."""
    told = [NODES / "README.md", NODES.parent / "README.md", NODES / "system/Dockerfile"]
    text = "\n".join(path.read_text() for path in told)
    assert len(re.findall(r'python "\$\(command -v colcon\)" build', text)) == 2
    assert re.findall(r"^.*(?<!`)colcon build --base.*$", text, re.MULTILINE) == []


def test_the_unit_stops_as_launch_wants_and_leaves_time_to_park():
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(NODES / "system/kinesics-body.service")
    service = unit["Service"]
    assert (service["KillSignal"], service["Restart"]) == ("SIGINT", "on-failure")
    assert int(service["TimeoutStopSec"]) >= 20
    assert "kinesics.launch.py robot:=$ROBOT device:=$DEVICE" in service["ExecStart"]


def test_the_udev_rule_is_one():
    rules = (NODES / "system/99-kinesics.rules").read_text().splitlines()
    keys = re.compile(r'^[A-Z]+(\{\w+\})?(==|=|\+=)"[^"]*"$')
    for rule in rules:
        if not rule.startswith("#"):
            assert all(keys.match(part) for part in rule.split(", ")), rule
