"""Parameters: named as elsewhere, in ranges, refused with reasons."""

from dataclasses import fields, replace

import pytest

from kinesics.errors import ConfigError, ModelError
from kinesics_app.settings.persona_given import given_persona
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.settings.setting import SETTINGS
from kinesics_ros.parameters.known import (
    AFAR,
    NOT_HERE,
    OF_A_LIFE,
    PARAMETERS,
    PERSONA,
    RECORDING,
    ParameterError,
    check,
    check_head,
    request_of,
    strange_parameters,
)


def test_every_default_is_allowed_and_asks_for_the_run_that_the_command_line_would():
    for spec in PARAMETERS.values():
        check(spec.name, spec.default, configured=False)
    defaults = {spec.name: spec.default for spec in PARAMETERS.values()}
    request = request_of(defaults)
    for field in fields(RunRequest):
        if field.name not in NOT_HERE:
            assert getattr(request, field.name) == getattr(RunRequest(), field.name), field.name


def another(setting):
    """A value that is allowed and not the default."""
    if setting.type is bool:
        return not setting.default
    if setting.type is str:
        return next((one for one in setting.choices if one != setting.default), "lips=0.7")
    return setting.low if setting.default != setting.low else setting.high


def test_what_a_reload_changes_is_live_here_too():
    for name in {*SETTINGS} - {*NOT_HERE}:
        assert PARAMETERS[name].reloads >= SETTINGS[name].reloads, name
    assert {"dials", "off", "quiet", "level", "loudness", *PERSONA} <= OF_A_LIFE
    assert all(PARAMETERS[name].reloads for name in ("urdf", "tell_tf", "frame_prefix"))


def test_a_persona_reaches_the_run_as_it_is_typed_there():
    told = {**dict.fromkeys(PERSONA, 0.5), "warmth": 1e-6, "energy": 0.75}
    assert request_of(told).persona == ("warmth=0.000001", "energy=0.750000")
    assert given_persona(request_of(told).persona)["energy"] == 0.75


@pytest.mark.parametrize("name", sorted({*SETTINGS} - {*NOT_HERE, *PERSONA}))
def test_every_setting_of_a_run_is_a_parameter_and_reaches_the_run(name):
    value = another(PARAMETERS[name])
    check(name, value, configured=False)
    asked = getattr(request_of({name: value}), name)
    assert asked == ((value,) if SETTINGS[name].type is tuple else value)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("lead_ms", 10.0, "lead_ms is 10; wanted 25 to 1000 ms"),
        ("lead_ms", float("nan"), "lead_ms is nan"),
        ("lead_ms", 100, "is a int; wanted a float"),
        ("lookahead_ms", True, "is a bool; wanted a int"),
        ("backend", "torch", "'torch'; wanted auto or litert or onnxruntime"),
        ("warmth", 1.5, "wanted 0 to 1$"),
    ],
)
def test_what_is_out_of_range_is_refused_with_what_would_be_right(name, value, why):
    with pytest.raises(ConfigError, match=why):
        check(name, value, configured=False)


def test_a_recorder_takes_topics_as_a_service_brings_them_and_nothing_else():
    for one in RECORDING.values():
        check(one.name, one.default, configured=one.reloads)
        assert one.says
    check("topics", ["joint_states", "/diagnostics"], configured=True)
    for wrong, why in (
        ("joint_states", "is a str; wanted a list of texts"),
        ([1, 2], "a list of texts"),
    ):
        with pytest.raises(ConfigError, match=why):
            check("topics", wrong, configured=False)


def test_a_node_may_take_less_than_another():
    sim = {"device": replace(PARAMETERS["device"], choices=("twin", "mujoco"))}
    check("device", "mujoco", configured=False, of=sim)
    check("device", "/dev/ttyACM0", configured=False)
    with pytest.raises(ConfigError, match="wanted twin or mujoco"):
        check("device", "/dev/ttyACM0", configured=False, of=sim)


def test_of_a_configured_robot_only_live_ones_change():
    check("warmth", 0.8, configured=True)
    check("dials", "lips=0.7", configured=True)
    check("camera_rate_hz", 5.0, configured=True)
    check("use_sim_time", True, configured=True)  # not ours
    why = "device takes effect at the next configure: deactivate and clean the node up first"
    with pytest.raises(ConfigError, match=why):
        check("device", "/dev/ttyACM0", configured=True)


def test_a_name_that_no_node_has_is_told_with_the_nearest():
    usual = ["use_sim_time", "qos_overrides./tf.publisher.depth", *PARAMETERS, *AFAR, *RECORDING]
    assert strange_parameters([*usual, "warmht"]) == ["no parameter 'warmht'; nearest: warmth"]
    assert strange_parameters(usual) == []


def test_a_look_ahead_that_the_mouth_has_no_head_for_is_refused_with_those_that_it_has():
    for fine in ({}, {"lookahead_ms": 0}, {"lookahead_ms": 200, "mouth_model": ""}):
        check_head(fine)
    with pytest.raises(ParameterError, match="is 70; this mouth's network has 0, 40, 80, 120, 200"):
        check_head({"lookahead_ms": 70})
    with pytest.raises(ModelError):
        check_head({"lookahead_ms": 80, "mouth_model": "/nowhere"})
