"""What Fast DDS is told before a node begins."""

import os
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from kinesics_ros.process.middleware import apply_profile

NAMES = "{http://www.eprosima.com/XMLSchemas/fastRTPS_Profiles}"
OURS = "FASTRTPS_DEFAULT_PROFILES_FILE"
RANGE, ONLY = "ROS_AUTOMATIC_DISCOVERY_RANGE", "ROS_LOCALHOST_ONLY"


@pytest.fixture
def bare(monkeypatch):
    """An environment without profiles; what is set in it is taken back."""
    monkeypatch.setenv(OURS, "")
    monkeypatch.delenv(OURS)
    for name in ("FASTDDS_DEFAULT_PROFILES_FILE", RANGE, ONLY, "ROS_STATIC_PEERS"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return monkeypatch


@pytest.mark.parametrize("told", [{}, {RANGE: "SUBNET"}, {RANGE: "LOCALHOST"}])
def test_nothing_is_carried_through_shared_memory(bare, told):
    for name, value in told.items():
        bare.setenv(name, value)
    assert apply_profile()
    root = ET.parse(Path(os.environ[OURS])).getroot()
    (participant,) = root.iter(f"{NAMES}participant")
    assert participant.get("is_default_profile") == "true"
    assert participant.findtext(f"{NAMES}rtps/{NAMES}useBuiltinTransports") == "false"
    used = {one.text for one in participant.find(f"{NAMES}rtps/{NAMES}userTransports")}
    known = {
        one.findtext(f"{NAMES}transport_id"): one.findtext(f"{NAMES}type")
        for one in root.iter(f"{NAMES}transport_descriptor")
    }
    assert [known[one] for one in used] == ["UDPv4"]


@pytest.mark.parametrize("told", [{RANGE: "LOCALHOST"}, {ONLY: "1"}])
def test_who_is_to_stay_on_this_host_is_kept_there_by_the_profile(bare, told):
    for name, value in told.items():
        bare.setenv(name, value)
    assert apply_profile()
    assert os.environ[RANGE] == "SYSTEM_DEFAULT"
    assert ONLY not in os.environ
    root = ET.parse(Path(os.environ[OURS])).getroot()
    allowed = [one.text for list_ in root.iter(f"{NAMES}interfaceWhiteList") for one in list_]
    assert allowed == ["127.0.0.1"]


def test_who_is_to_meet_certain_peers_is_left_to_rmw(bare):
    bare.setenv(RANGE, "LOCALHOST")
    bare.setenv("ROS_STATIC_PEERS", "192.0.2.7")
    assert apply_profile()
    assert os.environ[RANGE] == "LOCALHOST"


@pytest.mark.parametrize("told", [{}, {RANGE: "LOCALHOST"}])
def test_writers_are_told_to_repeat_within_a_fifth_of_a_second(bare, told):
    for name, value in told.items():
        bare.setenv(name, value)
    assert apply_profile()
    root = ET.parse(Path(os.environ[OURS])).getroot()
    (writer,) = root.iter(f"{NAMES}data_writer")
    assert writer.get("is_default_profile") == "true"
    period = writer.find(f"{NAMES}times/{NAMES}heartbeatPeriod")
    period_s = int(period.findtext(f"{NAMES}sec")) + 1e-9 * int(period.findtext(f"{NAMES}nanosec"))
    assert 0.02 <= period_s <= 0.2


def test_who_was_lost_with_a_cable_is_found_again_within_half_a_second(bare):
    """Where nobody is lost so, on one host, all go on saying that they are there every 3 s."""
    assert apply_profile()
    root = ET.parse(Path(os.environ[OURS])).getroot()
    (says,) = root.iter(f"{NAMES}leaseAnnouncement")
    period_s = int(says.findtext(f"{NAMES}sec")) + 1e-9 * int(says.findtext(f"{NAMES}nanosec"))
    assert 0.1 <= period_s <= 0.5


@pytest.mark.parametrize("variable", [OURS, "FASTDDS_DEFAULT_PROFILES_FILE"])
def test_profiles_of_somebody_else_are_left_alone(bare, variable):
    bare.setenv(variable, "theirs.xml")
    assert not apply_profile()
    assert os.environ[variable] == "theirs.xml"
    assert os.environ.get(OURS, "theirs.xml") == "theirs.xml"
