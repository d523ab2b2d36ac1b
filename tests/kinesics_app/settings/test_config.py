"""Settings: one table for options, variables, files and parameters; mistakes are told at once."""

from dataclasses import fields

import pytest
from click.testing import CliRunner

from kinesics.errors import ConfigError
from kinesics_app.cli.main import main
from kinesics_app.cli.run import run as run_command
from kinesics_app.cli.settings_command import strange_variables
from kinesics_app.settings.config_file import known_setting, read_config
from kinesics_app.settings.persona_given import TRAITS
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.settings.setting import SETTINGS


def kinesics(*arguments, **environment):
    return CliRunner(env=environment).invoke(main, [*map(str, arguments)])


def shown(*arguments, **environment):
    """What `config show` says: {setting: (value, origin)}."""
    result = kinesics("config", "show", *arguments, **environment)
    assert result.exit_code == 0, result.output
    return {line.split()[0]: tuple(line.split()[1:]) for line in result.output.splitlines()}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "robot.toml"
    path.write_text('lead_ms = 150\nquiet = true\ndials = ["lips=0.9", "pose=1.1"]\nwarmth = 0.8\n')
    return path


def test_every_default_is_allowed_and_is_the_run_s_own():
    usual = RunRequest()
    for setting in SETTINGS.values():
        assert setting.checked(setting.default) == setting.default
        if setting.name not in (*TRAITS, "socket", "emotion"):
            assert getattr(usual, setting.name) == setting.default, setting.name
    assert {one.name for one in fields(RunRequest)} - {"persona"} == set(SETTINGS) - set(TRAITS)


def test_the_command_line_has_every_setting_and_its_default():
    with run_command.make_context("run", [], **run_command.context_settings) as context:
        given = context.params
    for setting in SETTINGS.values():
        if setting.name not in TRAITS:
            assert given[setting.name] == setting.default, setting.name


def test_an_option_stands_above_a_variable_that_above_the_file_and_that_above_the_default(file):
    assert shown()["lead_ms"] == ("100", "default")
    assert shown(file)["lead_ms"] == ("150", str(file))
    assert shown(file, KINESICS_LEAD_MS="200")["lead_ms"] == ("200", "KINESICS_LEAD_MS")
    with run_command.make_context(
        "run", [str(file), "--lead-ms", "300"], **run_command.context_settings
    ) as context:
        assert context.params["lead_ms"] == 300.0
        assert context.params["dials"] == ("lips=0.9", "pose=1.1")
        assert context.params["quiet"] is True


def test_a_variable_names_the_file_where_the_command_line_names_none(file, tmp_path):
    assert shown(KINESICS_CONFIG=str(file))["lead_ms"] == ("150", str(file))
    other = tmp_path / "other.toml"
    other.write_text("lead_ms = 250\n")
    assert shown(other, KINESICS_CONFIG=str(file))["lead_ms"] == ("250", str(other))
    told = kinesics("config", "show", KINESICS_CONFIG="/nowhere.toml")
    assert (told.exit_code, "cannot read /nowhere.toml" in told.stderr) == (2, True)
    assert "tells no setting" not in told.stderr


def test_traits_of_a_file_are_one_persona(file):
    assert shown(file)["persona"] == ("warmth=0.8", str(file))
    assert shown(file, KINESICS_PERSONA="energy=0.2")["persona"][0] == "energy=0.2"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("KINESICS_LAED_MS", "nearest: KINESICS_LEAD_MS"),
        ("KINESICS_WARMTH", "wanted KINESICS_PERSONA=warmth=VALUE"),
        ("KINESICS_ZZZ", "tells no setting"),
    ],
)
def test_a_variable_that_tells_nothing_is_told_and_passed_over(file, name, wanted):
    result = kinesics("config", "show", file, **{name: "0.3"})
    assert result.exit_code == 0
    assert f"the variable {name} tells no setting" in result.stderr
    assert wanted in result.stderr
    assert result.stdout == kinesics("config", "show", file, KINESICS_LEAD_MS=None).stdout


@pytest.mark.parametrize("setting", [one for one in SETTINGS if one not in TRAITS])
def test_no_setting_s_variable_is_called_strange(setting):
    assert strange_variables([f"KINESICS_{setting.upper()}", "KINESICS_PERSONA", "LEAD_MS"]) == []
    assert strange_variables(["KINESICS_VENV", "KINESICS_ROS_VENV"]) == []


def test_what_a_variable_tells_wrong_is_told_by_its_own_name():
    result = kinesics("config", "show", KINESICS_LEAD_MS="abc")
    assert result.exit_code == 2
    assert "Invalid value for 'KINESICS_LEAD_MS'" in result.stderr


def test_a_rig_is_looked_for_beside_the_file(tmp_path):
    (tmp_path / "robot.toml").write_text('robot = "rigs/mine.toml"\n')
    assert read_config(tmp_path / "robot.toml")["robot"] == str(tmp_path / "rigs" / "mine.toml")


def test_every_mistake_of_a_file_is_told_at_once(tmp_path):
    path = tmp_path / "robot.toml"
    path.write_text(
        'lead = 3\nquiet = "yes"\nlead_ms = 3\nbackend = "tf"\ndials = [1]\nseed = true'
    )
    result = kinesics("config", "check", path)
    assert result.exit_code == 2
    told = result.stderr.splitlines()
    assert len(told) == 6
    for line, sentence in zip(
        told,
        (
            "no setting 'lead'; nearest: lead_ms",
            "quiet is 'yes'; wanted true or false",
            "lead_ms is 3; wanted 25 to 1000 ms",
            "backend is 'tf'; wanted auto or litert or onnxruntime",
            "dials is [1]; wanted a list of texts",
            "seed is True; wanted an integer",
        ),
        strict=True,
    ):
        assert sentence in line
        assert str(path) in line


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "cannot read"),
        ("lead_ms = ", "is not TOML"),
        ('robot = "nobody"', "nobody"),
        ('emotion = "hapy"', "hapy"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line(tmp_path, text, sentence):
    path = tmp_path / "robot.toml"
    if text is not None:
        path.write_text(text)
    result = kinesics("config", "check", path)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_run_refuses_a_wrong_file_before_anything_is_opened(tmp_path):
    path = tmp_path / "robot.toml"
    path.write_text("leed_ms = 100\n")
    result = kinesics("run", path)
    assert result.exit_code == 2
    assert "no setting 'leed_ms'; nearest: lead_ms" in result.stderr


def test_a_right_file_is_told_so(file):
    result = kinesics("config", "check", file)
    assert (result.exit_code, result.output) == (0, f"{file}: ok, 4 settings\n")


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_explained(name):
    told = kinesics("config", "explain", name).output
    assert SETTINGS[name].says in told
    assert f"{name} in the configuration file" in told
    assert name in kinesics("config", "explain").output


def test_an_unknown_setting_is_refused_with_the_nearest():
    with pytest.raises(ConfigError, match="nearest: lookahead_ms"):
        known_setting("look_ahead_ms")
    with pytest.raises(ConfigError, match="there are device, robot"):
        known_setting("xyzzy")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0, "1", None, True])
def test_no_number_out_of_range_is_let_in(value):
    with pytest.raises(ConfigError, match=r"^loudness is"):
        SETTINGS["loudness"].checked(value)
