"""What is shipped beside the nodes: policy, unit, rule, Dockerfile, and the table of topics."""

import re
import xml.etree.ElementTree as ET
from configparser import ConfigParser
from pathlib import Path

from kinesics_ros.asked import ASKED, TOPICS
from kinesics_ros.goals import GOALS

NODES = Path(__file__).parents[2] / "ros_nodes"
SOURCES = NODES / "kinesics_ros/kinesics_ros"
SERVICES = {"stop", "arm", "disarm", "calibrate_zero", "set_persona"}


def published():
    text = (SOURCES / "outputs.py").read_text()
    return set(re.findall(r'create_publisher\(\w+, "([^"]+)"', text))


def profile(node):
    root = ET.parse(NODES / "security/policy.xml").getroot()
    (found,) = [one for one in root.iter("profile") if one.get("node") == node]
    return found


def allowed(node, kind, right):
    return {
        one.text
        for group in profile(node).findall(f"{kind}s")
        if group.get(right) == "ALLOW"
        for one in group
    }


def test_the_body_may_do_all_that_it_does_and_the_planner_all_that_it_hears():
    heard = {*TOPICS, "stop"}
    assert allowed("body", "topic", "subscribe") == {*heard, "clock_probe", "/clock"}
    assert published() <= allowed("body", "topic", "publish")
    assert allowed("body", "service", "reply") >= SERVICES
    assert allowed("body", "action", "execute") == set(GOALS)
    assert allowed("planner", "topic", "publish") >= heard
    assert allowed("planner", "service", "request") == {"stop", "set_persona"}


def test_the_table_of_the_readme_names_every_topic_service_and_action():
    text = (NODES / "README.md").read_text()
    named = {*ASKED, "stop", *published(), *SERVICES, *GOALS}
    assert [one for one in sorted(named) if f"`{one}`" not in text] == []


def test_the_unit_stops_as_launch_wants_and_leaves_time_to_park():
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(NODES / "system/kinesics-body.service")
    service = unit["Service"]
    assert (service["KillSignal"], service["Restart"]) == ("SIGINT", "on-failure")
    assert int(service["TimeoutStopSec"]) >= 20
    assert "kinesics.launch.py robot:=$ROBOT device:=$DEVICE" in service["ExecStart"]


def test_udev_and_docker_name_what_is_there():
    rules = (NODES / "system/99-kinesics.rules").read_text().splitlines()
    keys = re.compile(r'^[A-Z]+(\{\w+\})?(==|=|\+=)"[^"]*"$')
    for rule in rules:
        if not rule.startswith("#"):
            assert all(keys.match(part) for part in rule.split(", ")), rule
    docker = (NODES / "system/Dockerfile").read_text()
    steps = {line.split()[0] for line in docker.splitlines() if re.match(r"[A-Z]+ ", line)}
    assert steps == {"FROM", "RUN", "COPY", "WORKDIR", "STOPSIGNAL", "ENTRYPOINT"}
