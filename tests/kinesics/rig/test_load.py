"""A rig file is read strictly: every mistake is one clear sentence."""

import re
from pathlib import Path

import numpy as np
import pytest

from kinesics.errors import RigError
from kinesics.motion import channels
from kinesics.record.view import checked_view
from kinesics.rig.actuators import ACTUATORS
from kinesics.rig.load import MAX_JOINTS, MAX_NAME, load_rig, shipped_rigs
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.opening import open_device
from kinesics_bridge.wire import protocol

PAGE = Path(__file__).parents[3] / "docs" / "rigs.md"
JOINT = """
[[joints]]
name = "jaw"
unit = "rad"
actuator = "xl330-m288"
ratio = 1.0
neutral = 0.1
safe = 0.0
position = [0.0, 0.42]
velocity = 9.0
acceleration = 250.0
jerk = 25000.0
lag_ms = 32.6
feedback = "position"
drives = [
    { channel = "jawOpen", by = 0.2 },
    { channel = "mouthClose", curve = [[0.0, 0.0], [0.5, -0.1], [1.0, -0.1]] },
    { channel = "head_pitch", gain = 0.05 },
]
"""
HEAD = 'schema = 1\nname = "desk"\nsummary = "one jaw"\n'


@pytest.fixture
def rig_file(tmp_path):
    def write(text):
        path = tmp_path / "desk.toml"
        path.write_text(text)
        return str(path)

    return write


def values(**wanted):
    array = np.zeros(len(channels.CHANNELS))
    for name, value in wanted.items():
        array[channels.index(name)] = value
    return array


