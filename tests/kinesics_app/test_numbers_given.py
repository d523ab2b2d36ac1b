import pytest
from click.testing import CliRunner

from kinesics_app.cli import main


@pytest.mark.parametrize(
    "asked",
    [
        ["perform", "{wav}", "--loudness", "nan"],
        ["perform", "{wav}", "--affect", "nan"],
        ["intent", "nod", "--size", "nan"],
        ["gesture", "play", "greet", "--size", "nan"],
    ],
    ids=" ".join,
)
def test_nan_is_a_mistake_of_the_command_line(asked, short_speech):
    found = CliRunner().invoke(main, [one.format(wav=short_speech) for one in asked])
    assert found.exit_code == 2
    assert "nan is no number" in found.output
