"""One robot on two serial ports, as its rig file names them."""

import re
from contextlib import ExitStack

import pytest
from click.testing import CliRunner

from kinesics.rig import load
from kinesics.rig.load import load_rig
from kinesics_app.cli.main import main
from kinesics_app.device.limits_table import joint_table
from kinesics_bridge.buses.of_rig import bus_table
from kinesics_bridge.twin.pty_twin import PtyTwin

NAMES = ("body", "face")


def rig_text(ports):
    """The humanoid with every second joint on another bus."""
    text = (load._ROBOTS / "humanoid" / "humanoid.toml").read_text()
    heads = iter(range(100))
    text = re.sub(
        r"(?m)^\[\[joints\]\]$",
        lambda match: f'{match[0]}\nbus = "{NAMES[next(heads) % 2]}"',
        text,
    )
    for name, port in zip(NAMES, ports, strict=True):
        text += f'\n[[buses]]\nname = "{name}"\nkind = "firmware"\nport = "{port}"\n'
    return text


@pytest.fixture
def rig_file(tmp_path, living):
    """A rig file whose two ports are there."""
    path = tmp_path / "two.toml"
    path.write_text(rig_text(["/dev/a", "/dev/b"]))
    rig = load_rig(str(path))
    robots = [PtyTwin(bus_table(joint_table(rig), rig.on_bus(name))) for name in NAMES]
    with ExitStack() as running:
        path.write_text(rig_text([running.enter_context(living(one)).device for one in robots]))
        yield path


def test_a_joint_on_either_bus_moves(rig_file):
    for joint in load_rig(str(rig_file)).names[:2]:
        arguments = ["joint", joint, "--to", "0.05", "--port", "buses", "--robot", str(rig_file)]
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.output
        assert "played 0.0500" in result.output


def test_buses_of_a_rig_without_any_are_refused():
    result = CliRunner().invoke(main, ["joint", "jaw", "--to", "0.1", "--port", "buses"])
    assert result.exit_code == 2
    assert "has 0 buses" in result.output
