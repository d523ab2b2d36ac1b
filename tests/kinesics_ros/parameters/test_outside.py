"""What variables and a configuration file tell a node, and what of it stands above parameters."""

from dataclasses import replace

import pytest

from kinesics.errors import ConfigError
from kinesics_ros.parameters.known import HOLDING, PARAMETERS, RECORDING, THINKING, ParameterError
from kinesics_ros.parameters.outside import demand_below, outside, tells

FILE = """
lead_ms = 150
quiet = true
dials = ["lips=0.9", "pose=1.1"]
warmth = 0.8
studio = true
seed = 0
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "robot.toml"
    path.write_text(FILE)
    return str(path)


def told(told_by):
    return {name: (one.value, one.by) for name, one in told_by.items()}


def test_a_file_tells_what_the_node_has_parameters_for_as_these_have_it(file):
    found = outside(PARAMETERS, {"config": file})
    assert found.above == {}
    assert told(found.below) == {
        "lead_ms": (150.0, file),
        "quiet": (True, file),
        "dials": ("lips=0.9 pose=1.1", file),
        "warmth": (0.8, file),
    }
    assert set(outside(THINKING, {"config": file}).below) == {"lead_ms"}
    assert outside(HOLDING, {"config": file}).below == {}
    assert outside(RECORDING, {}).above == {}


def test_variables_stand_above_and_name_the_file_too(file, monkeypatch):
    monkeypatch.setenv("KINESICS_LEAD_MS", "200")
    monkeypatch.setenv("KINESICS_OFF", "blink gaze")
    monkeypatch.setenv("KINESICS_PERSONA", "energy=0.2")
    monkeypatch.setenv("KINESICS_CONFIG", file)
    found = outside(PARAMETERS, {"config": "/nowhere.toml"})
    assert told(found.above) == {
        "config": (file, "KINESICS_CONFIG"),
        "lead_ms": (200.0, "KINESICS_LEAD_MS"),
        "off": ("blink gaze", "KINESICS_OFF"),
        **{
            trait: (value, "KINESICS_PERSONA")
            for trait, value in (("extraversion", 0.5), ("warmth", 0.5), ("energy", 0.2))
        },
    }
    assert set(found.below) == {"quiet", "dials"}


def test_what_cannot_be_is_told_as_run_tells_it(file, monkeypatch, tmp_path):
    with pytest.raises(ConfigError, match=r"cannot read /nowhere\.toml"):
        outside(PARAMETERS, {"config": "/nowhere.toml"})
    (tmp_path / "wrong.toml").write_text("leed_ms = 3\n")
    with pytest.raises(ConfigError, match="nearest: lead_ms"):
        outside(PARAMETERS, {"config": str(tmp_path / "wrong.toml")})
    monkeypatch.setenv("KINESICS_LEAD_MS", "3")
    with pytest.raises(ConfigError, match="KINESICS_LEAD_MS"):
        outside(PARAMETERS, {"config": file})


def test_that_the_robot_is_another_node_s_no_variable_changes(monkeypatch):
    monkeypatch.setenv("KINESICS_DEVICE", "/dev/ttyACM0")
    assert set(outside(PARAMETERS, {"device": "topics"}).above) == set()
    assert set(outside(PARAMETERS, {"device": "twin"}).above) == {"device"}
    twins = {**HOLDING, "device": replace(HOLDING["device"], choices=("twin", "mujoco"))}
    found = outside(twins, {})
    assert found.above == {}
    assert found.passed_over == (
        ["KINESICS_DEVICE: device is '/dev/ttyACM0'; wanted twin or mujoco"]
    )


def test_a_node_is_told_by_a_parameter_what_is_not_its_default():
    lead = PARAMETERS["lead_ms"]
    assert not tells({"lead_ms": 100.0}, lead)
    assert tells({"lead_ms": 100.5}, lead)
    assert tells({"lead_ms": 100}, lead)  # which is refused


def test_a_parameter_cannot_be_other_than_its_variable_says(monkeypatch):
    monkeypatch.setenv("KINESICS_QUIET", "1")
    found = outside(PARAMETERS, {})
    demand_below(found, "quiet", True)
    demand_below(found, "level", False)
    with pytest.raises(ParameterError, match="quiet is told by KINESICS_QUIET, which stands above"):
        demand_below(found, "quiet", False)
