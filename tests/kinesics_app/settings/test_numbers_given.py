import pytest
from click.testing import CliRunner

from kinesics_app.cli.main import main


@pytest.mark.parametrize(
    "asked",
    [
        ["perform", "{wav}", "--loudness", "nan"],
        ["perform", "{wav}", "--affect", "nan"],
        ["intent", "nod", "--size", "nan"],
        ["gesture", "play", "greet", "--size", "nan"],
        ["measure", "life", "--minutes", "nan"],
    ],
    ids=" ".join,
)
def test_nan_is_a_mistake_of_the_command_line(asked, short_speech):
    found = CliRunner().invoke(main, [one.format(wav=short_speech) for one in asked])
    assert found.exit_code == 2
    assert "nan is no number" in found.output


@pytest.mark.parametrize("command", ["show", "play"])
@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_a_gesture_points_at_no_place_that_is_none(command, number):
    asked = ["gesture", command, "point", "--target", "1.0", number, "0.9"]
    found = CliRunner().invoke(main, asked)
    assert found.exit_code == 2
    assert f"1.0 {number} 0.9 is no point; wanted finite numbers" in found.output
