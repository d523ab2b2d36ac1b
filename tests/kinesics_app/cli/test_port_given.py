"""An unset variable in a script must not move another robot than the one that was meant."""

import pytest
from click.testing import CliRunner

from kinesics_app.cli.main import main


@pytest.mark.parametrize(
    "asked",
    [
        ["joint", "neck_yaw", "--to", "0.1", "--port", ""],
        ["doctor", "--port", " "],
        ["stop", "--port", ""],
        ["disarm", "--port", ""],
        ["calibrate", "lag", "jaw", "--port", ""],
        ["firmware", "version", "--port", ""],
        ["firmware", "provision", "--port", "", "--robot", "humanoid"],
        ["firmware", "flash", "image.elf", "--port", ""],
        ["fault-proxy", "--device", ""],
        ["run", "--device", ""],
    ],
    ids=" ".join,
)
def test_an_empty_port_is_a_mistake_of_the_command_line(asked):
    found = CliRunner().invoke(main, asked)
    assert found.exit_code == 2
    assert "the name of the port is empty" in found.output
