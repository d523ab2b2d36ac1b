"""What Fast DDS is told before a node begins."""

import os
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from kinesics_ros.middleware import repeat_soon

NAMES = "{http://www.eprosima.com/XMLSchemas/fastRTPS_Profiles}"
OURS = "FASTRTPS_DEFAULT_PROFILES_FILE"


@pytest.fixture
def bare(monkeypatch):
    """An environment without profiles; what is set in it is taken back."""
    monkeypatch.setenv(OURS, "")
    monkeypatch.delenv(OURS)
    monkeypatch.delenv("FASTDDS_DEFAULT_PROFILES_FILE", raising=False)
    return monkeypatch


def test_writers_are_told_to_repeat_within_a_fifth_of_a_second(bare):
    assert repeat_soon()
    root = ET.parse(Path(os.environ[OURS])).getroot()
    (writer,) = root.iter(f"{NAMES}data_writer")
    assert writer.get("is_default_profile") == "true"
    period = writer.find(f"{NAMES}times/{NAMES}heartbeatPeriod")
    period_s = int(period.findtext(f"{NAMES}sec")) + 1e-9 * int(period.findtext(f"{NAMES}nanosec"))
    assert 0.02 <= period_s <= 0.2


@pytest.mark.parametrize("variable", [OURS, "FASTDDS_DEFAULT_PROFILES_FILE"])
def test_profiles_of_somebody_else_are_left_alone(bare, variable):
    bare.setenv(variable, "theirs.xml")
    assert not repeat_soon()
    assert os.environ[variable] == "theirs.xml"
    assert os.environ.get(OURS, "theirs.xml") == "theirs.xml"
