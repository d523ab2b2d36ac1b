"""What commands say of servos without firmware of ours: what is so, and no more."""

import pytest
from click.testing import CliRunner

from kinesics_app.cli.main import main
from kinesics_bridge.buses.model import pulse_model
from kinesics_bridge.emulators.dynamixel import dynamixel_emulator
from kinesics_bridge.emulators.maestro import MaestroEmulator, MaestroOptions
from kinesics_bridge.emulators.pty_bus import PtyBus
from kinesics_bridge.emulators.servo_emulator import BusOptions

pytest.importorskip("pty")
RIG = """schema = 1
name = "bare"
summary = "one servo"
buses = [{{ name = "b", kind = "{kind}", port = "{port}" }}]
[[joints]]
name = "jaw"
bus = "b"
address = {address}
unit = "rad"
actuator = "{actuator}"
ratio = 1.0
neutral = 0.0
safe = 0.0
position = [-0.5, 0.5]
velocity = 2.0
acceleration = 20.0
jerk = 2000.0
lag_ms = 40
feedback = "{feedback}"
drives = []
"""


@pytest.fixture
def rig_file(tmp_path):
    path = tmp_path / "bare.toml"

    def write(**values):
        path.write_text(RIG.format(**values))
        return str(path)

    return write


def invoke(*words):
    return CliRunner().invoke(main, list(words))


def servo(port, actuator="xl330-m288"):
    return {
        "kind": "dynamixel",
        "port": port,
        "address": 1,
        "actuator": actuator,
        "feedback": "position",
    }


def test_a_maestro_has_nothing_to_provision(rig_file, living):
    with living(PtyBus(MaestroEmulator([pulse_model("mg90s")], MaestroOptions()))) as port:
        where = {"kind": "maestro", "port": port.device, "address": 0}
        rig = rig_file(**where, actuator="mg90s", feedback="none")
        result = invoke("firmware", "provision", "--port", "buses", "--robot", rig)
    assert result.exit_code == 0, result.output
    assert "nothing to do: a Maestro keeps its settings itself" in result.output
    assert "torque" not in result.output
    assert "return delay" not in result.output


def test_stop_of_bare_servos_alone_says_the_way_out(rig_file):
    rig = rig_file(**servo("/dev/ttyUSB7"))
    result = invoke("stop", "--port", "buses", "--robot", rig)
    assert result.exit_code == 2
    assert "end the program that has /dev/ttyUSB7, or cut its power" in result.output


def test_another_model_is_called_by_its_name(rig_file, living):
    with living(PtyBus(dynamixel_emulator([(1, "xl330-m288")], BusOptions()))) as port:
        rig = rig_file(**servo(port.device, "xl430-w250"))
        result = invoke("firmware", "provision", "--port", "buses", "--robot", rig)
    assert result.exit_code == 2
    assert "is of model number 1200 (xl330-m288), not xl430-w250" in result.output


def test_a_wrong_rate_is_named_by_doctor_and_provision(rig_file, living):
    with living(PtyBus(dynamixel_emulator([(1, "xl330-m288")], BusOptions(baud=57_600)))) as port:
        rig = rig_file(**servo(port.device))
        for words in (("doctor",), ("firmware", "provision")):
            result = invoke(*words, "--port", "buses", "--robot", rig)
            assert result.exit_code != 0
            assert "no servo answers at 1000000 Bd" in result.output
            assert "latency" not in result.output.replace("low latency", "")
