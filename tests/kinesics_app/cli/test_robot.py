"""The commands about a robot, on its twin and on a port."""

import re

import pytest
from click.testing import CliRunner

from kinesics.rig.load import load_rig
from kinesics_app.cli.main import main
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.opening import open_device
from kinesics_app.device.servos import servos_of
from kinesics_app.doctor.diagnosis import of_servos
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.joints.servo_health import servo_health
from kinesics_bridge.ports.serial_port import SerialPort
from kinesics_bridge.twin.pty_twin import PtyTwin
from kinesics_bridge.wire.message_types import Health


def invoke(*arguments):
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def port(humanoid, living):
    """The port of a humanoid."""
    with living(PtyTwin(joint_table(humanoid), servos_of(humanoid))) as robot:
        yield robot.device


def test_joint_moves_one_joint_and_says_where_it_is():
    result = invoke("joint", "neck_yaw", "--to", "0.3")
    assert result.exit_code == 0, result.output
    told = re.search(r"asked ([\d.]+), played ([\d.]+), measured ([\d.]+)", result.output)
    asked, played, measured = map(float, told.groups())
    assert asked == pytest.approx(0.3)
    assert played == pytest.approx(0.3, abs=1e-3)
    assert measured == pytest.approx(0.3, abs=0.01)


def test_joint_moves_it_behind_a_port_too(port):
    result = invoke("joint", "neck_yaw", "--to", "0.1", "--port", port)
    assert result.exit_code == 0, result.output
    assert "played 0.1000" in result.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("joint", "neck_yaw", "--to", "9"), "neck_yaw may be "),
        (("joint", "neck_yaw", "--to", "nan"), "neck_yaw may be "),
        (("joint", "neckyaw", "--to", "0"), "nearest: neck_yaw, "),
        (("joint", "xyz", "--to", "0"), "left_eye_yaw; `kinesics rig report` lists all"),
        (("joint", "neck_yaw", "--to", "0", "--port", "/dev/nowhere"), "no such port"),
        (("doctor", "--port", "/dev/nowhere"), "no such port"),
        (("stop", "--port", "/dev/nowhere"), "no such port"),
    ],
)
def test_what_cannot_be_done_is_one_line(arguments, told):
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert told in result.output
    assert len(result.output) < 200
    assert len(result.output.strip().splitlines()) == 1


def test_doctor_finds_the_twin_well():
    result = invoke("doctor")
    assert result.exit_code == 0, result.output
    assert all(line.startswith("ok ") for line in result.output.splitlines())
    assert "round trip p50 0.40 ms" in result.output
    assert "hottest is waist_yaw: 25 °C" in result.output
    assert "supply of the servos 6.00 V; current in all 0.00 A, of 41 joints" in result.output
    assert "joints that give way: none; kept back by a rule: none" in result.output


def lines_of(health):
    return [finding.line() for finding in of_servos(health)]


def test_doctor_says_what_to_do_about_servos_and_what_it_cannot_know():
    (line,) = lines_of(None)
    assert line.startswith("ok")
    assert "unknown, this firmware tells none" in line
    message = Health(0, 0, 1, 2, 4, b"\xff" * 6, b"\xff" * 3)
    names = ("jaw", "neck", "lid")
    heat, supply, yields = lines_of(servo_health(message, names))
    assert heat.startswith("ok")
    assert "temperatures: unknown" in heat
    assert "supply of the servos unknown; current in all unknown" in supply
    assert yields.startswith("warning")
    assert "jaw (current), neck (heat); kept back by a rule: lid: free what blocks" in yields
    hot = servo_health(message._replace(temperatures=bytes([20, 71, 30])), names)
    assert lines_of(hot)[0] == (
        "warning  hottest is neck: 71 °C: let it rest, and look what it works against"
    )


def test_doctor_of_a_port_says_what_it_sees(port, humanoid):
    with FirmwareBridge(SerialPort(port), joint_table(humanoid)) as earlier:
        earlier.connect()  # and leaves: doctor opens the port while the robot is talking
    result = invoke("doctor", "--port", port)
    for told in ("low latency", "protocol 1.", "joint table", "round trip p50", "ppm", "at fault"):
        assert told in result.output
    assert "damage since the firmware booted: none" in result.output


def test_doctor_tells_another_rig(port, tmp_path):
    from kinesics.rig import load

    text = (load._ROBOTS / "humanoid" / "humanoid.toml").read_text()
    rig = tmp_path / "other.toml"
    rig.write_text(text.replace('name = "humanoid"', 'name = "twin_sister"', 1))
    assert load_rig(str(rig)).name == "twin_sister"
    result = invoke("doctor", "--port", port, "--robot", str(rig))
    assert result.exit_code == 1
    assert "warning  no session: the firmware holds the joint table" in result.output


def test_a_robot_that_was_stopped_is_told_and_disarm_is_the_way_out(port):
    assert invoke("stop", "--port", port).exit_code == 0
    doctor = invoke("doctor", "--port", port)
    assert doctor.exit_code == 1
    assert "warning  state STOPPED: look why, then `kinesics disarm`" in doctor.output
    refused = invoke("joint", "neck_yaw", "--to", "0.1", "--port", port)
    assert refused.exit_code == 2
    assert "STOPPED; look why it was stopped, then `kinesics disarm`" in refused.output
    let_go = invoke("disarm", "--port", port)
    assert let_go.exit_code == 0, let_go.output
    assert f"the robot on {port} was STOPPED and is DISARMED now" in let_go.output
    moved = invoke("joint", "neck_yaw", "--to", "0.1", "--port", port)
    assert moved.exit_code == 0, moved.output


def test_an_interrupted_command_lets_go_of_the_robot(port, humanoid):
    def armed_and_interrupted():
        with open_device(port, humanoid, live=True) as device:
            device.bring_up(110_000_000, 10_000_000)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        armed_and_interrupted()
    with open_device(port, humanoid, live=True) as device:
        device.bridge.connect()
        assert device.bridge.state == "DISARMED"


@pytest.mark.parametrize(
    ("port", "told"), [("/dev/nowhere", "no such port"), ("buses", "names no")]
)
def test_disarm_needs_a_robot(port, told):
    result = invoke("disarm", "--port", port)
    assert result.exit_code == 2
    assert told in result.output


def test_ports_lists_or_says_what_to_do():
    result = invoke("ports")
    assert result.exit_code == 0
    assert result.output.strip()


def test_every_command_has_examples():
    for name, command in main.commands.items():
        if name != "bench":
            assert "Examples:" in (command.epilog or ""), name