def test_drives_add_up_as_written(rig_file):
    rig = load_rig(rig_file(HEAD + JOINT))
    cases = {
        0.1: {},
        0.3: {"jawOpen": 1.0},
        0.25: {"jawOpen": 1.0, "mouthClose": 0.25},
        0.2: {"jawOpen": 1.0, "mouthClose": 1.0},
        0.08: {"head_pitch": -0.4},
        0.0: {"mouthClose": 1.0},
    }
    for wanted, inputs in cases.items():
        assert rig.pose(values(**inputs))[0] == pytest.approx(wanted)
    assert rig.shows("jawOpen")
    assert not rig.shows("breath")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "jawOpen",
            "jawOpe",
            "desk.toml, joint 'jaw', drive 'jawOpe': no channel 'jawOpe'; nearest: jawOpen",
        ),
        ("velocity = 9.0", "velocity = 11.0", "velocity 11.0; xl330-m288 allows 9.18"),
        ("acceleration = 250.0", "acceleration = 900.0", "xl330-m288 allows 300"),
        ("jerk = 25000.0", "jerk = 600.0", "can only promise"),
        ("neutral = 0.1", "neutral = 0.5", "joint 'jaw': neutral 0.5 is outside position"),
        ("position = [0.0, 0.42]", "position = [0.42, 0.0]", "wanted [lower, higher]"),
        ("position = [0.0, 0.42]", "position = [-65, 0.42]", "2 finite numbers, -64 to 64"),
        ("position = [0.0, 0.42]", "position = [-40, 40]", "wanted a range of at most 64"),
        ("position = [0.0, 0.42]", "position = [0, 1e-12]", "a range of 0.0765, 50 of its steps"),
        ("velocity = 9.0", "velocity = 1e10", "velocity is 10000000000.0; wanted a finite number"),
        ("velocity = 9.0", "velocity = 1e-12", "finite number, 1e-06 to 100"),
        ("acceleration = 250.0", "acceleration = 2e5", "finite number, 0.001 to 100000"),
        ("acceleration = 250.0", "acceleration = 0.01", "100 s or more to stop velocity 9.0"),
        ("acceleration = 250.0", "acelleration = 1.0", "is it misspelt as 'acelleration'?"),
        ("jerk = 25000.0", "jerk = 1e308", "jerk is 1e+308; wanted"),
        ("lag_ms = 32.6", "lag_ms = 1e9", "lag_ms is 1000000000.0; wanted a finite number, 0 to"),
        ("lag_ms = 32.6", "lag_ms = 1e308", "finite number, 0 to 500"),
        ("ratio = 1.0", "ratio = 1e9", "finite number, -1000 to 1000"),
        ("ratio = 1.0", "ratio = 0.0", "wanted joint units per radian of the servo, not 0"),
        ('"xl330-m288"', "[]", "joint 'jaw': actuator is []; wanted one of"),
        ('"xl330-m288"', "{}", "joint 'jaw': actuator is {}; wanted one of"),
        ("gain = 0.05", "gain = 1e308", "drive 'head_pitch': gain is 1e+308; wanted"),
        ("by = 0.2", "by = -1001", "drive 'jawOpen': by is -1001; wanted"),
        ("by = 0.2", "by = 0.2, over = [0.0, 1e-9]", "wanted a slope of at most 1000"),
        ("[1.0, -0.1]]", "[1.0, nan]]", "wanted two or more [x, y] of rising x, -1000 to 1000"),
        ("[1.0, -0.1]]", "[inf, -0.1]]", "drive 'mouthClose': curve is [["),
        ('name = "jaw"', 'name = ""', "[[joints]] 1: name is ''"),
        ('name = "jaw"', 'name = "Jaw"', "joint 'Jaw': name is 'Jaw'; wanted a letter, then"),
        ('name = "jaw"', 'name = "m\u00e2choire"', "wanted a letter, then at most 63 of a-z, 0-9"),
        ('name = "jaw"', 'name = "j,a"', "wanted a letter, then"),
        ('name = "desk"', 'name = "\u65e5"', "wanted at most 32 printable ASCII characters"),
        ('name = "desk"', 'name = "a\\nb"', "wanted at most 32 printable ASCII characters"),
        ('name = "desk"', f'name = "{"x" * 33}"', "wanted at most 32 printable ASCII characters"),
        (JOINT, JOINT * 65, "desk.toml: 65 joints; the firmware holds 64"),
        ("schema = 1", "schema = " + "[" * 10_000, "not a readable rig file"),
        ("schema = 1", "schema = " + "1" * 10_000, "desk.toml: "),
        (HEAD, HEAD + "view = 3\n", "view is 3; wanted a table [view]"),
        ("neutral = 0.1", "neutral = nan", "wanted a finite number"),
        ("lag_ms = 32.6", "lag_ms = 32.6\nlag = 1", "unknown key 'lag'; did you mean 'lag_ms'"),
        ("lag_ms = 32.6\n", "", "no 'lag_ms'; the table has"),
        ('actuator = "xl330-m288"', 'actuator = "sg90"', "wanted one of xl330-m077"),
        ("position = [0.0, 0.42]", "position = 0.42", "wanted a list of 2 finite numbers"),
        ("by = 0.2", "by = 0.2, over = [1.0, 0.0]", "wanted [lower, higher]"),
        ("[0.5, -0.1]", "[0.0, -0.1]", "wanted two or more [x, y] of rising x"),
        ("by = 0.2", "by = 0.2, gain = 1.0", "exactly one of by, gain, curve"),
        ("schema = 1", "schema = 2", "schema is 2; wanted 1"),
        ("schema = 1", "schema = ", "not a readable rig file"),
        ('name = "desk"\n', "", "no 'name'"),
        (JOINT, "", "no [[joints]]"),
        (JOINT, JOINT + JOINT, "joints named twice: jaw"),
    ],
)
def test_a_mistake_is_named_with_what_would_be_right(rig_file, old, new, message):
    text = HEAD + JOINT
    assert old in text
    with pytest.raises(RigError) as caught:
        load_rig(rig_file(text.replace(old, new, 1)))
    assert message in str(caught.value)


