"""Buses in a rig file: which joint is where, and every mistake named."""

import re
from pathlib import Path

import pytest

from kinesics.errors import RigError
from kinesics.rig.bus import Bus, Seat
from kinesics.rig.load import load_rig, shipped_rigs

HEAD = """schema = 1
name = "desk"
summary = "two wires"

[[buses]]
name = "face"
kind = "dynamixel"
port = "/dev/ttyUSB0"
baud = 2000000
rate_hz = 100.0

[[buses]]
name = "arms"
kind = "maestro"
port = "/dev/ttyACM0"
device = 12
crc = true
"""


def joint(name, seat, actuator="xl330-m288"):
    return f"""
[[joints]]
name = "{name}"
unit = "rad"
actuator = "{actuator}"
ratio = -1.0
neutral = 0.1
safe = 0.1
position = [-0.5, 0.5]
velocity = 8.0
acceleration = 250.0
jerk = 25000.0
lag_ms = 32.6
feedback = "position"
drives = []
{seat}
"""


JAW = joint("jaw", 'bus = "face"\naddress = 3\nzero_rad = -0.2')
LID = joint("lid", 'bus = "face"\naddress = 4')
ARM = joint("arm", 'bus = "arms"\naddress = 0', "mg90s")
RIG = HEAD + JAW + ARM + LID


@pytest.fixture
def load(tmp_path):
    def load(text):
        path = tmp_path / "desk.toml"
        path.write_text(text, encoding="utf-8")
        return load_rig(str(path))

    return load


def test_joints_sit_on_their_buses(load):
    rig = load(RIG)
    assert rig.buses == (
        Bus("face", "dynamixel", "/dev/ttyUSB0", 2_000_000, 100.0),
        Bus("arms", "maestro", "/dev/ttyACM0", device=12, crc=True),
    )
    assert rig.joints[0].seat == Seat("face", 3, -0.2)
    assert rig.on_bus("face").tolist() == [0, 2]
    assert rig.on_bus("arms").tolist() == [1]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'bus = "face"\naddress = 3',
            'bus = "fase"\naddress = 3',
            "no bus 'fase'; wanted one of face, arms",
        ),
        (
            "\naddress = 3",
            "",
            "joint 'jaw': no 'address'; wanted the servo's id or channel on 'face'",
        ),
        (
            "address = 4",
            "address = 3",
            "joint 'lid': address 3 of bus 'face' is that of 'jaw' already",
        ),
        ("address = 3", "address = 300", "address is 300; wanted an integer, 0 to 252"),
        ('bus = "face"\naddress = 4', "", "joint 'lid': no 'bus'; this robot has face, arms"),
        (ARM, "", "no joint on bus 'arms'; leave it out"),
        ('kind = "dynamixel"', 'kind = "firmware"', "a firmware has its joints in order, without"),
        ('kind = "dynamixel"', 'kind = "can"', "kind is 'can'; wanted one of firmware, dynamixel"),
        ('name = "arms"', 'name = "face"', "two buses of the name 'face'; wanted different ones"),
        ('"/dev/ttyACM0"', '"/dev/ttyUSB0"', "two buses of the port '/dev/ttyUSB0'"),
        ("crc = true", 'crc = "on"', "crc is 'on'; wanted true or false"),
        ("rate_hz = 100.0", "rate_hz = 5.0", "rate_hz is 5.0; wanted a finite number, 10 to 500"),
        ("baud = 2000000", "baud = 9.6", "baud is 9.6; wanted an integer"),
        ("zero_rad = -0.2", "zero_rad = 7", "zero_rad is 7; wanted a finite number"),
        ("zero_rad", "zero", "joint 'jaw': unknown key 'zero'"),
    ],
)
def test_a_mistake_is_named_with_what_would_be_right(load, old, new, message):
    assert old in RIG
    with pytest.raises(RigError) as caught:
        load(RIG.replace(old, new, 1))
    assert message in str(caught.value)


def test_a_seat_needs_buses(load):
    text = RIG[RIG.index("[[joints]]") :]
    with pytest.raises(RigError, match=r"no bus 'face'; wanted one of buses headed \[\[buses\]\]"):
        load(HEAD.split("[[buses]]", maxsplit=1)[0] + text)


@pytest.mark.parametrize("robot", shipped_rigs())
def test_shipped_robots_have_one_firmware(robot):
    assert load_rig(robot).buses == ()


def test_the_page_names_every_key():
    page = (Path(__file__).parents[3] / "docs" / "rigs.md").read_text(encoding="utf-8")
    for name in {*re.findall(r"^(\w+) = ", HEAD + JAW, re.MULTILINE), "firmware", "feetech"}:
        assert f"`{name}`" in page, name
