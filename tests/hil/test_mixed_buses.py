"""One robot: two joints behind a firmware, two on bare servos."""

import pytest
from click.testing import CliRunner

from kinesics.rig.load import load_rig
from kinesics_app.cli.main import main
from kinesics_app.device.limits_table import joint_table
from kinesics_bridge.buses.of_rig import bus_table
from kinesics_bridge.emulators.dynamixel import dynamixel_emulator
from kinesics_bridge.emulators.pty_bus import PtyBus
from kinesics_bridge.emulators.servo_emulator import BusOptions
from kinesics_bridge.twin.pty_twin import PtyTwin

HEAD = """schema = 1
name = "desk"
summary = "two wires"
buses = [
    {{ name = "face", kind = "dynamixel", port = "{}" }},
    {{ name = "arms", kind = "firmware", port = "{}" }},
]
"""
JOINT = """
[[joints]]
name = "{}"
unit = "rad"
actuator = "xl330-m288"
ratio = 1.0
neutral = 0.0
safe = 0.0
position = [-0.5, 0.5]
velocity = 8.0
acceleration = 250.0
jerk = 25000.0
lag_ms = 32.6
feedback = "position"
drives = []
{}
"""
SEATS = {
    "jaw": 'bus = "face"\naddress = 1',
    "lip": 'bus = "face"\naddress = 2',
    "left": 'bus = "arms"',
    "right": 'bus = "arms"',
}


def rig_text(face, arms):
    joints = "".join(JOINT.format(name, seat) for name, seat in SEATS.items())
    return HEAD.format(face, arms) + joints


@pytest.fixture
def rig_file(tmp_path, living):
    path = tmp_path / "desk.toml"
    path.write_text(rig_text("/dev/a", "/dev/b"))
    rig = load_rig(str(path))
    servos = PtyBus(dynamixel_emulator([(1, "xl330-m288"), (2, "xl330-m288")], BusOptions()))
    firmware = PtyTwin(bus_table(joint_table(rig), rig.on_bus("arms")))
    with living(servos), living(firmware):
        path.write_text(rig_text(servos.device, firmware.device))
        yield str(path)


def invoke(*arguments):
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize("joint", ["lip", "right"])
def test_a_joint_on_either_moves(rig_file, joint):
    result = invoke("joint", joint, "--to", "0.1", "--port", "buses", "--robot", rig_file)
    assert result.exit_code == 0, result.output
    assert "played 0.1000" in result.output


def test_without_hardware_a_mix_is_a_twin_and_an_emulator_as_the_docs_say(
    tmp_path, printing_a_port
):
    path = tmp_path / "mix.toml"
    path.write_text(rig_text("/dev/a", "/dev/b"))
    with (
        printing_a_port("kinesics_bridge.emulators", "dynamixel", "--servos", "2") as servos,
        printing_a_port("kinesics_app", "twin", "--pty", "--robot", str(path)) as twin,
    ):
        path.write_text(rig_text(servos, twin))
        for joint in ("lip", "right"):
            result = invoke("joint", joint, "--to", "0.1", "--port", "buses", "--robot", str(path))
            assert result.exit_code == 0, result.output
            assert "played 0.1000" in result.output
        alone = invoke("doctor", "--port", twin, "--robot", str(path))  # that wire by itself
        assert "2 joints, 2 report where they are" in alone.output
        assert invoke("disarm", "--port", twin, "--robot", str(path)).exit_code == 0


def test_a_port_of_a_mix_is_not_taken_for_the_whole_robot(rig_file):
    arms = load_rig(rig_file).buses[1].port
    result = invoke("joint", "right", "--to", "0.1", "--port", arms, "--robot", rig_file)
    assert result.exit_code == 2
    assert f"{arms} is not the whole of 'desk', whose rig names 'face' on " in result.output
    assert "name `buses` instead of a port" in result.output


def test_a_bare_servo_that_turns_the_other_way_is_turned_by_its_ratio(rig_file, at_best):
    words = ["calibrate", "direction", "lip", "--port", "buses", "--robot", rig_file, "--write"]
    result = at_best(  # servos that live in a thread of a busy process are not always heard in time
        lambda: CliRunner().invoke(main, words, input="\nn\n"),
        lambda one: "nobody answers" not in one.output,
    )
    assert result.exit_code == 0, result.output
    assert "played +0.15, measured +0.1" in result.output
    assert f"{rig_file}: ratio = -1.0" in result.output
    assert [joint.ratio for joint in load_rig(rig_file).joints] == [1.0, -1.0, 1.0, 1.0]


def test_the_version_is_told_of_the_firmware_and_servos_have_none(rig_file):
    result = invoke("firmware", "version", "--port", "buses", "--robot", rig_file)
    assert result.exit_code == 0, result.output
    face, arms = result.output.split("bus           'arms'")
    assert "none of ours" in face
    assert "joint table   2 joints" in arms


def test_doctor_looks_at_both_and_says_what_the_servos_lack(rig_file):
    result = invoke("doctor", "--port", "buses", "--robot", rig_file)
    assert result.exit_code == 1
    face, arms = result.output.split("bus 'arms'")
    assert "host stalls are visible here" in face
    assert "return delay is up to 500 us" in face
    assert "hottest is" in face
    assert "joint table" in arms
    assert "host stalls are invisible" in arms


def test_doctor_of_a_bus_that_is_missing_still_looks_at_the_other(rig_file, tmp_path):
    arms = load_rig(rig_file).buses[1].port
    other = tmp_path / "other.toml"
    other.write_text(rig_text("/dev/nowhere", arms))
    result = invoke("doctor", "--port", "buses", "--robot", str(other))
    assert result.exit_code == 1
    assert "warning  bus 'face'" in result.output
    assert "joint table" in result.output


def test_stop_reaches_the_firmware_and_says_whom_it_does_not(rig_file):
    result = invoke("stop", "--port", "buses", "--robot", rig_file)
    assert result.exit_code == 2, result.output  # a script must not think that all has stopped
    assert "says that it is STOPPED" in result.output
    assert "bus 'face' (dynamixel) cannot be stopped from outside" in result.output
    let_go = invoke("disarm", "--port", "buses", "--robot", rig_file)
    assert let_go.exit_code == 0, let_go.output
    assert "was STOPPED and is DISARMED now" in let_go.output


def test_provisioning_all_buses_mends_what_doctor_found(rig_file):
    dry = invoke("firmware", "provision", "--port", "buses", "--robot", rig_file, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "dry run: nothing was written" in dry.output
    assert "return delay is up to 500 us; provisioning makes it 0" in dry.output
    result = invoke("firmware", "provision", "--port", "buses", "--robot", rig_file)
    assert result.exit_code == 0, result.output
    assert "no return delay" in result.output
    assert "nothing to do: the device holds this table already" in result.output
    doctor = invoke("doctor", "--port", "buses", "--robot", rig_file)
    assert "ok       no servo delays its answers" in doctor.output


def test_provisioning_names_the_bus_that_is_missing(rig_file, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text(rig_text("/dev/nowhere", "/dev/nobody"))
    result = invoke("firmware", "provision", "--port", "buses", "--robot", str(other))
    assert result.exit_code == 2
    assert "bus 'face': cannot open /dev/nowhere" in result.output
