"""The same performance behind a real serial port: the twin on a pty, paced by the clock."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from kinesics_app.cli import main


@pytest.fixture
def port():
    """The port of a `kinesics twin --pty` in a process of its own."""
    command = [sys.executable, "-c", "from kinesics_app.cli import main; main()", "twin", "--pty"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as twin:
        yield twin.stdout.readline().strip()
        twin.terminate()


def test_a_robot_on_a_serial_port_performs_in_real_time(port, short_speech, tmp_path, caplog):
    arguments = ["perform", short_speech, "--device", port, "--live", "--out", tmp_path]
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    assert (result.output + caplog.text).count("sound ") + result.output.count("sound: ") == 1
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["crc_errors"] == 0
    assert summary["setpoints"]["played"] > 0.9 * summary["setpoints"]["sent"] - 20
    largest = summary["as_played"]["largest"]
    assert largest["position"]["share"] <= 1.0
    assert json.loads((tmp_path / "timing.json").read_text())["wall_s"] > 1.8


def test_a_port_is_not_opened_twice(port):
    from kinesics.errors import BridgeError
    from kinesics_bridge.serial_port import SerialPort

    first = SerialPort(port)
    with pytest.raises(BridgeError, match="cannot open"):
        SerialPort(port)
    first.close()