def test_an_unknown_robot_or_joint_is_answered_with_the_known_ones(rig_file):
    with pytest.raises(RigError, match="no robot 'nobody'; shipped: desk, humanoid, matrix"):
        load_rig("nobody")
    rig = load_rig(rig_file(HEAD + JOINT))
    with pytest.raises(RigError, match="has no joint 'jaws'; nearest: jaw"):
        rig.index("jaws")


@pytest.mark.parametrize("robot", shipped_rigs())
def test_every_shipped_robot_has_few_lag_groups_that_hold_each_joint_once(robot):
    rig = load_rig(robot)
    groups = rig.lag_groups()
    assert len(groups) <= 3
    members = np.concatenate([group.joints for group in groups])
    assert sorted(members) == list(range(len(rig.joints)))
    for group in groups:
        assert np.abs(rig.lag_s[group.joints] - group.lag_ns * 1e-9).max() < 0.015


def test_what_the_loader_takes_the_wire_takes():
    assert (MAX_JOINTS, MAX_NAME) == (protocol.MAX_JOINTS, protocol.MAX_ROBOT_ID)


@pytest.mark.parametrize(
    "edit",
    [
        ("position = [0.0, 0.42]", "position = [-1.0, 63.0]"),
        ("position = [0.0, 0.42]", "position = [0.06, 0.1366]"),
        ("velocity = 9.0", "velocity = 1e-6"),
        ("acceleration = 250.0", "acceleration = 0.09001"),
        ("jerk = 25000.0", "jerk = 1e9"),
        ("lag_ms = 32.6", "lag_ms = 500"),
        ("ratio = 1.0", "ratio = -5.4"),
    ],
)
def test_the_firmware_takes_a_table_at_the_edge_of_what_the_loader_takes(rig_file, edit):
    old, new = edit
    text = (HEAD + JOINT).replace("safe = 0.0", "safe = 0.1")
    assert old in text
    rig = load_rig(rig_file(text.replace(old, new)))
    with open_device("twin", rig, live=False) as device:
        device.bring_up(110_000_000, 10_000_000)
        assert device.bridge.state == "ACTIVE"


def test_the_fastest_servo_behind_any_linkage_is_within_the_firmware(rig_file):
    text = (HEAD + JOINT).replace("ratio = 1.0", "ratio = 800.0").replace("0.42]", "64.0]")
    text = text.replace("velocity = 9.0", "velocity = 100.0")
    text = text.replace("acceleration = 250.0", "acceleration = 1e5").replace("25000.0", "1e7")
    rig = load_rig(rig_file(text))
    with open_device("twin", rig, live=False) as device:
        device.bring_up(110_000_000, 10_000_000)
        assert device.bridge.state == "ACTIVE"
        assert device.bridge.table.fields["velocity"].tolist() == [100_000_000_000]


def test_the_rig_of_the_page_works_as_the_page_says(rig_file):
    (text,) = re.findall(r"```toml\n(schema.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    rig = load_rig(rig_file(text))
    assert rig.names == ("jaw",)
    cases = {
        0.02: {},
        0.37: {"jawOpen": 1.0},
        0.36: {"jawOpen": 1.0, "mouthClose": 0.5},
        0.27: {"jawOpen": 1.0, "mouthClose": 1.0},
        0.06: {"tongueOut": 0.75},
        0.05: {"head_pitch": -0.3},
    }
    for wanted, inputs in cases.items():
        assert rig.pose(values(**inputs))[0] == pytest.approx(wanted)
    assert checked_view(rig.view, rig.names, channels.NAMES)["parts"]["mouth"]["jaw"]
    assert len(joint_table(rig).rows) == 1


def test_the_page_names_every_key_and_every_actuator():
    page = PAGE.read_text(encoding="utf-8")
    keys = set(re.findall(r"^(\w+) = ", HEAD + JOINT, re.MULTILINE))
    for name in (*keys, "by", "over", "gain", "curve", "view", *ACTUATORS):
        assert f"`{name}`" in page, name
