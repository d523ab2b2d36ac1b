"""A rig's buses become bridges that hold the right joints, at the right place and turned right."""

from dataclasses import replace

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics.rig.load import load_rig
from kinesics_app.device.limits_table import joint_table
from kinesics_bridge.buses.model import pulse_model
from kinesics_bridge.buses.of_rig import bus_bridge, bus_table
from kinesics_bridge.emulators.dynamixel import dynamixel_emulator
from kinesics_bridge.emulators.maestro import MaestroEmulator
from kinesics_bridge.emulators.port import EmulatorPort
from kinesics_bridge.joints.rule import Rule

RIG = """schema = 1
name = "desk"
summary = "two wires"
buses = [
    { name = "face", kind = "dynamixel", port = "/dev/ttyUSB0" },
    { name = "arms", kind = "maestro", port = "/dev/ttyACM0" },
]
"""
JOINT = """
[[joints]]
name = "NAME"
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
"""
MS = 1_000_000


def joint(name, seat, **changes):
    text = JOINT.replace("NAME", name) + seat + "\n"
    for key, value in changes.items():
        (old,) = [line for line in text.splitlines() if line.startswith(f"{key} = ")]
        text = text.replace(old, f"{key} = {value}")
    return text


@pytest.fixture
def rig(tmp_path):
    path = tmp_path / "desk.toml"
    path.write_text(
        RIG
        + joint("jaw", 'bus = "face"\naddress = 3\nzero_rad = 0.2', ratio=-2.0)
        + joint("arm", 'bus = "arms"\naddress = 1', actuator='"mg90s"', feedback='"none"')
        + joint("lid", 'bus = "face"\naddress = 4')
    )
    return load_rig(str(path))


def follow(bridge, port, pose, duration_ms=1200):
    for _ in range(duration_ms // 10):
        bridge.send(Frame(port.now_ns() + 60 * MS, np.asarray(pose)))
        for _ in range(10):
            port.wait(MS)
            while bridge.poll() is not None:
                pass


def test_a_table_of_some_joints_has_their_rows(rig):
    whole = joint_table(rig)
    part = bus_table(whole, rig.on_bus("face"))
    assert list(part.names) == ["jaw", "lid"]
    assert part.rows == [whole.rows[0], whole.rows[2]]


def test_a_table_of_some_joints_keeps_their_rules(rig):
    jaw = Rule("EXTREME", "jaw", low=-0.1, high=0.1, time_ms=100)
    lid = Rule("WHILE", "lid", low=0.0, high=0.1, other="jaw", other_low=-0.2, other_high=0.2)
    whole = replace(joint_table(rig), rules=[jaw, lid])
    assert list(bus_table(whole, rig.on_bus("face")).rules) == [jaw, lid]
    assert list(bus_table(whole, rig.on_bus("arms")).rules) == []
    with pytest.raises(BridgeError, match="rule WHILE of lid heeds jaw, which is on another bus"):
        bus_table(whole, np.array([2]))


def test_each_bus_moves_its_own_joints(rig):
    face, arms = rig.buses
    emulator = dynamixel_emulator([(3, "xl330-m288"), (4, "xl330-m288")])
    for servo in emulator.servos.values():
        servo.registers["return_delay_time"] = 0
    emulator.motors.position[:] = [0.2, 0.0]
    port = EmulatorPort(emulator)
    bridge = bus_bridge(rig, face, joint_table(rig), port, auto_arm=True)
    bridge.connect()
    assert bridge.poll().measured == pytest.approx([0.0, 0.0], abs=0.003)
    follow(bridge, port, [0.0, 0.0])
    follow(bridge, port, [0.4, 0.1])
    assert emulator.motors.position == pytest.approx([0.4 / -2.0 + 0.2, 0.1], abs=0.004)

    maestro = MaestroEmulator([pulse_model("mg90s")] * 2)
    port = EmulatorPort(maestro)
    bridge = bus_bridge(rig, arms, joint_table(rig), port, auto_arm=True)
    bridge.connect()
    follow(bridge, port, [0.0])
    follow(bridge, port, [-0.3])
    assert maestro.motors.position == pytest.approx([0.0, -0.3], abs=0.004)


def test_limits_beyond_the_servos_turn_are_refused(rig):
    face = rig.buses[0]
    table = joint_table(rig)
    far = bus_table(table, np.array([0, 1, 2]))
    object.__setattr__(far, "position_max", np.array([9.0, 0.5, 0.5]))
    with pytest.raises(BridgeError, match="jaw: its position limits need steps -755"):
        bus_bridge(rig, face, far, EmulatorPort(dynamixel_emulator([(3, "xl330-m288")])))
